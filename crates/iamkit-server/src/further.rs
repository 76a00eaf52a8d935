//! What a call needs besides its own action on what it is about: further actions, and the same on what it becomes.

use iamkit_wire::WireError;
use serde_json::Value;

use crate::about::{About, Resource};
use crate::invocation::Invocation;

/// An action on a resource that a caller must be allowed, too
#[derive(Debug)]
pub(crate) struct Further<'s> {
    pub(crate) action: &'static str,
    pub(crate) resource: Resource<'s>,
    /// The service that a role is handed on to.
    pub(crate) passed_to: Option<&'static str>,
}

/// What an operation needs besides its own action on a resource.
pub(crate) fn further<'s>(
    operation: &str,
    call: &'s Invocation<'_>,
    input: &Value,
) -> Result<Vec<Further<'s>>, WireError> {
    let of = |action: &'static str, resource| Further { action, resource, passed_to: None };
    Ok(match operation {
        "AddRoleToInstanceProfile" => {
            let role = About::Role.resource(call, input)?;
            vec![Further { passed_to: Some("ec2.amazonaws.com"), ..of("iam:PassRole", role) }]
        }
        // A new name or path takes the permission on what it becomes as well.
        "UpdateUser" => {
            let resource = About::User.resource(call, input)?;
            vec![of("iam:UpdateUser", renamed(resource, "NewUserName", input))]
        }
        "UpdateGroup" => {
            let resource = About::Group.resource(call, input)?;
            vec![of("iam:UpdateGroup", renamed(resource, "NewGroupName", input))]
        }
        "AssumeRole" => {
            let mut actions = Vec::new();
            if is_tagged(call, input) {
                actions.push("sts:TagSession");
            }
            if has_source_identity(call, input) {
                actions.push("sts:SetSourceIdentity");
            }
            let on_role = |action| Ok(of(action, About::RoleArn.resource(call, input)?));
            actions.into_iter().map(on_role).collect::<Result<_, WireError>>()?
        }
        "AttachPolicy" | "DetachPolicy" | "MoveAccount" => of_organization(operation, call, input)?,
        "GetFederationToken" if given(input, "Tags") => {
            vec![of("sts:TagSession", About::FederatedUser.resource(call, input)?)]
        }
        _ => Vec::new(),
    })
}

/// What a policy is attached to, and where an account comes from and goes to.
fn of_organization<'s>(
    operation: &str,
    call: &'s Invocation<'_>,
    input: &Value,
) -> Result<Vec<Further<'s>>, WireError> {
    let (action, members): (_, &[&'static str]) = match operation {
        "AttachPolicy" => ("organizations:AttachPolicy", &["TargetId"]),
        "DetachPolicy" => ("organizations:DetachPolicy", &["TargetId"]),
        _ => ("organizations:MoveAccount", &["SourceParentId", "DestinationParentId"]),
    };
    let on = |member: &&'static str| {
        let resource = About::Organization(member).resource(call, input)?;
        Ok(Further { action, resource, passed_to: None })
    };
    members.iter().map(on).collect()
}

/// A user or group as it becomes, with another path or name.
fn renamed<'s>(resource: Resource<'s>, new_name: &str, input: &Value) -> Resource<'s> {
    let text = |member: &str| input.get(member).and_then(Value::as_str);
    let (before, name) = resource.arn.rsplit_once('/').unwrap_or((&resource.arn, ""));
    let name = text(new_name).unwrap_or(name);
    let arn = match text("NewPath") {
        // The kind stands before the first slash, whatever the path was.
        Some(path) => format!("{}{path}{name}", before.split('/').next().unwrap_or_default()),
        None => format!("{before}/{name}"),
    };
    Resource { arn, ..resource }
}

/// Whether a session that is asked for has tags, of its own or handed on.
fn is_tagged(call: &Invocation<'_>, input: &Value) -> bool {
    let handed_on = call.caller.role_session().is_some_and(|session| session.handed_on().next().is_some());
    given(input, "Tags") || given(input, "TransitiveTagKeys") || handed_on
}

fn given(input: &Value, member: &str) -> bool {
    input.get(member).and_then(Value::as_array).is_some_and(|it| !it.is_empty())
}

/// Whether a session that is asked for says who is behind it, by itself or by the session that asks.
fn has_source_identity(call: &Invocation<'_>, input: &Value) -> bool {
    let of_session = call.caller.session().and_then(|session| session.source_identity.as_ref());
    input.get("SourceIdentity").is_some_and(Value::is_string) || of_session.is_some()
}
