//! Service-specific credentials of users: a user name and password, or an alias and key, for one service.
//!
//! The secret isn't kept: it is made from the id, the count of resets and the server's key, and told when it is made.

use iamkit_store::{
    AccessKeyStatus, Command, CredentialCommand, CredentialId, ServiceSpecificCredential, Timestamp, User,
    UserName,
};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::invocation::Invocation;
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

/// The services that have a user name and password, and those that have an alias and a key, which may end.
const OF_PASSWORDS: [&str; 2] = ["codecommit.amazonaws.com", "cassandra.amazonaws.com"];
const OF_KEYS: [&str; 2] = ["bedrock.amazonaws.com", "logs.amazonaws.com"];
const DAY: i64 = 86_400;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateRequest {
    user_name: UserName,
    service_name: String,
    credential_age_days: Option<u32>,
}

/// An answer that is a credential with its secret
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CredentialResponse {
    service_specific_credential: CredentialShape,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct CredentialShape {
    user_name: String,
    service_specific_credential_id: String,
    service_name: String,
    status: AccessKeyStatus,
    create_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_user_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_password: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_credential_alias: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_credential_secret: Option<String>,
}

impl CredentialShape {
    /// Without the secret.
    fn of(call: &Invocation<'_>, user: &User, credential: &ServiceSpecificCredential) -> Self {
        let has_password = OF_PASSWORDS.contains(&credential.service());
        let name = format!("{}-at-{}", user.name(), call.account_id());
        let (user_name, alias) = if has_password { (Some(name), None) } else { (None, Some(name)) };
        Self {
            user_name: user.name().to_string(),
            service_specific_credential_id: credential.id().to_string(),
            service_name: credential.service().to_owned(),
            status: credential.status(),
            create_date: credential.create_date().to_string(),
            expiration_date: credential.expiration().map(|date| date.to_string()),
            service_user_name: user_name,
            service_password: None,
            service_credential_alias: alias,
            service_credential_secret: None,
        }
    }

    fn with_secret(call: &Invocation<'_>, user: &User, credential: &ServiceSpecificCredential) -> Self {
        let made = format!("{}-{}", credential.id(), credential.n_resets());
        let secret = Some(call.state.secrets.secret_of(&made));
        let has_password = OF_PASSWORDS.contains(&credential.service());
        let (service_password, service_credential_secret) =
            if has_password { (secret, None) } else { (None, secret) };
        Self { service_password, service_credential_secret, ..Self::of(call, user, credential) }
    }
}

pub(crate) fn create_service_specific_credential(
    call: &Invocation<'_>,
    input: CreateRequest,
) -> Result<CredentialResponse, WireError> {
    let (name, service) = (input.user_name, input.service_name);
    let expiration = expiration(call, &service, input.credential_age_days)?;
    // What is new is told by what was there: nobody else makes one in between.
    let _turn = call.state.turn_to_make_a_key();
    let snapshot = call.state.snapshot();
    let account = snapshot.account(call.account_id());
    let before = account.and_then(|account| account.user(&name)).map_err(refused)?;
    let account = call.commit(Command::Credential(CredentialCommand::CreateServiceSpecificCredential {
        user: name.clone(),
        service: service.into(),
        expiration,
    }))?;
    let user = account.user(&name).map_err(refused)?;
    let is_new = |credential: &&ServiceSpecificCredential| {
        before.credentials().service_specific().all(|other| other.id() != credential.id())
    };
    let made = user.credentials().service_specific().find(is_new).ok_or_else(|| unknown("created"))?;
    Ok(CredentialResponse { service_specific_credential: CredentialShape::with_secret(call, user, made) })
}

fn expiration(
    call: &Invocation<'_>,
    service: &str,
    days: Option<u32>,
) -> Result<Option<Timestamp>, WireError> {
    ensure_service(service)?;
    let Some(days) = days else { return Ok(None) };
    if !OF_KEYS.contains(&service) {
        let message = format!("CredentialAgeDays can't be given for {service}.");
        return Err(WireError::new("ValidationError", 400, message));
    }
    Ok(Timestamp::from_seconds(call.time.as_seconds() + i64::from(days) * DAY))
}

fn ensure_service(service: &str) -> Result<(), WireError> {
    if OF_PASSWORDS.contains(&service) || OF_KEYS.contains(&service) {
        return Ok(());
    }
    let message = format!("No such service {service} is supported for Service Specific Credentials");
    Err(WireError::new("NotSupportedService", 404, message))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListRequest {
    user_name: Option<UserName>,
    service_name: Option<String>,
    all_users: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListResponse {
    service_specific_credentials: Vec<CredentialShape>,
}

pub(crate) fn list_service_specific_credentials(
    call: &Invocation<'_>,
    input: ListRequest,
) -> Result<ListResponse, WireError> {
    input.service_name.as_deref().map_or(Ok(()), ensure_service)?;
    let account = call.account()?;
    let users = if input.all_users == Some(true) {
        account.users().collect()
    } else {
        vec![account.user(&call.user_name(input.user_name)?).map_err(refused)?]
    };
    let is_wanted = |credential: &&ServiceSpecificCredential| {
        input.service_name.as_deref().is_none_or(|service| credential.service() == service)
    };
    let of_user = |user| {
        let user: &User = user;
        let credentials = user.credentials().service_specific().filter(is_wanted);
        credentials.map(|credential| CredentialShape::of(call, user, credential)).collect::<Vec<_>>()
    };
    let service_specific_credentials = users.into_iter().flat_map(|user| of_user(user)).collect();
    Ok(ListResponse { service_specific_credentials })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CredentialRequest {
    user_name: Option<UserName>,
    service_specific_credential_id: String,
}

pub(crate) fn reset_service_specific_credential(
    call: &Invocation<'_>,
    input: CredentialRequest,
) -> Result<CredentialResponse, WireError> {
    let (name, id) = known(call, input.user_name, &input.service_specific_credential_id)?;
    let command = CredentialCommand::ResetServiceSpecificCredential { user: name.clone(), id: id.clone() };
    let account = call.commit(Command::Credential(command))?;
    let user = account.user(&name).map_err(refused)?;
    let credential = user.credentials().service_specific().find(|credential| *credential.id() == id);
    let credential = credential.ok_or_else(|| unknown(id.as_str()))?;
    Ok(CredentialResponse {
        service_specific_credential: CredentialShape::with_secret(call, user, credential),
    })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateRequest {
    user_name: Option<UserName>,
    service_specific_credential_id: String,
    status: AccessKeyStatus,
}

pub(crate) fn update_service_specific_credential(
    call: &Invocation<'_>,
    input: UpdateRequest,
) -> Result<Nothing, WireError> {
    let (user, id) = known(call, input.user_name, &input.service_specific_credential_id)?;
    let status = input.status;
    call.commit(Command::Credential(CredentialCommand::UpdateServiceSpecificCredential {
        user,
        id,
        status,
    }))?;
    NOTHING
}

pub(crate) fn delete_service_specific_credential(
    call: &Invocation<'_>,
    input: CredentialRequest,
) -> Result<Nothing, WireError> {
    let (user, id) = known(call, input.user_name, &input.service_specific_credential_id)?;
    call.commit(Command::Credential(CredentialCommand::DeleteServiceSpecificCredential { user, id }))?;
    NOTHING
}

/// A user and the id of a credential that the user has.
fn known(
    call: &Invocation<'_>,
    user: Option<UserName>,
    id: &str,
) -> Result<(UserName, CredentialId), WireError> {
    let user = call.user_name(user)?;
    let mut credentials = call.account()?.user(&user).map_err(refused)?.credentials().service_specific();
    let credential = credentials.find(|it| it.id().as_str() == id).ok_or_else(|| unknown(id))?;
    Ok((user, credential.id().clone()))
}

fn unknown(id: &str) -> WireError {
    WireError::new("NoSuchEntity", 404, format!("No such credential {id} exists"))
}
