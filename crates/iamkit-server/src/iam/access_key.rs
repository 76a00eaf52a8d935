//! Access keys of users.

use iamkit_store::{AccessKeyId, AccessKeyStatus, Command, Entity, StoreError, UserName};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::invocation::Invocation;
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UserOfKeysRequest {
    user_name: Option<UserName>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateAccessKeyResponse {
    access_key: AccessKeyShape,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AccessKeyShape {
    user_name: String,
    access_key_id: String,
    status: AccessKeyStatus,
    create_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_access_key: Option<String>,
}

pub(crate) fn create_access_key(
    call: &Invocation<'_>,
    input: UserOfKeysRequest,
) -> Result<CreateAccessKeyResponse, WireError> {
    let user = call.user_name(input.user_name)?;
    let before = call.account()?.user(&user).map_err(|error| refused(&error))?;
    let before = before.access_keys().map(|key| key.id().clone()).collect::<Vec<_>>();
    let command = Command::CreateAccessKey { user: user.clone(), id: None };
    let made = call.make(command, |account| {
        let user = account.user(&user)?;
        // Keys that were made at the same time are the newest, too: this one has the last number.
        let new = user.access_keys().filter(|key| !before.contains(key.id()));
        let new = new.max_by_key(|key| key.create_date()).map(|key| (user.name().clone(), key.clone()));
        new.ok_or_else(|| StoreError::NoSuchEntity(Entity::Identity(user.name().clone().into())))
    })?;
    let (user, key) = made;
    let secret_access_key = Some(call.state.secrets.secret_of(key.id().as_str()));
    Ok(CreateAccessKeyResponse {
        access_key: AccessKeyShape {
            user_name: user.to_string(),
            access_key_id: key.id().to_string(),
            status: key.status(),
            create_date: key.create_date().to_string(),
            secret_access_key,
        },
    })
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListAccessKeysResponse {
    access_key_metadata: Vec<AccessKeyShape>,
}

pub(crate) fn list_access_keys(
    call: &Invocation<'_>,
    input: UserOfKeysRequest,
) -> Result<ListAccessKeysResponse, WireError> {
    let name = call.user_name(input.user_name)?;
    let user = call.account()?.user(&name).map_err(|error| refused(&error))?;
    let keys = user.access_keys().map(|key| AccessKeyShape {
        user_name: user.name().to_string(),
        access_key_id: key.id().to_string(),
        status: key.status(),
        create_date: key.create_date().to_string(),
        secret_access_key: None,
    });
    Ok(ListAccessKeysResponse { access_key_metadata: keys.collect() })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateAccessKeyRequest {
    user_name: Option<UserName>,
    access_key_id: AccessKeyId,
    status: AccessKeyStatus,
}

pub(crate) fn update_access_key(
    call: &Invocation<'_>,
    input: UpdateAccessKeyRequest,
) -> Result<Nothing, WireError> {
    let user = call.user_name(input.user_name)?;
    call.commit(Command::UpdateAccessKey { user, id: input.access_key_id, status: input.status })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeleteAccessKeyRequest {
    user_name: Option<UserName>,
    access_key_id: AccessKeyId,
}

pub(crate) fn delete_access_key(
    call: &Invocation<'_>,
    input: DeleteAccessKeyRequest,
) -> Result<Nothing, WireError> {
    let user = call.user_name(input.user_name)?;
    call.commit(Command::DeleteAccessKey { user, id: input.access_key_id })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetAccessKeyLastUsedRequest {
    access_key_id: AccessKeyId,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetAccessKeyLastUsedResponse {
    user_name: String,
    access_key_last_used: LastUsed,
}

/// A key that was never used, as far as the server has kept it
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LastUsed {
    service_name: &'static str,
    region: &'static str,
}

pub(crate) fn get_access_key_last_used(
    call: &Invocation<'_>,
    input: GetAccessKeyLastUsedRequest,
) -> Result<GetAccessKeyLastUsedResponse, WireError> {
    let user = call.account()?.user_with_access_key(&input.access_key_id);
    let missing = || {
        let message = format!("The Access Key with id {} cannot be found", input.access_key_id);
        WireError::new("NoSuchEntity", 404, message)
    };
    let user_name = user.ok_or_else(missing)?.name().to_string();
    let access_key_last_used = LastUsed { service_name: "N/A", region: "N/A" };
    Ok(GetAccessKeyLastUsedResponse { user_name, access_key_last_used })
}
