//! An answer as JSON: the engine's [`Evaluation`] in a shape that stays, whatever becomes of the engine's own types.
//!
//! Members are camel case. A place in a document is a line and a column, both from 1; a statement's `index` is from 0.
//!
//! ```
//! use iamkit_report::explanation::Explanation;
//! use iamkit_engine::CompiledPolicies;
//! use iamkit_policy::PolicyDocument;
//! use iamkit_engine::PolicyKind;
//! use iamkit_engine::Principal;
//! use iamkit_engine::Request;
//!
//! let document: PolicyDocument =
//!     r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::logs/*"}}"#.parse()?;
//! let policies = CompiledPolicies::compile(PolicyKind::Identity, [("readers", &document)])?;
//! let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse()?;
//! let answer = policies.evaluate(&Request::new(&alice, "s3:GetObject", "arn:aws:s3:::logs/today")?)?;
//! let json = serde_json::to_value(Explanation::from(&answer))?;
//! assert_eq!(json["decision"], "allowed");
//! assert_eq!(json["decidedBy"][0]["policy"], "readers");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use iamkit_engine::{
    ContextValue, Dependency, Evaluation, LayerVerdict, Possibility, Remark, StatementRef, Value,
};
use iamkit_policy::fact::Fact;
use serde::Serialize;

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 1;

/// An answer with its reasons
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// `allowed`, `explicitDeny`, `implicitDeny` or `depends`.
    pub decision: &'static str,
    /// The statements that decided; none for an implicit deny.
    pub decided_by: Vec<ExplainedStatement>,
    /// The layers that deny or lack an Allow that is needed; also `publicAccessBlock` and `immutable`.
    pub blocked_by: Vec<&'static str>,
    /// What each layer says by itself.
    pub layers: Vec<ExplainedLayer>,
    /// Statements that fail in one element only.
    pub near_misses: Vec<ExplainedRemark>,
    /// Comparisons that can't be made.
    pub unevaluable: Vec<ExplainedRemark>,
    /// Condition keys that matter and that the request doesn't carry.
    pub missing_keys: Vec<String>,
    /// Unknown keys that can change the answer.
    pub depends_on: Vec<ExplainedDependency>,
    /// Unknown keys of which it isn't decided whether they can.
    pub undecided_keys: Vec<String>,
    /// What the decision takes for granted.
    pub facts: Vec<ExplainedFact>,
    /// What would settle an answer that depends, or a part of it.
    pub open_facts: Vec<ExplainedFact>,
}

/// An answer about one of several resources, with what the request itself looks like
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResourceExplanation {
    /// The resource.
    pub resource: String,
    /// The answer.
    #[serde(flatten)]
    pub explanation: Explanation,
    /// What in the request the catalog doesn't know, or knows otherwise, in words.
    pub findings: Vec<String>,
}

/// Something that is taken for granted
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExplainedFact {
    /// Its id.
    pub id: &'static str,
    /// How sure it is: `DOC`, `OBS` or `INFER`.
    pub mark: &'static str,
    /// What it says.
    pub sentence: &'static str,
}

/// A statement by name and place
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExplainedStatement {
    /// The policy's name.
    pub policy: String,
    /// The statement's place in the policy, from 0.
    pub index: usize,
    /// Its id, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// The line of its opening brace, from 1.
    pub line: u32,
    /// The column of its opening brace in characters, from 1.
    pub column: u32,
}

/// What one layer says
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExplainedLayer {
    /// `identity`, `boundary`, `session`, `resource`, `scp`, `rcp` or `vpce`.
    pub layer: &'static str,
    /// Which of the layer's levels or groups of policies, from 0.
    pub level: usize,
    /// What it says by itself.
    pub decision: &'static str,
    /// The statements that match.
    pub statements: Vec<ExplainedStatement>,
}

