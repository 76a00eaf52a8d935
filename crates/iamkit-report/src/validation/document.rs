//! A document that was validated, and where in its file something is.

use std::path::Path;

use iamkit_policy::Position;
use iamkit_validate::{Finding, Location, PathElement, PolicyType, Severity};

/// A document with what was found in it, to be shown
///
/// ```
/// use iamkit_catalog::Catalog;
/// use iamkit_policy::Position;
/// use iamkit_report::validation::{ValidatedDocument, lines};
/// use iamkit_validate::{PolicyType, validate};
///
/// let text = r#"{"Version": "2012-10-17"}"#;
/// let findings = validate(text, PolicyType::Identity, Catalog::embedded())?;
/// let start = Position { line: 1, column: 1 };
/// let policy_type = PolicyType::Identity;
/// let document = ValidatedDocument { name: "a.json", file: None, start, policy_type, findings: &findings };
/// let shown = lines(&[document]).printed();
/// assert!(shown.starts_with("a.json:1:1: error [MISSING_STATEMENT]"), "{shown}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ValidatedDocument<'v> {
    /// What it is called.
    pub name: &'v str,
    /// Where its text is, if in a file.
    pub file: Option<&'v Path>,
    /// Where its text begins in what it was read from.
    pub start: Position,
    /// As what it was validated.
    pub policy_type: PolicyType,
    /// What was found.
    pub findings: &'v [Finding],
}

impl ValidatedDocument<'_> {
    /// Line and column, from 1, of where a finding begins in the file.
    pub fn position(&self, finding: &Finding) -> Position {
        let Position { line, column } = own_position(finding);
        let columns = if line == 1 { self.start.column.saturating_sub(1) } else { 0 };
        let lines = self.start.line.saturating_sub(1);
        Position { line: line.saturating_add(lines), column: column.saturating_add(columns) }
    }
}

/// Line and column, from 1, of where a finding begins in the document's own text.
pub fn own_position(finding: &Finding) -> Position {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let start = finding.locations.first().map(|location| location.start).unwrap_or_default();
    Position { line: number(start.line), column: number(start.column.saturating_add(1)) }
}

/// How severe something is, as sentences say it.
pub const fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::SecurityWarning => "security warning",
        Severity::Warning => "warning",
        Severity::Suggestion => "suggestion",
    }
}

/// The way to a place, as a JSON pointer (RFC 6901).
pub fn json_pointer(location: &Location) -> String {
    let step = |element: &PathElement| match element {
        PathElement::Value(name) | PathElement::Key(name) => name.replace('~', "~0").replace('/', "~1"),
        PathElement::Index(index) => index.to_string(),
    };
    location.path.iter().flat_map(|element| ["/".to_owned(), step(element)]).collect()
}
