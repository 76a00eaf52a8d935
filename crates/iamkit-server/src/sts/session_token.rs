//! `GetSessionToken` and `GetFederationToken`: credentials for a time for a user, or for somebody in a user's name.

use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::credentials::{Credentials, PolicyDescriptor, session_policies};
use crate::caller::{Session, SessionKind, Who};
use crate::invocation::Invocation;
use crate::listing::{Tag, tags};
use crate::material::one_time;

/// How long credentials last that are told nothing, and those of a root user at most.
const HALF_DAY: u32 = 43_200;
const HOUR: u32 = 3_600;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SessionTokenRequest {
    duration_seconds: Option<u32>,
    serial_number: Option<String>,
    token_code: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SessionTokenResponse {
    credentials: Credentials,
}

/// A session in the name of whoever calls, who needs keys of its own for that.
fn session(
    call: &Invocation<'_>,
    kinds: (SessionKind, SessionKind),
    asked: Option<u32>,
    operation: &str,
) -> Result<Session, WireError> {
    let own = match &call.caller.who {
        Who::Root => Some((kinds.0, call.account_id().to_string())),
        Who::User(user) => Some((kinds.1, user.id().to_string())),
        Who::Role(..) | Who::Federated(..) => None,
    };
    let denied =
        || WireError::new("AccessDenied", 403, format!("Cannot call {operation} with session credentials"));
    let own = own.filter(|_| call.caller.token.is_none());
    let (kind, principal) = own.ok_or_else(denied)?;
    let seconds = asked.unwrap_or(HALF_DAY);
    // A root user's are cut short, not refused.
    let seconds = if matches!(call.caller.who, Who::Root) { seconds.min(HOUR) } else { seconds };
    Ok(Session {
        kind,
        account: call.account_id().to_string(),
        principal,
        name: String::new(),
        issued: call.time.as_seconds(),
        expires: call.time.as_seconds() + i64::from(seconds),
        policies: Vec::new(),
        tags: Vec::new(),
        transitive: Vec::new(),
        source_identity: None,
        mfa: None,
        keys: Vec::new(),
    })
}

/// Needs no permission: it is how a user shows an MFA device (S71).
pub(crate) fn get_session_token(
    call: &Invocation<'_>,
    input: SessionTokenRequest,
) -> Result<SessionTokenResponse, WireError> {
    let kinds = (SessionKind::Root, SessionKind::User);
    let mut session = session(call, kinds, input.duration_seconds, "GetSessionToken")?;
    session.mfa = match (&input.serial_number, &input.token_code) {
        (None, None) => None,
        (serial, code) => {
            let shown = serial.as_deref().zip(code.as_deref());
            ensure_shown(call, shown)?;
            Some(call.time.as_seconds())
        }
    };
    Ok(SessionTokenResponse { credentials: Credentials::of(call.state, &session)? })
}

/// Makes sure of a code of a device of whoever calls: one that can't be checked is none.
pub(crate) fn ensure_shown(call: &Invocation<'_>, shown: Option<(&str, &str)>) -> Result<(), WireError> {
    let account = call.account()?;
    let is_right = || {
        let (serial, code) = shown?;
        let device = account.mfa_device(&serial.parse().ok()?).ok()?;
        let is_own = device.user() == Some(call.caller.user()?.name());
        let now = call.time.as_seconds();
        let is_known = device.is_virtual() && is_own;
        (is_known && one_time::is_current(&call.state.secrets, device, code, now)).then_some(())
    };
    is_right().ok_or_else(|| {
        let message = "MultiFactorAuthentication failed with invalid MFA one time pass code.";
        WireError::new("AccessDenied", 403, message)
    })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FederationTokenRequest {
    name: String,
    policy: Option<String>,
    #[serde(default)]
    policy_arns: Vec<PolicyDescriptor>,
    duration_seconds: Option<u32>,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FederationTokenResponse {
    credentials: Credentials,
    federated_user: FederatedUser,
    packed_policy_size: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct FederatedUser {
    federated_user_id: String,
    arn: String,
}

pub(crate) fn get_federation_token(
    call: &Invocation<'_>,
    input: FederationTokenRequest,
) -> Result<FederationTokenResponse, WireError> {
    let kinds = (SessionKind::FederatedRoot, SessionKind::FederatedUser);
    let made = session(call, kinds, input.duration_seconds, "GetFederationToken")?;
    let given = tags(input.tags)?;
    let session = Session {
        name: input.name,
        policies: session_policies(call.account()?, input.policy.as_deref(), &input.policy_arns)?,
        tags: given.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect(),
        ..made
    };
    let (partition, account, name) = (call.caller.partition, call.account_id(), &session.name);
    Ok(FederationTokenResponse {
        credentials: Credentials::of(call.state, &session)?,
        federated_user: FederatedUser {
            federated_user_id: format!("{account}:{name}"),
            arn: format!("arn:{partition}:sts::{account}:federated-user/{name}"),
        },
        packed_policy_size: packed_size(&session),
    })
}

/// How much of the room for policies and tags is taken, in percent: two thousand and forty-eight characters of policy.
fn packed_size(session: &Session) -> u32 {
    let characters = session.policies.iter().map(|policy| policy.chars().count()).sum::<usize>();
    let characters =
        characters + session.tags.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>();
    u32::try_from(characters.saturating_mul(100) / 2_048).unwrap_or(u32::MAX)
}
