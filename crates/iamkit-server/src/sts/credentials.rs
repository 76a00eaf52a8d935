//! Credentials for a time, and the policies that limit them.

use std::sync::Arc;

use iamkit_engine::{CompiledPolicies, PolicyKind};
use iamkit_store::{Account, PolicyArn, Timestamp};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::caller::Session;
use crate::listing::document;
use crate::state::State;

/// A managed policy that limits a session
#[derive(Debug, Deserialize)]
pub(crate) struct PolicyDescriptor {
    arn: Option<PolicyArn>,
}

/// Credentials as answers have them
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Credentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    expiration: String,
}

impl Credentials {
    /// The credentials of a session, which its token holds all of.
    pub(super) fn of(state: &State, session: &Session) -> Result<Self, WireError> {
        let failure = || WireError::new("ServiceFailure", 500, "The session can't be sealed");
        let token = state.secrets.seal(session).ok_or_else(failure)?;
        let id = state.secrets.session_key_id(&token);
        Ok(Self {
            secret_access_key: state.secrets.secret_of(&id),
            access_key_id: id,
            session_token: token,
            expiration: Timestamp::from_seconds(session.expires).unwrap_or_default().to_string(),
        })
    }
}

/// The texts of a session's policies: the one that came along, and managed ones of the account by their ARNs.
pub(super) fn session_policies(
    account: &Account,
    policy: Option<&str>,
    arns: &[PolicyDescriptor],
) -> Result<Vec<String>, WireError> {
    let mut policies = Vec::new();
    if let Some(text) = policy {
        policies.push(document(text)?);
    }
    for arn in arns.iter().filter_map(|descriptor| descriptor.arn.as_ref()) {
        let found = if arn.is_aws_managed() {
            account.aws_managed_policy(arn).map(|version| version.document)
        } else {
            let policy = account.policy(arn).ok();
            policy.and_then(|policy| Some(Arc::clone(policy.version(policy.default_version())?.document())))
        };
        let missing = || WireError::new("InvalidParameterValue", 400, format!("Policy {arn} does not exist"));
        policies.push(found.ok_or_else(missing)?);
    }
    // What can't limit a session would make every call of it fail.
    let named = policies.iter().map(|document| ("session", &**document));
    CompiledPolicies::compile(PolicyKind::Session, named)
        .map_err(|error| WireError::new("MalformedPolicyDocument", 400, error.to_string()))?;
    Ok(policies.into_iter().map(|document| document.text().to_owned()).collect())
}
