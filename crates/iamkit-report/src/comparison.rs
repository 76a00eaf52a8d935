//! A comparison as JSON: the prover's [`Differences`] in a shape that stays, whatever becomes of the prover's own types.
//!
//! Members are camel case. `a` and `b` are the two sides in the order they were given; the relation is that of a to b.
//! A witness is the request of a situation, as conformance cases have it, so that it can be asked again as it stands.
//!
//! ```
//! use iamkit_policy::PolicyDocument;
//! use iamkit_report::comparison::ComparisonReport;
//! use iamkit_prover::{Access, Limits, Universe, differences};
//!
//! let policy = |actions: &str| -> Result<Access, Box<dyn std::error::Error>> {
//!     let text = format!(r#"{{"Statement": {{"Effect": "Allow", "Action": {actions}, "Resource": "*"}}}}"#);
//!     Ok(Access::identity(&text.parse::<PolicyDocument>()?)?)
//! };
//! let (a, b) = (policy(r#""sqs:Get*""#)?, policy(r#"["sqs:Get*", "sqs:SendMessage"]"#)?);
//! let found = differences(&a, &b, &Universe::real(), &Limits::default());
//! let json = serde_json::to_value(ComparisonReport::from(&found))?;
//! assert_eq!(json["relation"], "narrower");
//! assert_eq!(json["differences"][0]["allowedBy"], "b");
//! assert_eq!(json["differences"][0]["actions"][0], "sqs:SendMessage");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "text")]
mod markdown;
#[cfg(feature = "text")]
mod reasons;
#[cfg(feature = "sarif")]
mod sarif;
pub mod sides;
#[cfg(feature = "text")]
mod text;

use iamkit_conformance::situation::CaseRequest;
use iamkit_prover::{
    ConditionTerm, Difference, Differences, Reason, ScopeTerm, StatementPlace, SummaryGrant, Terms, Unknown,
};
use serde::Serialize;

use crate::explanation::ExplainedFact;
use crate::witness;

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// A verdict with everything that exactly one side allows
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ComparisonReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// In which universe the verdict holds: `real` or `strings`.
    pub universe: &'static str,
    /// How a stands to b: `equal`, `narrower`, `broader`, `incomparable` or `unknown`.
    pub relation: &'static str,
    /// What exactly one side allows.
    pub differences: Vec<ReportedDifference>,
    /// What could not be decided.
    pub unknown: Vec<ReportedUnknown>,
    /// What is asked about, in words.
    pub assumptions: Vec<String>,
    /// What the verdict takes for granted.
    pub facts: Vec<ExplainedFact>,
}

/// A comparison with the names of what was compared
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamedComparison {
    /// The name of the first side.
    pub a: String,
    /// The name of the second side.
    pub b: String,
    /// The kind of those sides that are policies by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// How they stand to each other.
    #[serde(flatten)]
    pub comparison: ComparisonReport,
}

/// Something that exactly one side allows
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportedDifference {
    /// `a` or `b`.
    pub allowed_by: &'static str,
    /// What it is; not exact where it holds more than the difference.
    #[serde(flatten)]
    pub grant: ReportedGrant,
    /// A request that shows it, confirmed by the engine.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::shapes::RequestShape"))]
    pub witness: CaseRequest,
    /// Whether the principal's own policies allow that request; it matters for policies of resources by themselves, where
    /// a grant to an account leaves it to them (S47).
    pub allowed_otherwise: bool,
}

/// What is allowed, under which terms
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportedGrant {
    /// The actions: names or patterns.
    pub actions: Vec<String>,
    /// What those patterns name and is not meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions_except: Vec<String>,
    /// The principals, for policies that name them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principals: Option<ReportedScope>,
    /// The resources.
    pub resources: ReportedScope,
    /// The conditions, all of which hold.
    pub conditions: Vec<ReportedCondition>,
    /// Whether all of it is meant; `false` where it holds more, because naming just what is meant takes too much.
    pub exact: bool,
}

