//! Under which condition something is allowed: the account's [`AccessCondition`] in a shape that stays.

use iamkit_account::condition::{AccessCondition, ConditionTest, LayerTerms, Route, StatementTerms};
use serde::Serialize;

/// Under which condition something is allowed; without any member it always is
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AllowedWhen {
    /// One of these has to hold; none where there is no condition on what allows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<ReportedRoute>,
    /// None of these may match.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<ReportedTerms>,
}

/// One way to be allowed: every layer on it has to allow
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedRoute {
    /// The layers whose Allow hangs on something.
    pub layers: Vec<ReportedLayerTerms>,
}

/// The statements of a layer of which one has to match
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReportedLayerTerms {
    /// The layer's short name.
    pub layer: &'static str,
    /// The statements.
    pub any_of: Vec<ReportedTerms>,
}

/// What is left of a statement
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedTerms {
    /// The policy's name; the resource's own policy has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// How the policy comes to have an effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The statement's place, from 0.
    pub statement: usize,
    /// The conditions that have to hold, all of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<ReportedTest>,
    /// The resources with variables, of which one has to name the resource.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
}

/// A condition of a statement, as written
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportedTest {
    /// The operator.
    pub operator: String,
    /// The key.
    pub key: String,
    /// The values.
    pub values: Vec<String>,
}

impl From<&AccessCondition> for AllowedWhen {
    fn from(condition: &AccessCondition) -> Self {
        Self {
            routes: condition.routes.iter().map(ReportedRoute::from).collect(),
            unless: condition.unless.iter().map(ReportedTerms::from).collect(),
        }
    }
}

impl From<&Route> for ReportedRoute {
    fn from(route: &Route) -> Self {
        Self { layers: route.layers.iter().map(ReportedLayerTerms::from).collect() }
    }
}

impl From<&LayerTerms> for ReportedLayerTerms {
    fn from(terms: &LayerTerms) -> Self {
        Self { layer: terms.layer, any_of: terms.any_of.iter().map(ReportedTerms::from).collect() }
    }
}

impl From<&StatementTerms> for ReportedTerms {
    fn from(terms: &StatementTerms) -> Self {
        Self {
            policy: terms.policy.clone(),
            path: terms.path.clone(),
            statement: terms.statement,
            when: terms.when.iter().map(ReportedTest::from).collect(),
            resources: terms.resources.clone(),
        }
    }
}

impl From<&ConditionTest> for ReportedTest {
    fn from(test: &ConditionTest) -> Self {
        Self { operator: test.operator.clone(), key: test.key.clone(), values: test.values.clone() }
    }
}
