//! The policy simulator and the condition keys of policies: the questions of `iamkit-aws`, about this account.

use iamkit_aws::requests;
use iamkit_aws::simulation::{
    GetContextKeysForCustomPolicyRequest, GetContextKeysForPolicyResponse,
    GetContextKeysForPrincipalPolicyRequest, SimulateCustomPolicyRequest, SimulatePolicyResponse,
    SimulatePrincipalPolicyRequest, SimulationError, context_keys_for_custom_policy,
    simulate_custom_policy as simulate,
};
use iamkit_catalog::Catalog;
use iamkit_policy::id::account_in;
use iamkit_wire::WireError;

use crate::invocation::Invocation;

pub(crate) fn simulate_custom_policy(
    _call: &Invocation<'_>,
    input: SimulateCustomPolicyRequest,
) -> Result<SimulatePolicyResponse, WireError> {
    simulate(Catalog::embedded(), &input).map_err(refused)
}

pub(crate) fn simulate_principal_policy(
    call: &Invocation<'_>,
    input: SimulatePrincipalPolicyRequest,
) -> Result<SimulatePolicyResponse, WireError> {
    ensure_own(call, &input.policy_source_arn)?;
    let answer = requests::simulate_principal_policy(call.snapshot().directory(), &input);
    answer.map_err(refused)
}

pub(crate) fn get_context_keys_for_custom_policy(
    _call: &Invocation<'_>,
    input: GetContextKeysForCustomPolicyRequest,
) -> Result<GetContextKeysForPolicyResponse, WireError> {
    context_keys_for_custom_policy(&input).map_err(refused)
}

pub(crate) fn get_context_keys_for_principal_policy(
    call: &Invocation<'_>,
    input: GetContextKeysForPrincipalPolicyRequest,
) -> Result<GetContextKeysForPolicyResponse, WireError> {
    ensure_own(call, &input.policy_source_arn)?;
    let answer = requests::context_keys_for_principal_policy(call.snapshot().directory(), &input);
    answer.map_err(refused)
}

/// Nobody learns what the principals of another account may do.
fn ensure_own(call: &Invocation<'_>, arn: &str) -> Result<(), WireError> {
    if account_in(arn) == Some(call.account_id().as_str()) {
        return Ok(());
    }
    Err(WireError::new("NoSuchEntity", 404, format!("The entity {arn} cannot be found in this account.")))
}

fn refused(error: SimulationError) -> WireError {
    WireError::new(error.code().as_str(), error.code().http_status(), error.message())
}
