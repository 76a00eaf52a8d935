//! Access keys of users.

use iamkit_store::{
    AccessKey, AccessKeyId, AccessKeyStatus, Command, Entity, KeyLastUsed, StoreError, User, UserName,
};
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

impl AccessKeyShape {
    /// Without the secret, which only making a key tells.
    fn of(user: &User, key: &AccessKey) -> Self {
        Self {
            user_name: user.name().to_string(),
            access_key_id: key.id().to_string(),
            status: key.status(),
            create_date: key.create_date().to_string(),
            secret_access_key: None,
        }
    }
}

pub(crate) fn create_access_key(
    call: &Invocation<'_>,
    input: UserOfKeysRequest,
) -> Result<CreateAccessKeyResponse, WireError> {
    let name = call.user_name(input.user_name)?;
    // What is new is told by what was there: nobody else makes a key in between.
    let _turn = call.state.turn_to_make_a_key();
    let before = call.state.snapshot();
    let before =
        before.account(call.account_id()).and_then(|account| account.user(&name)).map_err(refused)?;
    let account = call.commit(Command::CreateAccessKey { user: name.clone(), id: None })?;
    let user = account.user(&name).map_err(refused)?;
    let is_new = |key: &&AccessKey| before.access_keys().all(|other| other.id() != key.id());
    let missing = || refused(StoreError::NoSuchEntity(Entity::Identity(name.clone().into())));
    let key = user.access_keys().find(is_new).ok_or_else(missing)?;
    let secret_access_key = Some(call.state.secrets.secret_of(key.id().as_str()));
    Ok(CreateAccessKeyResponse {
        access_key: AccessKeyShape { secret_access_key, ..AccessKeyShape::of(user, key) },
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
    let user = call.account()?.user(&name).map_err(refused)?;
    let keys = user.access_keys().map(|key| AccessKeyShape::of(user, key));
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

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "as the API has them")]
pub(crate) struct LastUsed {
    service_name: String,
    region: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_date: Option<String>,
}

impl LastUsed {
    fn of(used: Option<&KeyLastUsed>) -> Self {
        let none = || "N/A".to_owned();
        Self {
            service_name: used.map_or_else(none, |used| used.service().to_string()),
            region: used.map_or_else(none, |used| used.region().to_string()),
            last_used_date: used.map(|used| used.date().to_string()),
        }
    }
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
    let user = user.ok_or_else(missing)?;
    let key = user.access_keys().find(|key| *key.id() == input.access_key_id);
    let access_key_last_used = LastUsed::of(key.and_then(AccessKey::last_used));
    Ok(GetAccessKeyLastUsedResponse { user_name: user.name().to_string(), access_key_last_used })
}
