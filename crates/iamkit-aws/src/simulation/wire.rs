//! How requests are read: the members of both operations in one shape, from which each takes its own.
//!
//! An unknown member is thereby told with its line and column, and a member of the other operation by its name.

use serde::Deserialize;

use super::scenario::{ContextEntry, Extension, OrganizationPolicyLevel, PolicyExclusion, Scenario};

/// Every member that a request of either operation may have.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Wire {
    pub(super) policy_source_arn: Option<String>,
    pub(super) policy_input_list: Option<Vec<String>>,
    pub(super) permissions_boundary_policy_input_list: Option<Vec<String>>,
    pub(super) ordered_organization_policy_input_list: Option<Vec<OrganizationPolicyLevel>>,
    pub(super) policy_exclusion_list: Option<Vec<PolicyExclusion>>,
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
    /// The members that both operations have.
    ///
    /// # Errors
    /// One that is needed is missing.
    pub(super) fn scenario(self) -> Result<Scenario, String> {
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

/// Refuses a member that the operation doesn't have.
///
/// # Errors
/// It is given.
pub(super) fn refuse(is_given: bool, member: &str, operation: &str) -> Result<(), String> {
    if is_given { Err(format!("`{member}` is no member of a {operation} request")) } else { Ok(()) }
}