/// A set of resources or principals; without any list it is all of them
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedScope {
    /// Lists each of which names it.
    pub within: Vec<Vec<String>>,
    /// Lists none of which names it.
    pub except: Vec<Vec<String>>,
}

/// A condition as a policy writes it
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedCondition {
    /// The operator.
    pub operator: String,
    /// The key.
    pub key: String,
    /// The values.
    pub values: Vec<String>,
    /// Whether it must not hold.
    pub negated: bool,
}

/// What could not be decided
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedUnknown {
    /// The side that may allow more; none where it holds for the whole question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<&'static str>,
    /// Why.
    pub reason: String,
    /// The bound that was exceeded, where that is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<&'static str>,
    /// For which actions.
    pub actions: Vec<String>,
    /// The statements that name them.
    pub statements: Vec<ReportedStatement>,
}

/// A statement of one of the sides
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedStatement {
    /// `a` or `b`.
    pub side: &'static str,
    /// The layer it stands in.
    pub layer: &'static str,
    /// Its document's place in the layer, from 0.
    pub document: usize,
    /// Its place in the document, from 0.
    pub index: usize,
    /// Line and column, both from 1.
    pub line: u32,
    /// The column in characters.
    pub column: u32,
}

impl From<&Differences> for ComparisonReport {
    fn from(found: &Differences) -> Self {
        Self {
            schema: SCHEMA,
            universe: found.comparison.universe,
            relation: found.comparison.relation.as_str(),
            differences: found.list.iter().map(Into::into).collect(),
            unknown: found.comparison.unknown.iter().map(Into::into).collect(),
            assumptions: found.comparison.assumptions.clone(),
            facts: found.comparison.facts.iter().map(ExplainedFact::from).collect(),
        }
    }
}

impl From<&Difference> for ReportedDifference {
    fn from(difference: &Difference) -> Self {
        let Difference { actions, actions_except, terms, is_exact, .. } = difference;
        Self {
            allowed_by: difference.allowed_by.as_str(),
            grant: ReportedGrant::new(actions, actions_except, terms, *is_exact),
            witness: witness::shown(&difference.witness),
            allowed_otherwise: difference.witness.allowed_otherwise,
        }
    }
}

impl From<&SummaryGrant> for ReportedGrant {
    fn from(grant: &SummaryGrant) -> Self {
        Self::new(&grant.actions, &grant.actions_except, &grant.terms, grant.is_exact)
    }
}

impl ReportedGrant {
    fn new(actions: &[String], actions_except: &[String], terms: &Terms, is_exact: bool) -> Self {
        Self {
            actions: actions.to_vec(),
            actions_except: actions_except.to_vec(),
            principals: (!terms.principals.is_everything()).then(|| (&terms.principals).into()),
            resources: (&terms.resources).into(),
            conditions: terms.conditions.iter().map(Into::into).collect(),
            exact: is_exact,
        }
    }
}

impl From<&ScopeTerm> for ReportedScope {
    fn from(scope: &ScopeTerm) -> Self {
        Self { within: scope.within.clone(), except: scope.except.clone() }
    }
}

impl From<&ConditionTerm> for ReportedCondition {
    fn from(condition: &ConditionTerm) -> Self {
        Self {
            operator: condition.operator.to_string(),
            key: condition.key.clone(),
            values: condition.values.clone(),
            negated: condition.is_negated,
        }
    }
}

impl From<&Unknown> for ReportedUnknown {
    fn from(unknown: &Unknown) -> Self {
        let bound = match &unknown.reason {
            Reason::Limit(exceeded) => Some(exceeded.bound()),
            _ => None,
        };
        Self {
            side: unknown.side.map(iamkit_prover::Side::as_str),
            reason: unknown.reason.to_string(),
            bound,
            actions: unknown.actions.clone(),
            statements: unknown.statements.iter().map(Into::into).collect(),
        }
    }
}

impl From<&StatementPlace> for ReportedStatement {
    fn from(place: &StatementPlace) -> Self {
        Self {
            side: place.side.as_str(),
            layer: place.layer,
            document: place.document,
            index: place.statement,
            line: place.position.line,
            column: place.position.column,
        }
    }
}
