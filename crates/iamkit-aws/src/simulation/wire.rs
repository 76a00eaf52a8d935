//! How requests are read: the members of both operations in one shape, from which each takes its own.
//!
//! An unknown member is thereby told with its line and column, and a member of the other operation by its name.

use serde::Deserialize;

use super::request::{
    ContextEntry, Extension, OrganizationPolicyLevel, PolicyExclusion, Scenario, SimulateCustomPolicyRequest,
    SimulatePrincipalPolicyRequest,
};

/// Every member that a request of either operation may have.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Wire {
    policy_source_arn: Option<String>,
    policy_input_list: Option<Vec<String>>,
    permissions_boundary_policy_input_list: Option<Vec<String>>,
    ordered_organization_policy_input_list: Option<Vec<OrganizationPolicyLevel>>,
    policy_exclusion_list: Option<Vec<PolicyExclusion>>,
    action_names: Option<Vec<String>>,
    resource_arns: Option<Vec<String>>,
    resource_policy: Option<String>,
    resource_owner: Option<String>,
    caller_arn: Option<String>,
    context_entries: Option<Vec<ContextEntry>>,
    resource_handling_option: Option<String>,
    max_items: Option<u32>,
    marker: Option<String>,
    extension: Option<Extension>,
}

impl Wire {
    fn scenario(self) -> Result<Scenario, String> {
        Ok(Scenario {
            action_names: self.action_names.ok_or("the member `ActionNames` is missing")?,
            resource_arns: self.resource_arns,
            resource_policy: self.resource_policy,
            resource_owner: self.resource_owner,
            caller_arn: self.caller_arn,
            context_entries: self.context_entries,
            resource_handling_option: self.resource_handling_option,
            max_items: self.max_items,
            marker: self.marker,
            extension: self.extension,
        })
    }
}

fn refuse(is_given: bool, member: &str, operation: &str) -> Result<(), String> {
    if is_given { Err(format!("`{member}` is no member of a {operation} request")) } else { Ok(()) }
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
