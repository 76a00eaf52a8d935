//! Who is in which group.

use iamkit_store::{Command, GroupName, UserName};
use iamkit_wire::WireError;
use serde::Deserialize;

use super::group::GroupsResponse;
use super::shape::GroupShape;
use crate::invocation::Invocation;
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct MembershipRequest {
    group_name: GroupName,
    user_name: UserName,
}

pub(crate) fn add_user_to_group(
    call: &Invocation<'_>,
    input: MembershipRequest,
) -> Result<Nothing, WireError> {
    call.commit(Command::AddUserToGroup { group: input.group_name, user: input.user_name })?;
    NOTHING
}

pub(crate) fn remove_user_from_group(
    call: &Invocation<'_>,
    input: MembershipRequest,
) -> Result<Nothing, WireError> {
    call.commit(Command::RemoveUserFromGroup { group: input.group_name, user: input.user_name })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListGroupsForUserRequest {
    user_name: UserName,
}

pub(crate) fn list_groups_for_user(
    call: &Invocation<'_>,
    input: ListGroupsForUserRequest,
) -> Result<GroupsResponse, WireError> {
    let groups = call.account()?.groups_for_user(&input.user_name).map_err(refused)?;
    Ok(GroupsResponse { groups: groups.into_iter().map(|group| GroupShape::of(group)).collect() })
}
