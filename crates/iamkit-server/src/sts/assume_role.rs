//! `AssumeRole`: the trust policy of the role and the policies of the caller decide.

use iamkit_store::{PolicyArn, RoleName};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::caller::Session;
use crate::invocation::Invocation;
use crate::listing::{Tag, document, tags};

/// How long a session lasts that is told nothing, and one that a session made, at most.
const HOUR: u32 = 3_600;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AssumeRoleRequest {
    role_arn: String,
    role_session_name: String,
    #[serde(default)]
    policy_arns: Vec<PolicyDescriptor>,
    policy: Option<String>,
    duration_seconds: Option<u32>,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(default)]
    transitive_tag_keys: Vec<String>,
    source_identity: Option<String>,
}

#[derive(Debug, Deserialize)]
struct PolicyDescriptor {
    arn: Option<PolicyArn>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AssumeRoleResponse {
    credentials: Credentials,
    assumed_role_user: AssumedRoleUser,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_identity: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Credentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    expiration: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct AssumedRoleUser {
    assumed_role_id: String,
    arn: String,
}

/// The caller was allowed by then: its own policies and the role's trust policy were asked with the call's condition keys.
pub(crate) fn assume_role(
    call: &Invocation<'_>,
    input: AssumeRoleRequest,
) -> Result<AssumeRoleResponse, WireError> {
    let denied = || {
        let (caller, role) = (call.caller.arn(), &input.role_arn);
        let message =
            format!("User: {caller} is not authorized to perform: sts:AssumeRole on resource: {role}");
        WireError::new("AccessDenied", 403, message)
    };
    let account = iamkit_policy::id::account_in(&input.role_arn).and_then(|account| account.parse().ok());
    let account = call.snapshot().account(&account.ok_or_else(denied)?).map_err(|_| denied())?;
    let name = iamkit_policy::id::last_part(&input.role_arn).parse::<RoleName>().map_err(|_| denied())?;
    let role = account.role(&name).ok().filter(|role| role.arn() == input.role_arn).ok_or_else(denied)?;
    let seconds = duration(call, input.duration_seconds, role.max_session_duration().as_seconds())?;
    let inherited = call.caller.session();
    let session = Session {
        account: account.id().to_string(),
        of: Some(role.id().to_string()),
        name: input.role_session_name.clone(),
        expires: call.time.as_seconds() + i64::from(seconds),
        policies: session_policies(call, &input)?,
        tags: session_tags(inherited, &input.tags)?,
        transitive: input.transitive_tag_keys.clone(),
        is_chained: inherited.is_some(),
    };
    let failure = || WireError::new("ServiceFailure", 500, "The session can't be sealed");
    let token = call.state.secrets.seal(&session).ok_or_else(failure)?;
    let id = call.state.secrets.session_key_id(&token);
    let expiration = iamkit_store::Timestamp::from_seconds(session.expires).unwrap_or_default();
    let (partition, account) = (account.partition(), account.id());
    Ok(AssumeRoleResponse {
        credentials: Credentials {
            secret_access_key: call.state.secrets.secret_of(&id),
            access_key_id: id,
            session_token: token,
            expiration: expiration.to_string(),
        },
        assumed_role_user: AssumedRoleUser {
            assumed_role_id: format!("{}:{}", role.id(), input.role_session_name),
            arn: format!(
                "arn:{partition}:sts::{account}:assumed-role/{}/{}",
                role.name(),
                input.role_session_name
            ),
        },
        source_identity: input.source_identity,
    })
}

fn duration(call: &Invocation<'_>, asked: Option<u32>, most_of_role: u32) -> Result<u32, WireError> {
    let asked = asked.unwrap_or(HOUR);
    if call.caller.session().is_some() && HOUR < asked {
        let message = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining";
        return Err(WireError::new("ValidationError", 400, message));
    }
    if most_of_role < asked {
        let message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
        return Err(WireError::new("ValidationError", 400, message));
    }
    Ok(asked)
}

/// The texts of the session's policies: the one that came along, and managed ones by their ARNs.
fn session_policies(call: &Invocation<'_>, input: &AssumeRoleRequest) -> Result<Vec<String>, WireError> {
    let mut policies = Vec::new();
    if let Some(text) = &input.policy {
        policies.push(document(text)?.text().to_owned());
    }
    let account = call.account()?;
    for arn in input.policy_arns.iter().filter_map(|descriptor| descriptor.arn.as_ref()) {
        let document = if arn.is_aws_managed() {
            account.aws_managed_policy(arn).map(|version| version.document)
        } else {
            let policy = account.policy(arn).ok();
            policy.and_then(|policy| Some(policy.version(policy.default_version())?.document().clone()))
        };
        let missing = || WireError::new("InvalidParameterValue", 400, format!("Policy {arn} does not exist"));
        policies.push(document.ok_or_else(missing)?.text().to_owned());
    }
    Ok(policies)
}

/// The session's tags, with those that the caller's own session hands on.
fn session_tags(inherited: Option<&Session>, given: &[Tag]) -> Result<Vec<(String, String)>, WireError> {
    let given = tags(given.to_vec())?;
    let mut all = Vec::new();
    for (key, value) in inherited.into_iter().flat_map(|session| &session.tags) {
        let is_transitive =
            inherited.is_some_and(|session| session.transitive.iter().any(|it| it.eq_ignore_ascii_case(key)));
        if !is_transitive {
            continue;
        }
        if given.get(key).is_some() {
            let message =
                format!("The tag {key} is handed on by the calling session and can't be given another value");
            return Err(WireError::new("InvalidParameterValue", 400, message));
        }
        all.push((key.clone(), value.clone()));
    }
    all.extend(given.iter().map(|(key, value)| (key.to_string(), value.to_string())));
    Ok(all)
}
