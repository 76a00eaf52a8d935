//! The requests of the simulator API, as `--cli-input-json` has them (S78–S81): wire types alone, nothing checked yet.
//!
//! A member that the API doesn't have is refused, so that nothing asked for is silently left out.

use serde::{Deserialize, Serialize};

use super::scenario::{OrganizationPolicyLevel, PolicyExclusion, Scenario};
use super::wire::{Wire, refuse};

/// The request of `SimulateCustomPolicy`
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", try_from = "Wire")]
pub struct SimulateCustomPolicyRequest {
    /// Identity policies, as JSON texts.
    pub policy_input_list: Vec<String>,
    /// The permissions boundary: at most one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_policy_input_list: Option<Vec<String>>,
    /// Service control policies, level by level from the root to the account: at most seven levels (S65, S78).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordered_organization_policy_input_list: Option<Vec<OrganizationPolicyLevel>>,
    /// What is asked and how; the members that both operations have.
    #[serde(flatten)]
    pub scenario: Scenario,
}

/// The request of `SimulatePrincipalPolicy`
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", try_from = "Wire")]
pub struct SimulatePrincipalPolicyRequest {
    /// The user, group or role whose policies are asked.
    pub policy_source_arn: String,
    /// Further identity policies, as JSON texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_input_list: Option<Vec<String>>,
    /// A permissions boundary that takes the place of the principal's own: at most one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_policy_input_list: Option<Vec<String>>,
    /// Policies of the principal that are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_exclusion_list: Option<Vec<PolicyExclusion>>,
    /// What is asked and how; the members that both operations have.
    #[serde(flatten)]
    pub scenario: Scenario,
}

/// The request of `GetContextKeysForCustomPolicy`
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetContextKeysForCustomPolicyRequest {
    /// The policies, as JSON texts.
    pub policy_input_list: Vec<String>,
}

/// The request of `GetContextKeysForPrincipalPolicy`
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetContextKeysForPrincipalPolicyRequest {
    /// The user, group or role whose policies are asked.
    pub policy_source_arn: String,
    /// Further policies, as JSON texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_input_list: Option<Vec<String>>,
}

impl TryFrom<Wire> for SimulateCustomPolicyRequest {
    type Error = String;

    fn try_from(mut wire: Wire) -> Result<Self, String> {
        refuse(wire.policy_source_arn.is_some(), "PolicySourceArn", "SimulateCustomPolicy")?;
        refuse(wire.policy_exclusion_list.is_some(), "PolicyExclusionList", "SimulateCustomPolicy")?;
        Ok(Self {
            policy_input_list: wire
                .policy_input_list
                .take()
                .ok_or("the member `PolicyInputList` is missing")?,
            permissions_boundary_policy_input_list: wire.permissions_boundary_policy_input_list.take(),
            ordered_organization_policy_input_list: wire.ordered_organization_policy_input_list.take(),
            scenario: wire.scenario()?,
        })
    }
}

impl TryFrom<Wire> for SimulatePrincipalPolicyRequest {
    type Error = String;

    fn try_from(mut wire: Wire) -> Result<Self, String> {
        let levels = wire.ordered_organization_policy_input_list.is_some();
        refuse(levels, "OrderedOrganizationPolicyInputList", "SimulatePrincipalPolicy")?;
        Ok(Self {
            policy_source_arn: wire
                .policy_source_arn
                .take()
                .ok_or("the member `PolicySourceArn` is missing")?,
            policy_input_list: wire.policy_input_list.take(),
            permissions_boundary_policy_input_list: wire.permissions_boundary_policy_input_list.take(),
            policy_exclusion_list: wire.policy_exclusion_list.take(),
            scenario: wire.scenario()?,
        })
    }
}