/// A remark on a statement
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExplainedRemark {
    /// The layer.
    pub layer: &'static str,
    /// The statement.
    pub statement: ExplainedStatement,
    /// `Allow` or `Deny`.
    pub effect: &'static str,
    /// The element of the statement, with operator and key for a condition.
    pub element: String,
    /// Why.
    pub reason: String,
}

/// An unknown key and what it can make of the answer
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExplainedDependency {
    /// The key.
    pub key: String,
    /// A value for each decision.
    pub possibilities: Vec<ExplainedPossibility>,
}

/// A value of an unknown key and what is decided with it
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExplainedPossibility {
    /// A text for a single-valued key, a list for a multi-valued one, null for an absent one.
    pub value: Option<ExplainedValue>,
    /// The decision.
    pub decision: &'static str,
}

/// What a key carries
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum ExplainedValue {
    /// One value.
    One(String),
    /// The values of a multi-valued key.
    Many(Vec<String>),
}

impl From<&Evaluation> for Explanation {
    fn from(evaluation: &Evaluation) -> Self {
        Self {
            schema: SCHEMA,
            decision: evaluation.decision().as_str(),
            decided_by: each(evaluation.decided_by()),
            blocked_by: evaluation.blocked_by().to_vec(),
            layers: each(evaluation.layers()),
            near_misses: each(evaluation.near_misses()),
            unevaluable: each(evaluation.unevaluable()),
            missing_keys: evaluation.missing_keys().to_vec(),
            depends_on: each(evaluation.depends_on()),
            undecided_keys: evaluation.undecided_keys().to_vec(),
            facts: evaluation.facts().iter().map(ExplainedFact::from).collect(),
            open_facts: evaluation.open_facts().iter().map(ExplainedFact::from).collect(),
        }
    }
}

impl ResourceExplanation {
    /// The answer about a resource, and what was found in the request.
    pub fn new(
        resource: &str,
        evaluation: &Evaluation,
        findings: impl IntoIterator<Item = impl ToString>,
    ) -> Self {
        let findings = findings.into_iter().map(|finding| finding.to_string()).collect();
        Self { resource: resource.into(), explanation: evaluation.into(), findings }
    }
}

fn each<'a, T, U: From<&'a T>>(items: &'a [T]) -> Vec<U> {
    items.iter().map(U::from).collect()
}

impl From<Fact> for ExplainedFact {
    fn from(fact: Fact) -> Self {
        Self { id: fact.id(), mark: fact.mark().as_str(), sentence: fact.sentence() }
    }
}

impl From<&StatementRef> for ExplainedStatement {
    fn from(statement: &StatementRef) -> Self {
        Self {
            policy: statement.policy().into(),
            index: statement.index(),
            sid: statement.sid().map(Into::into),
            line: statement.position().line,
            column: statement.position().column,
        }
    }
}

impl From<&LayerVerdict> for ExplainedLayer {
    fn from(verdict: &LayerVerdict) -> Self {
        Self {
            layer: verdict.layer().as_str(),
            level: verdict.level(),
            decision: verdict.decision().as_str(),
            statements: each(verdict.statements()),
        }
    }
}

impl From<&Remark> for ExplainedRemark {
    fn from(remark: &Remark) -> Self {
        Self {
            layer: remark.layer().as_str(),
            statement: remark.statement().into(),
            effect: remark.effect().as_str(),
            element: remark.element().to_string(),
            reason: remark.reason().into(),
        }
    }
}

impl From<&Dependency> for ExplainedDependency {
    fn from(dependency: &Dependency) -> Self {
        Self { key: dependency.key().into(), possibilities: each(dependency.possibilities()) }
    }
}

impl From<&Possibility> for ExplainedPossibility {
    fn from(possibility: &Possibility) -> Self {
        let value = possibility.value().map(|value| match value {
            ContextValue::Single(value) => ExplainedValue::One(value.as_str().into()),
            several => {
                ExplainedValue::Many(several.values().iter().map(Value::as_str).map(Into::into).collect())
            }
        });
        Self { value, decision: possibility.decision().as_str() }
    }
}
