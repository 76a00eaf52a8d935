//! `GetAccountAuthorizationDetails`: the whole account in one answer.

use iamkit_store::{Account, HeldPolicies, Identity, PolicyArn, Role, User};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::attachment::AttachedPolicyShape;
use super::managed::{PolicyShape, PolicyVersionShape, versions, versions_of_aws};
use super::shape::{
    BoundaryShape, GroupShape, InstanceProfileShape, LastUsedShape, RoleShape, UserShape, boundary, last_used,
};
use crate::invocation::Invocation;
use crate::listing::{Tag, encoded, written};
use crate::refusal::refused;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DetailsRequest {
    #[serde(default)]
    filter: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DetailsResponse {
    user_detail_list: Vec<UserDetail>,
    group_detail_list: Vec<GroupDetail>,
    role_detail_list: Vec<RoleDetail>,
    policies: Vec<PolicyDetail>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct InlineDetail {
    policy_name: String,
    policy_document: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct UserDetail {
    #[serde(flatten)]
    user: UserShape,
    user_policy_list: Vec<InlineDetail>,
    group_list: Vec<String>,
    attached_managed_policies: Vec<AttachedPolicyShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_boundary: Option<BoundaryShape>,
    tags: Vec<Tag>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct GroupDetail {
    #[serde(flatten)]
    group: GroupShape,
    group_policy_list: Vec<InlineDetail>,
    attached_managed_policies: Vec<AttachedPolicyShape>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct RoleDetail {
    #[serde(flatten)]
    role: RoleShape,
    instance_profile_list: Vec<InstanceProfileShape>,
    role_policy_list: Vec<InlineDetail>,
    attached_managed_policies: Vec<AttachedPolicyShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_boundary: Option<BoundaryShape>,
    tags: Vec<Tag>,
    role_last_used: LastUsedShape,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyDetail {
    #[serde(flatten)]
    policy: PolicyShape,
    policy_version_list: Vec<PolicyVersionShape>,
}

pub(crate) fn get_account_authorization_details(
    call: &Invocation<'_>,
    input: DetailsRequest,
) -> Result<DetailsResponse, WireError> {
    let account = call.account()?;
    let is_wanted = |kind: &str| input.filter.is_empty() || input.filter.iter().any(|filter| filter == kind);
    let users = account.users().filter(|_| is_wanted("User")).map(|user| user_detail(account, user));
    let groups = account.groups().filter(|_| is_wanted("Group")).map(|group| GroupDetail {
        group: GroupShape::of(group),
        group_policy_list: inline(group.policies()),
        attached_managed_policies: attached(group.policies()),
    });
    let roles = account.roles().filter(|_| is_wanted("Role")).map(|role| role_detail(account, role));
    let own = account.policies().filter(|_| is_wanted("LocalManagedPolicy")).map(|policy| PolicyDetail {
        policy: PolicyShape::in_list(account, policy),
        policy_version_list: versions(policy),
    });
    let in_use = account.policies_in_use().map(|(arn, _)| arn);
    let of_aws = in_use.filter(|arn| arn.is_aws_managed() && is_wanted("AWSManagedPolicy"));
    let of_aws = of_aws.filter_map(|arn| aws_detail(account, arn));
    Ok(DetailsResponse {
        user_detail_list: users.collect::<Result<_, _>>()?,
        group_detail_list: groups.collect(),
        role_detail_list: roles.collect::<Result<_, _>>()?,
        policies: own.chain(of_aws).collect(),
    })
}

fn user_detail(account: &Account, user: &User) -> Result<UserDetail, WireError> {
    let groups = account.groups_for_user(user.name()).map_err(refused)?;
    Ok(UserDetail {
        user: UserShape::in_list(user),
        user_policy_list: inline(user.policies()),
        group_list: groups.into_iter().map(|group| group.name().to_string()).collect(),
        attached_managed_policies: attached(user.policies()),
        permissions_boundary: boundary(user.permissions_boundary()),
        tags: written(user.tags()),
    })
}

fn role_detail(account: &Account, role: &Role) -> Result<RoleDetail, WireError> {
    let profiles = account.instance_profiles_for_role(role.name()).map_err(refused)?;
    let profiles = profiles.into_iter().map(|profile| InstanceProfileShape::of(account, profile));
    let held = account.held(&Identity::Role(role.name().clone())).map_err(refused)?;
    Ok(RoleDetail {
        role: RoleShape::in_details(account, role)?,
        instance_profile_list: profiles.collect::<Result<_, _>>()?,
        role_policy_list: inline(held),
        attached_managed_policies: attached(held),
        permissions_boundary: boundary(role.permissions_boundary()),
        tags: written(role.tags()),
        role_last_used: last_used(role),
    })
}

fn aws_detail(account: &Account, arn: &PolicyArn) -> Option<PolicyDetail> {
    Some(PolicyDetail {
        policy: PolicyShape::of_aws(account, arn)?,
        policy_version_list: versions_of_aws(account, arn)?,
    })
}

fn inline(held: &HeldPolicies) -> Vec<InlineDetail> {
    let inline = held.inline().map(|(name, document)| InlineDetail {
        policy_name: name.to_string(),
        policy_document: encoded(document),
    });
    inline.collect()
}

fn attached(held: &HeldPolicies) -> Vec<AttachedPolicyShape> {
    held.attached().map(AttachedPolicyShape::of).collect()
}
