//! Users.

use iamkit_store::{Command, CreateUser, IamPath, PolicyArn, UserName};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::shape::UserShape;
use crate::invocation::Invocation;
use crate::listing::{Tag, is_under, tags};
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateUserRequest {
    #[serde(default)]
    path: IamPath,
    user_name: UserName,
    permissions_boundary: Option<PolicyArn>,
    #[serde(default)]
    tags: Vec<Tag>,
}

/// An answer that is a user
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UserResponse {
    user: UserShape,
}

pub(crate) fn create_user(
    call: &Invocation<'_>,
    input: CreateUserRequest,
) -> Result<UserResponse, WireError> {
    let made = input.user_name.clone();
    let command = Command::CreateUser(CreateUser {
        path: input.path,
        name: input.user_name,
        permissions_boundary: input.permissions_boundary,
        tags: tags(input.tags)?,
        id: None,
    });
    let account = call.commit(command)?;
    let user = account.user(&made).map_err(refused)?;
    Ok(UserResponse { user: UserShape::of(user) })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetUserRequest {
    user_name: Option<UserName>,
}

pub(crate) fn get_user(call: &Invocation<'_>, input: GetUserRequest) -> Result<UserResponse, WireError> {
    let name = call.user_name(input.user_name)?;
    let user = call.account()?.user(&name).map_err(refused)?;
    Ok(UserResponse { user: UserShape::of(user) })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateUserRequest {
    user_name: UserName,
    new_path: Option<IamPath>,
    new_user_name: Option<UserName>,
}

pub(crate) fn update_user(call: &Invocation<'_>, input: UpdateUserRequest) -> Result<Nothing, WireError> {
    let UpdateUserRequest { user_name: name, new_path, new_user_name: new_name } = input;
    call.commit(Command::UpdateUser { name, new_path, new_name })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeleteUserRequest {
    user_name: UserName,
}

pub(crate) fn delete_user(call: &Invocation<'_>, input: DeleteUserRequest) -> Result<Nothing, WireError> {
    call.commit(Command::DeleteUser { name: input.user_name })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListUsersRequest {
    path_prefix: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListUsersResponse {
    users: Vec<UserShape>,
}

pub(crate) fn list_users(
    call: &Invocation<'_>,
    input: ListUsersRequest,
) -> Result<ListUsersResponse, WireError> {
    let users = call.account()?.users();
    let users = users.filter(|user| is_under(user.path().as_str(), input.path_prefix.as_ref()));
    Ok(ListUsersResponse { users: users.map(|user| UserShape::in_list(user)).collect() })
}
