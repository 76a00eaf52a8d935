//! AWS's policy simulator, offline: `SimulateCustomPolicy` and `SimulatePrincipalPolicy` by their own requests and
//! responses (S78–S80), and what that simulator leaves out by a documented extension.
//!
//! The types read and write the JSON of `--cli-input-json` and of the CLI's output. A request is decided by the engine;
//! nothing here knows how. Where AWS documents what its simulator answers, this is it; its own restrictions – no
//! sessions, no resource control policies, no endpoint, no policies of roles – hold unless a request has an
//! [`Extension`].
//!
//! ```
//! use iamkit_aws::simulation::{SimulateCustomPolicyRequest, simulate_custom_policy};
//! use iamkit_catalog::Catalog;
//!
//! let request: SimulateCustomPolicyRequest = serde_json::from_str(r#"{
//!     "PolicyInputList": ["{\"Version\": \"2012-10-17\", \"Statement\":\n{\"Effect\": \"Allow\", \"Action\": \"s3:Get*\", \"Resource\": \"*\"}}"],
//!     "ActionNames": ["s3:GetObject", "s3:PutObject"],
//!     "ResourceArns": ["arn:aws:s3:::amzn-s3-demo-bucket/notes"]}"#)?;
//! let response = simulate_custom_policy(Catalog::embedded(), &request)?;
//! let [get, put] = &response.evaluation_results[..] else { panic!("one result for each action") };
//! assert_eq!((get.eval_decision, put.eval_decision), ("allowed", "implicitDeny"));
//! assert_eq!(get.matched_statements[0].source_policy_id, "PolicyInputList.1");
//! assert_eq!(get.matched_statements[0].start_position.line, 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod caller;
mod context;
mod context_keys;
mod error;
mod limit;
mod page;
mod position;
mod principal;
mod request;
mod response;
mod result;
mod scenario;
mod scene;
mod source;
mod template;
mod wire;

use iamkit_catalog::Catalog;

pub use context_keys::{context_keys_for_custom_policy, context_keys_for_principal_policy};
pub use error::{ErrorCode, RefusedPolicy, SimulationError};
pub use limit::{
    DEFAULT_MAX_ITEMS, MAX_BOUNDARIES, MAX_CHARACTERS_READ, MAX_DECISIONS, MAX_DOCUMENT_CHARACTERS,
    MAX_EXCLUSIONS, MAX_ITEMS, MAX_ORGANIZATION_LEVELS, MAX_TOLD,
};
pub use principal::PrincipalPolicies;
pub use request::{
    GetContextKeysForCustomPolicyRequest, GetContextKeysForPrincipalPolicyRequest,
    SimulateCustomPolicyRequest, SimulatePrincipalPolicyRequest,
};
pub use response::{
    EvaluationResult, ExtensionResult, GetContextKeysForPolicyResponse, MatchedStatement,
    OrganizationsDecisionDetail, PermissionsBoundaryDecisionDetail, ResourceSpecificResult,
    SimulatePolicyResponse, StatementPosition,
};
pub use scenario::{
    AttachmentType, ContextEntry, ContextKeyType, ExcludedType, Extension, InlinePolicyIdentifier,
    OrganizationPolicyLevel, PolicyExclusion, ResourceControlPolicyLevel, Scenario,
};

use principal::Sources;
use scene::Scene;
use source::Source;

/// Simulates policies that come with the request.
///
/// The catalog tells resource types, for `EvalResourceName`, and which actions have none (S25).
///
/// # Errors
/// With AWS's code for it: what is longer or more than the API allows, a malformed policy or one that may not stand
/// where it does, a caller that can't be one, and a request that can't be decided.
///
/// # Complexity
/// Compiles the policies once; then a decision for each action of the page and each resource.
pub fn simulate_custom_policy(
    catalog: &Catalog,
    request: &SimulateCustomPolicyRequest,
) -> Result<SimulatePolicyResponse, SimulationError> {
    let boundary = request.permissions_boundary_policy_input_list.as_deref();
    let sources = Sources {
        identity: Source::read_all("PolicyInputList", &request.policy_input_list)?,
        boundary: Source::read_all("PermissionsBoundaryPolicyInputList", boundary.unwrap_or_default())?,
        service_control: scene::service_control(request.ordered_organization_policy_input_list.as_deref())?,
    };
    simulate(catalog, &Scene::new(&request.scenario, None, sources)?)
}

/// Simulates the policies of a stored principal, and those that come with the request.
///
/// `policies` are those of `PolicySourceArn`; whoever keeps the account looks them up, and gives
/// [`ErrorCode::NoSuchEntity`] where there is no such principal.
///
/// # Errors
/// As [`simulate_custom_policy`], and what is no exclusion.
///
/// # Complexity
/// As [`simulate_custom_policy`].
pub fn simulate_principal_policy(
    catalog: &Catalog,
    request: &SimulatePrincipalPolicyRequest,
    policies: &PrincipalPolicies,
) -> Result<SimulatePolicyResponse, SimulationError> {
    limit::check_source(&request.policy_source_arn)?;
    let mut sources = policies.without(request.policy_exclusion_list.as_deref().unwrap_or_default())?;
    let further = request.policy_input_list.as_deref().unwrap_or_default();
    sources.identity.extend(Source::read_all("PolicyInputList", further)?);
    if let Some(boundary @ [_, ..]) = request.permissions_boundary_policy_input_list.as_deref() {
        sources.boundary = Source::read_all("PermissionsBoundaryPolicyInputList", boundary)?;
    }
    simulate(catalog, &Scene::new(&request.scenario, Some(&request.policy_source_arn), sources)?)
}

fn simulate(catalog: &Catalog, scene: &Scene<'_>) -> Result<SimulatePolicyResponse, SimulationError> {
    let page = page::of(scene.scenario, scene.resources().len())?;
    let actions = scene.scenario.action_names.get(page.results).unwrap_or_default();
    let n_decisions = actions.len().saturating_mul(scene.resources().len());
    limit::check_work(n_decisions, scene.n_characters())?;
    let mut telling = limit::Telling::within(MAX_TOLD);
    let results = actions.iter().map(|action| result::of(scene, catalog, action, &mut telling));
    Ok(SimulatePolicyResponse {
        evaluation_results: results.collect::<Result<_, _>>()?,
        is_truncated: page.next.is_some(),
        marker: page.next,
    })
}
