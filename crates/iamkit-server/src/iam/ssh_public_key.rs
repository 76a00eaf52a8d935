//! SSH public keys of users.

use iamkit_store::{AccessKeyStatus, Command, CredentialCommand, CredentialId, SshPublicKey, User, UserName};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::invocation::Invocation;
use crate::material::ssh_key::RsaKey;
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UploadKeyRequest {
    user_name: UserName,
    #[serde(rename = "SSHPublicKeyBody")]
    body: String,
}

/// An answer that is a key
#[derive(Debug, Serialize)]
pub(crate) struct KeyResponse {
    #[serde(rename = "SSHPublicKey")]
    key: KeyShape,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct KeyShape {
    user_name: String,
    #[serde(rename = "SSHPublicKeyId")]
    id: String,
    fingerprint: String,
    #[serde(rename = "SSHPublicKeyBody")]
    body: String,
    status: AccessKeyStatus,
    upload_date: String,
}

fn response(user: &User, key: &SshPublicKey, body: String) -> KeyResponse {
    KeyResponse {
        key: KeyShape {
            user_name: user.name().to_string(),
            id: key.id().to_string(),
            fingerprint: key.fingerprint().to_owned(),
            body,
            status: key.status(),
            upload_date: key.create_date().to_string(),
        },
    }
}

pub(crate) fn upload_ssh_public_key(
    call: &Invocation<'_>,
    input: UploadKeyRequest,
) -> Result<KeyResponse, WireError> {
    let name = input.user_name;
    call.account()?.user(&name).map_err(refused)?;
    let key = RsaKey::read(&input.body);
    let malformed =
        || WireError::new("InvalidPublicKey", 400, "The public key is malformed or otherwise invalid.");
    let fingerprint = key.ok_or_else(malformed)?.fingerprint();
    let account = call.commit(Command::Credential(CredentialCommand::UploadSshPublicKey {
        user: name.clone(),
        body: input.body.clone().into(),
        fingerprint: fingerprint.clone().into(),
    }))?;
    let user = account.user(&name).map_err(refused)?;
    let key = user.credentials().ssh_public_keys().find(|key| key.fingerprint() == fingerprint);
    Ok(response(user, key.ok_or_else(|| unknown("uploaded"))?, input.body))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetKeyRequest {
    user_name: UserName,
    #[serde(rename = "SSHPublicKeyId")]
    id: String,
    encoding: String,
}

pub(crate) fn get_ssh_public_key(
    call: &Invocation<'_>,
    input: GetKeyRequest,
) -> Result<KeyResponse, WireError> {
    let user = call.account()?.user(&input.user_name).map_err(refused)?;
    let key = user.credentials().ssh_public_keys().find(|key| key.id().as_str() == input.id);
    let key = key.ok_or_else(|| unknown(&input.id))?;
    let is_pem = key.body().contains("-----BEGIN");
    let body = match (input.encoding.as_str(), is_pem) {
        ("PEM", true) | ("SSH", false) => Some(key.body().to_owned()),
        ("PEM", false) => RsaKey::read(key.body()).map(|key| key.to_pem()),
        ("SSH", true) => RsaKey::read(key.body()).map(|key| key.to_ssh()),
        _ => None,
    };
    let unrecognized = || {
        let message = "The public key encoding format is unsupported or unrecognized.";
        WireError::new("UnrecognizedPublicKeyEncoding", 400, message)
    };
    Ok(response(user, key, body.ok_or_else(unrecognized)?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListKeysRequest {
    user_name: Option<UserName>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ListKeysResponse {
    #[serde(rename = "SSHPublicKeys")]
    keys: Vec<KeyEntry>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct KeyEntry {
    user_name: String,
    #[serde(rename = "SSHPublicKeyId")]
    id: String,
    status: AccessKeyStatus,
    upload_date: String,
}

pub(crate) fn list_ssh_public_keys(
    call: &Invocation<'_>,
    input: ListKeysRequest,
) -> Result<ListKeysResponse, WireError> {
    let name = call.user_name(input.user_name)?;
    let user = call.account()?.user(&name).map_err(refused)?;
    let keys = user.credentials().ssh_public_keys().map(|key| KeyEntry {
        user_name: user.name().to_string(),
        id: key.id().to_string(),
        status: key.status(),
        upload_date: key.create_date().to_string(),
    });
    Ok(ListKeysResponse { keys: keys.collect() })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateKeyRequest {
    user_name: UserName,
    #[serde(rename = "SSHPublicKeyId")]
    id: String,
    status: AccessKeyStatus,
}

pub(crate) fn update_ssh_public_key(
    call: &Invocation<'_>,
    input: UpdateKeyRequest,
) -> Result<Nothing, WireError> {
    let (user, id) = known(call, input.user_name, &input.id)?;
    call.commit(Command::Credential(CredentialCommand::UpdateSshPublicKey {
        user,
        id,
        status: input.status,
    }))?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeleteKeyRequest {
    user_name: UserName,
    #[serde(rename = "SSHPublicKeyId")]
    id: String,
}

pub(crate) fn delete_ssh_public_key(
    call: &Invocation<'_>,
    input: DeleteKeyRequest,
) -> Result<Nothing, WireError> {
    let (user, id) = known(call, input.user_name, &input.id)?;
    call.commit(Command::Credential(CredentialCommand::DeleteSshPublicKey { user, id }))?;
    NOTHING
}

/// A user and the id of a key that the user has.
fn known(call: &Invocation<'_>, user: UserName, id: &str) -> Result<(UserName, CredentialId), WireError> {
    let mut keys = call.account()?.user(&user).map_err(refused)?.credentials().ssh_public_keys();
    let key = keys.find(|key| key.id().as_str() == id).ok_or_else(|| unknown(id))?;
    Ok((user, key.id().clone()))
}

fn unknown(id: &str) -> WireError {
    WireError::new("NoSuchEntity", 404, format!("The Public Key with id {id} cannot be found."))
}
