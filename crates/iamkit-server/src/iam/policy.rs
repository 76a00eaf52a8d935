//! Managed policies, and where they are in use.

use std::collections::BTreeSet;

use iamkit_managed::ManagedPolicies;
use iamkit_store::{Command, CreatePolicy, Description, IamPath, Identity, PolicyArn, PolicyName};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::managed::PolicyShape;
use crate::invocation::Invocation;
use crate::listing::{Tag, document, is_under, tags};
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreatePolicyRequest {
    #[serde(default)]
    path: IamPath,
    policy_name: PolicyName,
    policy_document: String,
    description: Option<Description>,
    #[serde(default)]
    tags: Vec<Tag>,
}

/// An answer that is a managed policy
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PolicyResponse {
    policy: PolicyShape,
}

pub(crate) fn create_policy(
    call: &Invocation<'_>,
    input: CreatePolicyRequest,
) -> Result<PolicyResponse, WireError> {
    let account = call.account()?;
    let arn = PolicyArn::new(account.partition(), account.id(), &input.path, &input.policy_name);
    let command = Command::CreatePolicy(CreatePolicy {
        path: input.path,
        name: input.policy_name,
        document: document(&input.policy_document)?,
        description: input.description,
        tags: tags(input.tags)?,
        id: None,
        version: None,
    });
    let account = call.commit(command)?;
    let policy = PolicyShape::made(&account, account.policy(&arn).map_err(refused)?);
    Ok(PolicyResponse { policy })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PolicyRequest {
    policy_arn: PolicyArn,
}

pub(crate) fn get_policy(call: &Invocation<'_>, input: PolicyRequest) -> Result<PolicyResponse, WireError> {
    let (account, arn) = (call.account()?, input.policy_arn);
    if let Some(policy) = PolicyShape::of_aws(account, &arn).filter(|_| arn.is_aws_managed()) {
        return Ok(PolicyResponse { policy });
    }
    let policy = account.policy(&arn).map_err(refused)?;
    Ok(PolicyResponse { policy: PolicyShape::of(account, policy) })
}

pub(crate) fn delete_policy(call: &Invocation<'_>, input: PolicyRequest) -> Result<Nothing, WireError> {
    call.commit(Command::DeletePolicy { arn: input.policy_arn })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListPoliciesRequest {
    #[serde(default)]
    scope: Scope,
    #[serde(default)]
    only_attached: bool,
    path_prefix: Option<String>,
    policy_usage_filter: Option<Usage>,
}

#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
enum Scope {
    #[default]
    All,
    #[serde(rename = "AWS")]
    Aws,
    Local,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Usage {
    PermissionsPolicy,
    PermissionsBoundary,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListPoliciesResponse {
    policies: Vec<PolicyShape>,
}

pub(crate) fn list_policies(
    call: &Invocation<'_>,
    input: ListPoliciesRequest,
) -> Result<ListPoliciesResponse, WireError> {
    let account = call.account()?;
    let is_wanted = |arn: &PolicyArn| {
        let usage = account.policy_usage(arn);
        let is_used = match input.policy_usage_filter {
            None => true,
            Some(Usage::PermissionsPolicy) => 0 < usage.attachment_count(),
            Some(Usage::PermissionsBoundary) => 0 < usage.permissions_boundary_usage_count(),
        };
        is_used
            && (!input.only_attached || 0 < usage.attachment_count())
            && is_under(arn.path().as_str(), input.path_prefix.as_ref())
    };
    let mut policies = Vec::new();
    if input.scope != Scope::Aws {
        let own = account.policies().filter(|policy| is_wanted(policy.arn()));
        policies.extend(own.map(|policy| PolicyShape::in_list(account, policy)));
    }
    if input.scope != Scope::Local {
        let embedded = ManagedPolicies::embedded().iter().filter_map(|policy| policy.arn().parse().ok());
        let listed = account.listed_aws_managed_policies().map(|listed| listed.arn.clone());
        let arns = embedded.chain(listed).collect::<BTreeSet<PolicyArn>>();
        let wanted = arns.iter().filter(|arn| is_wanted(arn));
        policies.extend(wanted.filter_map(|arn| PolicyShape::of_aws(account, arn)));
    }
    Ok(ListPoliciesResponse { policies })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListEntitiesForPolicyRequest {
    policy_arn: PolicyArn,
    entity_filter: Option<String>,
    path_prefix: Option<String>,
    policy_usage_filter: Option<Usage>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EntityShape {
    #[serde(skip_serializing_if = "Option::is_none")]
    user_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role_id: Option<String>,
}

const NOBODY: EntityShape = EntityShape {
    user_name: None,
    user_id: None,
    group_name: None,
    group_id: None,
    role_name: None,
    role_id: None,
};

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "members of the answer")]
pub(crate) struct ListEntitiesForPolicyResponse {
    policy_groups: Vec<EntityShape>,
    policy_users: Vec<EntityShape>,
    policy_roles: Vec<EntityShape>,
}

pub(crate) fn list_entities_for_policy(
    call: &Invocation<'_>,
    input: ListEntitiesForPolicyRequest,
) -> Result<ListEntitiesForPolicyResponse, WireError> {
    let account = call.account()?;
    if !account.has_aws_managed_policy(&input.policy_arn) {
        account.policy(&input.policy_arn).map_err(refused)?;
    }
    let usage = account.policy_usage(&input.policy_arn);
    let attached =
        usage.attached_to().filter(|_| input.policy_usage_filter != Some(Usage::PermissionsBoundary));
    let bounded =
        usage.boundary_of().filter(|_| input.policy_usage_filter == Some(Usage::PermissionsBoundary));
    let is_wanted = |kind: &str| input.entity_filter.as_deref().is_none_or(|filter| filter == kind);
    let is_under = |path: &IamPath| is_under(path.as_str(), input.path_prefix.as_ref());
    let mut found = ListEntitiesForPolicyResponse::default();
    for identity in attached.chain(bounded) {
        match identity {
            Identity::User(name) if is_wanted("User") => {
                let user = account.user(name).map_err(refused)?;
                let (user_name, user_id) = (Some(user.name().to_string()), Some(user.id().to_string()));
                found.policy_users.extend(is_under(user.path()).then_some(EntityShape {
                    user_name,
                    user_id,
                    ..NOBODY
                }));
            }
            Identity::Group(name) if is_wanted("Group") => {
                let group = account.group(name).map_err(refused)?;
                let (group_name, group_id) = (Some(group.name().to_string()), Some(group.id().to_string()));
                let shape = EntityShape { group_name, group_id, ..NOBODY };
                found.policy_groups.extend(is_under(group.path()).then_some(shape));
            }
            Identity::Role(name) if is_wanted("Role") => {
                let role = account.role(name).map_err(refused)?;
                let (role_name, role_id) = (Some(role.name().to_string()), Some(role.id().to_string()));
                found.policy_roles.extend(is_under(role.path()).then_some(EntityShape {
                    role_name,
                    role_id,
                    ..NOBODY
                }));
            }
            _ => {}
        }
    }
    Ok(found)
}
