//! A policy with what was found in it.

use iamkit_validate::Finding;

use super::subject::Subject;

/// A policy with what was found in it
pub(super) struct Validated {
    pub(super) subject: Subject,
    pub(super) findings: Vec<Finding>,
    /// Requirements that could be decided neither way.
    pub(super) undecided: Vec<String>,
    /// Requirements that couldn't be asked.
    pub(super) unasked: Vec<String>,
}
