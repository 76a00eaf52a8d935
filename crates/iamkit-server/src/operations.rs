//! The operations that there are: the one table of them.

use std::collections::HashMap;
use std::sync::LazyLock;

use iamkit_wire::model::ServiceName::{self, AccessAnalyzer, Iam, Sts};

use crate::about::About;
use crate::access_analyzer;
use crate::iam::attachment::{OfGroup, OfRole, OfUser};
use crate::iam::{
    access_key, account, attachment, boundary, details, group, inline_policy, instance_profile, membership,
    policy, policy_version, role, simulate, tag, user,
};
use crate::operation::{Operation, Paged, Typed};
use crate::sts::{assume_role, identity};

/// A row of the table: an operation, what it is about, the function that does it.
macro_rules! rows {
    ($($service:ident $name:literal $about:expr => $($kind:ident)? ($function:expr);)*) => {
        &[$(Operation { service: $service, name: $name, about: $about, handler: &rows!(@ $($kind)? $function) },)*]
    };
    (@ Paged $function:expr) => { Paged($function) };
    (@ $function:expr) => { Typed($function) };
}

const USER: Option<About> = Some(About::User);
const GROUP: Option<About> = Some(About::Group);
const ROLE: Option<About> = Some(About::Role);
const POLICY: Option<About> = Some(About::Policy);
const PROFILE: Option<About> = Some(About::InstanceProfile);
const EVERYTHING: Option<About> = Some(About::Everything);
const NEEDS_NONE: Option<About> = None;

const GROUPS: Option<About> = Some(About::Under("group"));
const PROFILES: Option<About> = Some(About::Under("instance-profile"));
const ROLES: Option<About> = Some(About::Under("role"));
const USERS: Option<About> = Some(About::Under("user"));

