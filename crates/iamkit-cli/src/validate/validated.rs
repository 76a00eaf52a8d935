//! A policy with what was found in it.

use iamkit_policy::Position;
use iamkit_report::validation::ValidatedDocument;
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

impl Validated {
    pub(super) fn shown(&self) -> ValidatedDocument<'_> {
        let before = self.subject.before.unwrap_or_default();
        ValidatedDocument {
            name: &self.subject.name,
            file: self.subject.file.as_deref(),
            start: Position {
                line: before.lines.saturating_add(1),
                column: before.columns.saturating_add(1),
            },
            policy_type: self.subject.policy_type,
            findings: &self.findings,
        }
    }
}
