//! Groups.

use iamkit_store::{Command, CreateGroup, GroupName, IamPath};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::shape::{GroupShape, UserShape};
use crate::invocation::Invocation;
use crate::listing::is_under;
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateGroupRequest {
    #[serde(default)]
    path: IamPath,
    group_name: GroupName,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateGroupResponse {
    group: GroupShape,
}

pub(crate) fn create_group(
    call: &Invocation<'_>,
    input: CreateGroupRequest,
) -> Result<CreateGroupResponse, WireError> {
    let made = input.group_name.clone();
    let command = Command::CreateGroup(CreateGroup { path: input.path, name: input.group_name, id: None });
    let account = call.commit(command)?;
    let group = account.group(&made).map_err(refused)?;
    Ok(CreateGroupResponse { group: GroupShape::of(group) })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GroupRequest {
    group_name: GroupName,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetGroupResponse {
    group: GroupShape,
    users: Vec<UserShape>,
}

pub(crate) fn get_group(call: &Invocation<'_>, input: GroupRequest) -> Result<GetGroupResponse, WireError> {
    let account = call.account()?;
    let group = account.group(&input.group_name).map_err(refused)?;
    let members = account.members_of(&input.group_name).map_err(refused)?;
    let users = members.into_iter().map(|user| UserShape::in_list(user)).collect();
    Ok(GetGroupResponse { group: GroupShape::of(group), users })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateGroupRequest {
    group_name: GroupName,
    new_path: Option<IamPath>,
    new_group_name: Option<GroupName>,
}

pub(crate) fn update_group(call: &Invocation<'_>, input: UpdateGroupRequest) -> Result<Nothing, WireError> {
    let UpdateGroupRequest { group_name: name, new_path, new_group_name: new_name } = input;
    call.commit(Command::UpdateGroup { name, new_path, new_name })?;
    NOTHING
}

pub(crate) fn delete_group(call: &Invocation<'_>, input: GroupRequest) -> Result<Nothing, WireError> {
    call.commit(Command::DeleteGroup { name: input.group_name })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListGroupsRequest {
    path_prefix: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GroupsResponse {
    pub(super) groups: Vec<GroupShape>,
}

pub(crate) fn list_groups(
    call: &Invocation<'_>,
    input: ListGroupsRequest,
) -> Result<GroupsResponse, WireError> {
    let groups = call.account()?.groups();
    let groups = groups.filter(|group| is_under(group.path().as_str(), input.path_prefix.as_ref()));
    Ok(GroupsResponse { groups: groups.map(|group| GroupShape::of(group)).collect() })
}