static OPERATIONS: &[Operation] = rows! {
    AccessAnalyzer "CheckAccessNotGranted" EVERYTHING => (access_analyzer::check_access_not_granted);
    AccessAnalyzer "CheckNoNewAccess" EVERYTHING => (access_analyzer::check_no_new_access);
    AccessAnalyzer "CheckNoPublicAccess" EVERYTHING => (access_analyzer::check_no_public_access);
    AccessAnalyzer "ValidatePolicy" EVERYTHING => Paged(access_analyzer::validate_policy);
    Iam "AddRoleToInstanceProfile" PROFILE => (instance_profile::add_role_to_instance_profile);
    Iam "AddUserToGroup" GROUP => (membership::add_user_to_group);
    Iam "AttachGroupPolicy" GROUP => (attachment::attach::<OfGroup>);
    Iam "AttachRolePolicy" ROLE => (attachment::attach::<OfRole>);
    Iam "AttachUserPolicy" USER => (attachment::attach::<OfUser>);
    Iam "CreateAccessKey" USER => (access_key::create_access_key);
    Iam "CreateGroup" GROUP => (group::create_group);
    Iam "CreateInstanceProfile" PROFILE => (instance_profile::create_instance_profile);
    Iam "CreatePolicy" Some(About::NewPolicy) => (policy::create_policy);
    Iam "CreatePolicyVersion" POLICY => (policy_version::create_policy_version);
    Iam "CreateRole" ROLE => (role::create_role);
    Iam "CreateUser" USER => (user::create_user);
    Iam "DeleteAccessKey" USER => (access_key::delete_access_key);
    Iam "DeleteGroup" GROUP => (group::delete_group);
    Iam "DeleteGroupPolicy" GROUP => (inline_policy::delete::<OfGroup>);
    Iam "DeleteInstanceProfile" PROFILE => (instance_profile::delete_instance_profile);
    Iam "DeletePolicy" POLICY => (policy::delete_policy);
    Iam "DeletePolicyVersion" POLICY => (policy_version::delete_policy_version);
    Iam "DeleteRole" ROLE => (role::delete_role);
    Iam "DeleteRolePermissionsBoundary" ROLE => (boundary::delete::<OfRole>);
    Iam "DeleteRolePolicy" ROLE => (inline_policy::delete::<OfRole>);
    Iam "DeleteUser" USER => (user::delete_user);
    Iam "DeleteUserPermissionsBoundary" USER => (boundary::delete::<OfUser>);
    Iam "DeleteUserPolicy" USER => (inline_policy::delete::<OfUser>);
    Iam "DetachGroupPolicy" GROUP => (attachment::detach::<OfGroup>);
    Iam "DetachRolePolicy" ROLE => (attachment::detach::<OfRole>);
    Iam "DetachUserPolicy" USER => (attachment::detach::<OfUser>);
    Iam "GetAccessKeyLastUsed" Some(About::UserOfKey) => (access_key::get_access_key_last_used);
    Iam "GetAccountAuthorizationDetails" EVERYTHING => (details::get_account_authorization_details);
    Iam "GetAccountSummary" EVERYTHING => (account::get_account_summary);
    Iam "GetContextKeysForCustomPolicy" EVERYTHING => (simulate::get_context_keys_for_custom_policy);
    Iam "GetContextKeysForPrincipalPolicy" Some(About::PolicySource) =>
        (simulate::get_context_keys_for_principal_policy);
    Iam "GetGroup" GROUP => (group::get_group);
    Iam "GetGroupPolicy" GROUP => (inline_policy::get_group_policy);
    Iam "GetInstanceProfile" PROFILE => (instance_profile::get_instance_profile);
    Iam "GetPolicy" POLICY => (policy::get_policy);
    Iam "GetPolicyVersion" POLICY => (policy_version::get_policy_version);
    Iam "GetRole" ROLE => (role::get_role);
    Iam "GetRolePolicy" ROLE => (inline_policy::get_role_policy);
    Iam "GetUser" USER => (user::get_user);
    Iam "GetUserPolicy" USER => (inline_policy::get_user_policy);
    Iam "ListAccessKeys" USER => (access_key::list_access_keys);
    Iam "ListAttachedGroupPolicies" GROUP => (attachment::list_attached::<OfGroup>);
    Iam "ListAttachedRolePolicies" ROLE => (attachment::list_attached::<OfRole>);
    Iam "ListAttachedUserPolicies" USER => (attachment::list_attached::<OfUser>);
    Iam "ListEntitiesForPolicy" POLICY => (policy::list_entities_for_policy);
    Iam "ListGroupPolicies" GROUP => (inline_policy::list::<OfGroup>);
    Iam "ListGroups" GROUPS => (group::list_groups);
    Iam "ListGroupsForUser" USER => (membership::list_groups_for_user);
    Iam "ListInstanceProfileTags" PROFILE => (tag::list_tags);
    Iam "ListInstanceProfiles" PROFILES => (instance_profile::list_instance_profiles);
    Iam "ListInstanceProfilesForRole" ROLE => (instance_profile::list_instance_profiles_for_role);
    Iam "ListPolicies" EVERYTHING => (policy::list_policies);
    Iam "ListPolicyTags" POLICY => (tag::list_tags);
    Iam "ListPolicyVersions" POLICY => (policy_version::list_policy_versions);
    Iam "ListRolePolicies" ROLE => (inline_policy::list::<OfRole>);
    Iam "ListRoleTags" ROLE => (tag::list_tags);
    Iam "ListRoles" ROLES => (role::list_roles);
    Iam "ListUserPolicies" USER => (inline_policy::list::<OfUser>);
    Iam "ListUserTags" USER => (tag::list_tags);
    Iam "ListUsers" USERS => (user::list_users);
    Iam "PutGroupPolicy" GROUP => (inline_policy::put::<OfGroup>);
    Iam "PutRolePermissionsBoundary" ROLE => (boundary::put::<OfRole>);
    Iam "PutRolePolicy" ROLE => (inline_policy::put::<OfRole>);
    Iam "PutUserPermissionsBoundary" USER => (boundary::put::<OfUser>);
    Iam "PutUserPolicy" USER => (inline_policy::put::<OfUser>);
    Iam "RemoveRoleFromInstanceProfile" PROFILE => (instance_profile::remove_role_from_instance_profile);
    Iam "RemoveUserFromGroup" GROUP => (membership::remove_user_from_group);
    Iam "SetDefaultPolicyVersion" POLICY => (policy_version::set_default_policy_version);
    Iam "SimulateCustomPolicy" EVERYTHING => Paged(simulate::simulate_custom_policy);
    Iam "SimulatePrincipalPolicy" Some(About::PolicySource) => Paged(simulate::simulate_principal_policy);
    Iam "TagInstanceProfile" PROFILE => (tag::tag);
    Iam "TagPolicy" POLICY => (tag::tag);
    Iam "TagRole" ROLE => (tag::tag);
    Iam "TagUser" USER => (tag::tag);
    Iam "UntagInstanceProfile" PROFILE => (tag::untag);
    Iam "UntagPolicy" POLICY => (tag::untag);
    Iam "UntagRole" ROLE => (tag::untag);
    Iam "UntagUser" USER => (tag::untag);
    Iam "UpdateAccessKey" USER => (access_key::update_access_key);
    Iam "UpdateAssumeRolePolicy" ROLE => (role::update_assume_role_policy);
    Iam "UpdateGroup" GROUP => (group::update_group);
    Iam "UpdateRole" ROLE => (role::update_role);
    Iam "UpdateRoleDescription" ROLE => (role::update_role_description);
    Iam "UpdateUser" USER => (user::update_user);
    Sts "AssumeRole" Some(About::RoleArn) => (assume_role::assume_role);
    Sts "GetAccessKeyInfo" EVERYTHING => (identity::get_access_key_info);
    Sts "GetCallerIdentity" NEEDS_NONE => (identity::get_caller_identity);
};

