//! STS's operations: who a caller is, and sessions of roles.

pub(crate) mod assume_role;
pub(crate) mod identity;
