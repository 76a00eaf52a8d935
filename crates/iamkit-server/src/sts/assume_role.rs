//! `AssumeRole`: the trust policy of the role and the policies of the caller decide.

use iamkit_policy::id::{account_in, last_part};
use iamkit_store::{Account, Role};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::credentials::{Credentials, PolicyDescriptor, session_policies};
use crate::caller::{Session, SessionKind, Who};
use crate::invocation::Invocation;
use crate::listing::{Tag, tags};

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
pub(super) struct AssumedRoleUser {
    assumed_role_id: String,
    arn: String,
}

impl AssumedRoleUser {
    pub(super) fn of(account: &Account, role: &Role, name: &str) -> Self {
        let partition = account.partition();
        Self {
            assumed_role_id: format!("{}:{name}", role.id()),
            arn: format!("arn:{partition}:sts::{}:assumed-role/{}/{name}", account.id(), role.name()),
        }
    }
}

/// The caller was allowed by then: its own policies and the role's trust policy were asked with the call's condition keys.
pub(crate) fn assume_role(
    call: &Invocation<'_>,
    input: AssumeRoleRequest,
) -> Result<AssumeRoleResponse, WireError> {
    if matches!(call.caller.who, Who::Root) {
        return Err(WireError::new("AccessDenied", 403, "Roles may not be assumed by root accounts."));
    }
    let (account, role) = role_of(call, &input.role_arn)?;
    let seconds = duration(call, input.duration_seconds, role.max_session_duration().as_seconds())?;
    let inherited = call.caller.role_session();
    let (tags, transitive) = session_tags(inherited, &input)?;
    let session = Session {
        kind: SessionKind::Role,
        account: account.id().to_string(),
        principal: role.id().to_string(),
        name: input.role_session_name.clone(),
        issued: call.time.as_seconds(),
        expires: call.time.as_seconds() + i64::from(seconds),
        policies: session_policies(account, input.policy.as_deref(), &input.policy_arns)?,
        tags,
        transitive,
        source_identity: source_identity(inherited, input.source_identity)?,
        mfa: None,
        keys: Vec::new(),
    };
    Ok(AssumeRoleResponse {
        credentials: Credentials::of(call.state, &session)?,
        assumed_role_user: AssumedRoleUser::of(account, role, &session.name),
        source_identity: session.source_identity,
    })
}

/// The role with an ARN, and its account; of one that isn't there nobody is told more than that they may not.
fn role_of<'s>(call: &'s Invocation<'_>, arn: &str) -> Result<(&'s Account, &'s Role), WireError> {
    let found = || {
        let account = call.snapshot().account(&account_in(arn)?.parse().ok()?).ok()?;
        let role = account.role(&last_part(arn).parse().ok()?).ok()?;
        (role.arn() == arn).then_some((&**account, &**role))
    };
    found().ok_or_else(|| {
        let caller = call.caller.arn();
        let message =
            format!("User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}");
        WireError::new("AccessDenied", 403, message)
    })
}

fn duration(call: &Invocation<'_>, asked: Option<u32>, most_of_role: u32) -> Result<u32, WireError> {
    let asked = asked.unwrap_or(HOUR);
    if call.caller.role_session().is_some() && HOUR < asked {
        return Err(invalid(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
        ));
    }
    if most_of_role < asked {
        return Err(invalid(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ));
    }
    Ok(asked)
}

/// Tags, and the keys of those that go on to the next session.
type SessionTags = (Vec<(String, String)>, Vec<String>);

/// The session's tags with those that the caller's own session hands on, which go on for ever.
fn session_tags(inherited: Option<&Session>, input: &AssumeRoleRequest) -> Result<SessionTags, WireError> {
    let given = tags(input.tags.clone())?;
    if let Some(key) = input.transitive_tag_keys.iter().find(|key| given.get(key).is_none()) {
        return Err(invalid(&format!("The transitive tag key {key} is not among the tags of the session")));
    }
    let mut all = inherited.into_iter().flat_map(Session::handed_on).cloned().collect::<Vec<_>>();
    if let Some((key, _)) = all.iter().find(|(key, _)| given.get(key).is_some()) {
        return Err(invalid(&format!(
            "The tag {key} is handed on by the calling session and can't be given again"
        )));
    }
    let mut transitive = all.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    transitive.extend(input.transitive_tag_keys.iter().cloned());
    all.extend(given.iter().map(|(key, value)| (key.to_string(), value.to_string())));
    Ok((all, transitive))
}

/// Who is behind the session: once it was said, nobody says otherwise.
fn source_identity(inherited: Option<&Session>, given: Option<String>) -> Result<Option<String>, WireError> {
    let inherited = inherited.and_then(|session| session.source_identity.clone());
    match (inherited, given) {
        (Some(inherited), Some(given)) if inherited != given => {
            Err(invalid("The source identity of the calling session can't be changed"))
        }
        (inherited, given) => Ok(inherited.or(given)),
    }
}

fn invalid(message: &str) -> WireError {
    WireError::new("ValidationError", 400, message)
}
