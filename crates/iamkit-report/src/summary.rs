//! What a policy allows, as JSON: the prover's [`Summary`] and [`Permissiveness`] in a shape that stays.
//!
//! ```
//! use iamkit_policy::PolicyDocument;
//! use iamkit_prover::{Access, Limits, Universe, summarize};
//! use iamkit_report::summary::SummaryReport;
//!
//! let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": [
//!     {"Effect": "Allow", "Action": "sqs:*Message", "Resource": "*"},
//!     {"Effect": "Deny", "NotAction": "sqs:SendMessage", "Resource": "*"}]}"#.parse()?;
//! let (universe, limits) = (Universe::real(), Limits::default());
//! let summary = summarize(&Access::identity(&document)?, &universe, &limits);
//! let json = serde_json::to_value(SummaryReport::new(&summary, &universe))?;
//! assert_eq!(json["grants"][0]["actions"], serde_json::json!(["sqs:SendMessage"]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use iamkit_prover::{Permissiveness, Summary, Universe};
use serde::Serialize;

use crate::comparison::{ReportedGrant, ReportedUnknown};
use crate::explanation::ExplainedFact;

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// All that a policy allows
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SummaryReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// In which universe: `real` or `strings`.
    pub universe: &'static str,
    /// The lines; no request falls under two of them.
    pub grants: Vec<ReportedGrant>,
    /// What is denied by a policy that only denies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub denials: Vec<ReportedGrant>,
    /// How much that is, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissiveness: Option<ReportedPermissiveness>,
    /// What could not be decided.
    pub unknown: Vec<ReportedUnknown>,
    /// What is taken for granted.
    pub facts: Vec<ExplainedFact>,
}

/// A summary with the kind of the policy
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KindSummary {
    /// The kind.
    pub kind: &'static str,
    /// What it allows.
    #[serde(flatten)]
    pub summary: SummaryReport,
}

/// How much is allowed: a rank, not a verdict
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportedPermissiveness {
    /// Actions of the catalog of which something is allowed.
    pub actions: usize,
    /// Those allowed on every resource they take, under no condition.
    pub unlimited_actions: usize,
    /// All actions of the catalog.
    pub all_actions: usize,
    /// From 0 to 1, see [`Permissiveness::score`].
    pub score: f64,
}

impl SummaryReport {
    /// The report of a summary, without how much it is.
    pub fn new(summary: &Summary, universe: &Universe<'_>) -> Self {
        Self {
            schema: SCHEMA,
            universe: universe.as_str(),
            grants: summary.grants.iter().map(Into::into).collect(),
            permissiveness: None,
            denials: Vec::new(),
            unknown: summary.unknown.iter().map(Into::into).collect(),
            facts: summary.facts.iter().map(ExplainedFact::from).collect(),
        }
    }

    /// With what is denied, as [`denials`](iamkit_prover::denials()) tells of a policy that only denies.
    #[must_use]
    pub fn with_denials(mut self, denied: &Summary) -> Self {
        self.unknown.extend(denied.unknown.iter().map(ReportedUnknown::from));
        Self { denials: denied.grants.iter().map(Into::into).collect(), ..self }
    }

    /// With how much is allowed; what of that could not be decided is added.
    #[must_use]
    pub fn with_permissiveness(mut self, permissiveness: &Permissiveness) -> Self {
        let unknown = permissiveness.unknown.iter().map(ReportedUnknown::from);
        let new = unknown.filter(|unknown| !self.unknown.contains(unknown)).collect::<Vec<_>>();
        self.unknown.extend(new);
        Self { permissiveness: Some(permissiveness.into()), ..self }
    }
}

impl From<&Permissiveness> for ReportedPermissiveness {
    fn from(permissiveness: &Permissiveness) -> Self {
        let Permissiveness { actions, unlimited_actions, all_actions, score, .. } = *permissiveness;
        Self { actions, unlimited_actions, all_actions, score }
    }
}
