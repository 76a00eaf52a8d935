//! What does nothing in a policy, as JSON: the [`Lint`] of the validator in a shape that stays.
//!
//! Members are camel case; a statement's place is from 0, lines and columns are from 1.

use iamkit_validate::lint::{Lint, LintFinding};
use serde::Serialize;

use crate::comparison::ReportedUnknown;

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// Everything found in a policy
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LintReport {
    /// [`SCHEMA`].
    pub schema: u32,
    /// What does nothing, in the order of the document.
    pub findings: Vec<ReportedFinding>,
    /// What does nothing if more is taken for granted than is asked with: by its facts.
    pub open: Vec<ReportedFinding>,
    /// What could not be decided.
    pub unknown: Vec<ReportedUnknown>,
}

/// What was found in a policy that has a name
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedLint {
    /// The name.
    pub policy: String,
    /// The kind that it was taken for.
    pub kind: &'static str,
    /// What was found.
    #[serde(flatten)]
    pub lint: LintReport,
}

/// Something that does nothing
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportedFinding {
    /// The id of the rule that finds it.
    pub rule: &'static str,
    /// The statement's place in the document, from 0.
    pub statement: usize,
    /// Its `Sid`, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What it is, in words.
    pub message: String,
    /// The ids of the facts by which it is so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<&'static str>,
}

impl From<&LintFinding> for ReportedFinding {
    fn from(finding: &LintFinding) -> Self {
        let LintFinding { rule, statement, sid, line, column, message, facts } = finding.clone();
        Self { rule: rule.as_str(), statement, sid, line, column, message, facts }
    }
}

impl From<&Lint> for LintReport {
    fn from(lint: &Lint) -> Self {
        Self {
            schema: SCHEMA,
            findings: lint.findings.iter().map(Into::into).collect(),
            open: lint.open.iter().map(Into::into).collect(),
            unknown: lint.unknown.iter().map(Into::into).collect(),
        }
    }
}
