//! The responses of the simulator API (S78, S80): wire types, members in the order in which AWS documents them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use iamkit_report::explanation::Explanation;

/// The response of `SimulateCustomPolicy` and `SimulatePrincipalPolicy`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SimulatePolicyResponse {
    /// A result for each action, in the order of the request.
    pub evaluation_results: Vec<EvaluationResult>,
    /// Whether there are more.
    pub is_truncated: bool,
    /// What to ask for the next page with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// The answer for one action on all resources
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EvaluationResult {
    /// The action as asked for.
    pub eval_action_name: String,
    /// The ARN template of the resources' type, or `*` (S78).
    pub eval_resource_name: String,
    /// The most restrictive decision: `allowed`, `explicitDeny`, `implicitDeny`; with the extension also `depends`.
    pub eval_decision: &'static str,
    /// The statements of identity and resource policies that decided, over all resources.
    pub matched_statements: Vec<MatchedStatement>,
    /// The condition keys that identity and resource policies ask for and the request lacks.
    pub missing_context_values: Vec<String>,
    /// What service control policies say, where there are some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organizations_decision_detail: Option<OrganizationsDecisionDetail>,
    /// What the permissions boundary says, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_decision_detail: Option<PermissionsBoundaryDecisionDetail>,
    /// What each type of policy says across accounts; empty within one account, absent for `*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eval_decision_details: Option<BTreeMap<&'static str, &'static str>>,
    /// The answers for the single resources; absent where none was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_specific_results: Option<Vec<ResourceSpecificResult>>,
    /// The reasons, where the request has an extension and names no resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<ExtensionResult>,
}

/// The answer for one action on one resource
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceSpecificResult {
    /// The resource as asked for.
    pub eval_resource_name: String,
    /// The decision, as in [`EvaluationResult`].
    pub eval_resource_decision: &'static str,
    /// The statements of identity and resource policies that decided.
    pub matched_statements: Vec<MatchedStatement>,
    /// The condition keys that identity and resource policies ask for and the request lacks.
    pub missing_context_values: Vec<String>,
    /// What each type of policy says, across accounts alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eval_decision_details: Option<BTreeMap<&'static str, &'static str>>,
    /// What the permissions boundary says, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_decision_detail: Option<PermissionsBoundaryDecisionDetail>,
    /// The reasons, where the request has an extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<ExtensionResult>,
}

/// A statement that decided; `Statement` in AWS's model
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MatchedStatement {
    /// The policy: its place in the request, or its name.
    pub source_policy_id: String,
    /// `IAM Policy` for identity policies, as AWS sends it, and `Resource Policy`.
    pub source_policy_type: &'static str,
    /// Where the statement begins.
    pub start_position: StatementPosition,
    /// Where it ends.
    pub end_position: StatementPosition,
}

/// A place in a policy's text: line and column, both from 1
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StatementPosition {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// What service control policies say
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct OrganizationsDecisionDetail {
    /// Whether every level allows.
    pub allowed_by_organizations: bool,
}

/// What the permissions boundary says; a refusal is the lesser
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PermissionsBoundaryDecisionDetail {
    /// Whether it allows.
    pub allowed_by_permissions_boundary: bool,
}

/// The reasons of an answer, for a request with an extension
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ExtensionResult {
    /// The decision with every layer's verdict, near misses and missing keys.
    pub explanation: Explanation,
    /// What the catalog says against the request.
    pub findings: Vec<String>,
}

/// The response of `GetContextKeysForCustomPolicy` and `GetContextKeysForPrincipalPolicy`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetContextKeysForPolicyResponse {
    /// The condition keys, in the order in which the policies name them.
    pub context_key_names: Vec<String>,
}
