//! What validation finds in a document, as JSON: the findings of the validator in a shape that stays; and with the
//! features `text` and `sarif` on lines, as a table, and for code scanners.
//!
//! Members are camel case; lines are from 1, columns and offsets in characters from 0, as AWS's API has them.

mod document;
#[cfg(feature = "text")]
mod markdown;
#[cfg(feature = "sarif")]
mod sarif;
#[cfg(feature = "text")]
mod text;

use iamkit_conformance::situation::CaseRequest;
use iamkit_validate::{Finding, FindingEvidence, Location, PathElement, Point, PolicyType};
use serde::{Deserialize, Serialize};

use crate::witness;

pub use document::{ValidatedDocument, json_pointer, own_position, severity_word};
#[cfg(feature = "text")]
pub use markdown::markdown;
#[cfg(feature = "sarif")]
pub use sarif::sarif;
#[cfg(feature = "text")]
pub use text::{counts, lines};

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// Everything found in a document
///
/// ```
/// use iamkit_catalog::Catalog;
/// use iamkit_report::validation::ValidationReport;
/// use iamkit_validate::{PolicyType, validate};
///
/// let findings = validate(r#"{"Version": "2012-10-17"}"#, PolicyType::Identity, Catalog::embedded())?;
/// let json = serde_json::to_value(ValidationReport::new(PolicyType::Identity, &findings))?;
/// assert_eq!(json["findings"][0]["code"], "MISSING_STATEMENT");
/// assert_eq!(json["findings"][0]["locations"][0]["span"]["end"]["offset"], 25);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ValidationReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// As what it was validated.
    pub policy_type: String,
    /// The type of the resource, where it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// In the order of the document.
    pub findings: Vec<ValidationFinding>,
}

/// Something found
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ValidationFinding {
    /// The rule's code.
    pub code: String,
    /// `ERROR`, `SECURITY_WARNING`, `WARNING` or `SUGGESTION`.
    pub severity: String,
    /// What it is, and what to do about it.
    pub message: String,
    /// Where the rule is explained.
    pub learn_more: String,
    /// Where it is, never empty.
    pub locations: Vec<ReportedLocation>,
    /// The ids of the facts by which it is so; of rules beyond AWS's alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<String>,
    /// The requests that show it; of rules beyond AWS's alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::schema::shapes::RequestShape>"))]
    pub requests: Vec<CaseRequest>,
}

/// A place in a document, in the shape of AWS's API
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedLocation {
    /// The way from the root.
    pub path: Vec<ReportedPathElement>,
    /// The stretch of the text.
    pub span: ReportedSpan,
}

/// A step of the way to a place: exactly one member
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum ReportedPathElement {
    /// To the value of a member of this name.
    Value(String),
    /// To an item of an array, from 0.
    Index(usize),
    /// To the name itself of a member.
    Key(String),
}

/// A stretch of a text
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedSpan {
    /// Its first character.
    pub start: ReportedPoint,
    /// Behind its last one.
    pub end: ReportedPoint,
}

/// A point of a text
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedPoint {
    /// From 1.
    pub line: usize,
    /// In characters, from 0.
    pub column: usize,
    /// In characters, from 0.
    pub offset: usize,
}

impl ValidationReport {
    /// The findings of a document that was validated as a type.
    pub fn new(policy_type: PolicyType, findings: &[Finding]) -> Self {
        Self {
            schema: SCHEMA,
            policy_type: policy_type.as_str().to_owned(),
            resource_type: policy_type.resource_type().map(|it| it.as_str().to_owned()),
            findings: findings.iter().map(Into::into).collect(),
        }
    }
}

impl From<&Finding> for ValidationFinding {
    fn from(finding: &Finding) -> Self {
        Self {
            code: finding.code.to_owned(),
            severity: finding.severity.as_str().to_owned(),
            message: finding.message.clone(),
            learn_more: finding.learn_more(),
            locations: finding.locations.iter().map(Into::into).collect(),
            facts: finding.facts.iter().map(|fact| fact.id().to_owned()).collect(),
            requests: requests(&finding.evidence),
        }
    }
}

impl From<&Location> for ReportedLocation {
    fn from(location: &Location) -> Self {
        let span = ReportedSpan { start: location.start.into(), end: location.end.into() };
        Self { path: location.path.iter().map(Into::into).collect(), span }
    }
}

impl From<&PathElement> for ReportedPathElement {
    fn from(element: &PathElement) -> Self {
        match element {
            PathElement::Value(name) => Self::Value(name.clone()),
            PathElement::Index(index) => Self::Index(*index),
            PathElement::Key(name) => Self::Key(name.clone()),
        }
    }
}

impl From<Point> for ReportedPoint {
    fn from(Point { line, column, offset }: Point) -> Self {
        Self { line, column, offset }
    }
}

/// The requests that show a finding, as reports show them.
pub(crate) fn requests(evidence: &FindingEvidence) -> Vec<CaseRequest> {
    match evidence {
        FindingEvidence::Requests(witnesses) => witnesses.iter().map(witness::shown).collect(),
        _ => Vec::new(),
    }
}
