//! Roles.

use iamkit_store::{
    Account, Command, CreateRole, Description, IamPath, PolicyArn, Role, RoleName, SessionDuration,
};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::shape::RoleShape;
use crate::invocation::Invocation;
use crate::listing::{Tag, document, is_under, tags};
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateRoleRequest {
    #[serde(default)]
    path: IamPath,
    role_name: RoleName,
    assume_role_policy_document: String,
    description: Option<Description>,
    #[serde(default)]
    max_session_duration: SessionDuration,
    permissions_boundary: Option<PolicyArn>,
    #[serde(default)]
    tags: Vec<Tag>,
}

/// An answer that is a role
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RoleResponse {
    role: RoleShape,
}

impl RoleResponse {
    pub(super) fn of(account: &Account, role: &Role) -> Result<Self, WireError> {
        Ok(Self { role: RoleShape::of(account, role)? })
    }
}

pub(crate) fn create_role(
    call: &Invocation<'_>,
    input: CreateRoleRequest,
) -> Result<RoleResponse, WireError> {
    let made = input.role_name.clone();
    let command = Command::CreateRole(CreateRole {
        path: input.path,
        name: input.role_name,
        trust_policy: document(&input.assume_role_policy_document)?,
        description: input.description,
        max_session_duration: input.max_session_duration,
        permissions_boundary: input.permissions_boundary,
        tags: tags(input.tags)?,
        id: None,
    });
    let account = call.commit(command)?;
    let role = account.role(&made).map_err(refused)?;
    RoleResponse::of(&account, role)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RoleRequest {
    role_name: RoleName,
}

pub(crate) fn get_role(call: &Invocation<'_>, input: RoleRequest) -> Result<RoleResponse, WireError> {
    let account = call.account()?;
    let role = account.role(&input.role_name).map_err(refused)?;
    RoleResponse::of(account, role)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateRoleRequest {
    role_name: RoleName,
    description: Option<Description>,
    max_session_duration: Option<SessionDuration>,
}

pub(crate) fn update_role(call: &Invocation<'_>, input: UpdateRoleRequest) -> Result<Nothing, WireError> {
    let UpdateRoleRequest { role_name: name, description, max_session_duration } = input;
    call.commit(Command::UpdateRole { name, description, max_session_duration })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateRoleDescriptionRequest {
    role_name: RoleName,
    description: Description,
}

pub(crate) fn update_role_description(
    call: &Invocation<'_>,
    input: UpdateRoleDescriptionRequest,
) -> Result<RoleResponse, WireError> {
    let changed = input.role_name.clone();
    let description = Some(input.description);
    let command = Command::UpdateRole { name: input.role_name, description, max_session_duration: None };
    let account = call.commit(command)?;
    let role = account.role(&changed).map_err(refused)?;
    RoleResponse::of(&account, role)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateAssumeRolePolicyRequest {
    role_name: RoleName,
    policy_document: String,
}

pub(crate) fn update_assume_role_policy(
    call: &Invocation<'_>,
    input: UpdateAssumeRolePolicyRequest,
) -> Result<Nothing, WireError> {
    let document = document(&input.policy_document)?;
    call.commit(Command::UpdateAssumeRolePolicy { role: input.role_name, document })?;
    NOTHING
}

pub(crate) fn delete_role(call: &Invocation<'_>, input: RoleRequest) -> Result<Nothing, WireError> {
    call.commit(Command::DeleteRole { name: input.role_name })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListRolesRequest {
    path_prefix: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListRolesResponse {
    roles: Vec<RoleShape>,
}

pub(crate) fn list_roles(
    call: &Invocation<'_>,
    input: ListRolesRequest,
) -> Result<ListRolesResponse, WireError> {
    let account = call.account()?;
    let roles = account.roles().filter(|role| is_under(role.path().as_str(), input.path_prefix.as_ref()));
    Ok(ListRolesResponse {
        roles: roles.map(|role| RoleShape::in_list(account, role)).collect::<Result<_, _>>()?,
    })
}