/// An operation that there is.
pub(crate) fn operation(service: ServiceName, name: &str) -> Option<&'static Operation> {
    static BY_NAME: LazyLock<HashMap<(ServiceName, &str), &Operation>> = LazyLock::new(|| {
        OPERATIONS.iter().map(|operation| ((operation.service, operation.name), operation)).collect()
    });
    BY_NAME.get(&(service, name)).copied()
}

/// An operation of a service, and whether the server has it
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperationRow {
    /// The service
    pub service: ServiceName,
    /// The name of the operation
    pub name: &'static str,
    /// Whether the server has it
    pub is_there: bool,
}

/// All operations of the services' models, by service and name
///
/// ```
/// use iamkit_server::operations;
///
/// let there = operations().filter(|operation| operation.is_there).count();
/// assert!(80 < there);
/// ```
pub fn operations() -> impl Iterator<Item = OperationRow> {
    ServiceName::ALL.into_iter().flat_map(|service| {
        let all = service.model().operations().iter();
        all.map(move |described| {
            let name = described.name();
            OperationRow { service, name, is_there: operation(service, name).is_some() }
        })
    })
}

#[cfg(test)]
mod tests {
    use iamkit_catalog::{Action, Catalog};
    use iamkit_policy::fact::Mark;

    use super::*;

    /// The resource type that the catalog has for what an operation is about; none of one that is about many.
    fn resource_type(about: About) -> Option<&'static str> {
        match about {
            About::User | About::UserOfKey | About::PolicySource => Some("user"),
            About::Group => Some("group"),
            About::Role | About::RoleArn => Some("role"),
            About::Policy | About::NewPolicy => Some("policy"),
            About::InstanceProfile => Some("instance-profile"),
            About::Everything | About::Under(_) => None,
        }
    }

    /// S25: what an action without resource types is about is what denials of it show.
    fn is_evaluated(action: Action<'_>, kind: &str) -> bool {
        let forms = action.evaluated().up_to(Mark::Observed).forms();
        forms.iter().any(|form| form.template().ends_with(&format!(":{kind}/")))
    }

    #[test]
    fn an_operation_is_about_what_its_action_is_about() {
        let mut others = Vec::new();
        for operation in OPERATIONS {
            let name = format!("{}:{}", operation.service.as_str(), operation.name);
            let action = Catalog::embedded().action(&name).unwrap_or_else(|| panic!("{name} is no action"));
            let Some(about) = operation.about else { continue };
            let types = action.resource_types().map(|it| it.resource_type().name().to_owned());
            let types = types.collect::<Vec<_>>();
            let is_right = match (about, resource_type(about)) {
                (About::Under(kind), _) => types.is_empty() && is_evaluated(action, kind),
                (_, Some(kind)) => types.iter().any(|it| it == kind),
                (_, None) => types.is_empty(),
            };
            if !is_right {
                others.push(format!("{name}: {about:?}, not {types:?}"));
            }
        }
        assert!(others.is_empty(), "{others:#?}");
    }

    #[test]
    fn every_operation_is_in_its_model_once() {
        let known = OPERATIONS.iter().filter(|it| it.service.model().operation(it.name).is_some());
        assert_eq!(known.count(), OPERATIONS.len());
        let there = operations().filter(|operation| operation.is_there).count();
        assert_eq!(there, OPERATIONS.len());
    }
}
