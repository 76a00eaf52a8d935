//! The action that roles are assumed by.

pub(crate) const ASSUME_ROLE: &str = "sts:AssumeRole";

/// As patterns are compared with it.
pub(super) const ASSUME_ROLE_IN_LOWER_CASE: &str = "sts:assumerole";
