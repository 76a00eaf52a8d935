//! What is found in a policy beyond AWS's validation, as JSON: the [`Lint`] of the validator in a shape that stays;
//! and with the features `text` and `sarif` on lines and for code scanners.
//!
//! Members are camel case; a statement's place is from 0, lines and columns of the file are from 1. Locations are those
//! of the document by itself, as validation has them.

mod policy;
#[cfg(feature = "sarif")]
mod sarif;
#[cfg(feature = "text")]
mod text;

use iamkit_conformance::situation::CaseRequest;
use iamkit_policy::PolicyDocument;
use iamkit_policy::fact::Fact;
use iamkit_validate::lint::Lint;
use iamkit_validate::{Finding, Location, PathElement};
use serde::Serialize;

use crate::comparison::ReportedUnknown;
use crate::validation::{self, ReportedLocation};

pub use policy::LintedPolicy;
#[cfg(feature = "sarif")]
pub use sarif::{sarif, sarif_level, sarif_rules};
#[cfg(feature = "text")]
pub use text::{counts, lines, undecided_lines};

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 2;

/// Everything found in a policy
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LintReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// What is found, in the order of the document.
    pub findings: Vec<ReportedFinding>,
    /// What would be found if more was taken for granted than is asked with: by its facts.
    pub open: Vec<ReportedFinding>,
    /// What could not be decided.
    pub unknown: Vec<ReportedUnknown>,
}

/// What was found in a policy that has a name
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamedLint {
    /// The name.
    pub policy: String,
    /// The kind that it was taken for.
    pub kind: &'static str,
    /// What was found.
    #[serde(flatten)]
    pub lint: LintReport,
}

/// Something found
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedFinding {
    /// The code of the rule that finds it.
    pub code: &'static str,
    /// `ERROR`, `SECURITY_WARNING`, `WARNING` or `SUGGESTION`.
    pub severity: &'static str,
    /// The statement's place in the document, from 0; none of what is about the whole of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<usize>,
    /// Its `Sid`, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// The line of the file, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What it is, in words.
    pub message: String,
    /// Where it is, never empty.
    pub locations: Vec<ReportedLocation>,
    /// The ids of the facts by which it is so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<&'static str>,
    /// `text`, `proof` or `requests`: what shows that it is so.
    pub evidence: &'static str,
    /// The requests that show it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::schema::shapes::RequestShape>"))]
    pub requests: Vec<CaseRequest>,
}

impl LintReport {
    /// What was found in a document.
    pub fn new(lint: &Lint, document: &PolicyDocument) -> Self {
        let reported = |findings: &[Finding]| {
            findings.iter().map(|finding| ReportedFinding::new(finding, document)).collect()
        };
        Self {
            schema: SCHEMA,
            findings: reported(&lint.findings),
            open: reported(&lint.open),
            unknown: lint.unknown.iter().map(Into::into).collect(),
        }
    }
}

impl ReportedFinding {
    fn new(finding: &Finding, document: &PolicyDocument) -> Self {
        let first = finding.locations.first();
        let statement = first.and_then(statement_of);
        let sid = statement.and_then(|at| document.statements().get(at)).and_then(|it| it.sid());
        let (line, column) = first.map_or((1, 1), |location| place_in_file(location, document));
        Self {
            code: finding.code,
            severity: finding.severity.as_str(),
            statement,
            sid: sid.map(Into::into),
            line,
            column,
            message: finding.message.clone(),
            locations: finding.locations.iter().map(Into::into).collect(),
            facts: finding.facts.iter().map(Fact::id).collect(),
            evidence: finding.evidence.as_str(),
            requests: validation::requests(&finding.evidence),
        }
    }
}

/// The place among the statements; a single one without a list is the first.
fn statement_of(location: &Location) -> Option<usize> {
    match location.path.as_slice() {
        [PathElement::Value(name), PathElement::Index(at), ..] if name == "Statement" => Some(*at),
        [PathElement::Value(name), ..] if name == "Statement" => Some(0),
        _ => None,
    }
}

/// Line and column, from 1, in the file that the document stands in.
fn place_in_file(location: &Location, document: &PolicyDocument) -> (u32, u32) {
    let start = document.position(document.span().start);
    let [line, column] =
        [location.start.line, location.start.column].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    let column = if line == 1 { start.column.saturating_add(column) } else { column.saturating_add(1) };
    (start.line.saturating_add(line.saturating_sub(1)), column)
}
