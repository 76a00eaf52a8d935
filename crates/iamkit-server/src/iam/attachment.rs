//! Managed policies attached to users, groups and roles.

use iamkit_store::{Command, GroupName, Identity, PolicyArn, RoleName, UserName};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::invocation::Invocation;
use crate::listing::is_under;
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

/// To whom, and which policy
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AttachmentRequest<H> {
    #[serde(flatten)]
    holder: H,
    policy_arn: PolicyArn,
}

/// Whose policies
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListAttachedRequest<H> {
    #[serde(flatten)]
    holder: H,
    path_prefix: Option<String>,
}

/// A user, by its name
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct OfUser {
    user_name: UserName,
}

/// A group, by its name
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct OfGroup {
    group_name: GroupName,
}

/// A role, by its name
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct OfRole {
    role_name: RoleName,
}

impl From<OfUser> for Identity {
    fn from(of: OfUser) -> Self {
        Self::User(of.user_name)
    }
}

impl From<OfGroup> for Identity {
    fn from(of: OfGroup) -> Self {
        Self::Group(of.group_name)
    }
}

impl From<OfRole> for Identity {
    fn from(of: OfRole) -> Self {
        Self::Role(of.role_name)
    }
}

pub(crate) fn attach<H: Into<Identity>>(
    call: &Invocation<'_>,
    input: AttachmentRequest<H>,
) -> Result<Nothing, WireError> {
    let arn = input.policy_arn;
    let account = call.account()?;
    let is_there = account.policy(&arn).is_ok()
        || account.has_aws_managed_policy(&arn)
        || account.unknown_policies().any(|unknown| *unknown == arn);
    let (to, policy) = (input.holder.into(), arn.clone());
    let attached = call.commit(Command::AttachPolicy { to, arn });
    // The service has a sentence of its own for what can't be attached because it isn't there.
    attached.map_err(|error| match (error.code(), is_there) {
        ("NoSuchEntity", false) => {
            let message = format!("Policy {policy} does not exist or is not attachable.");
            WireError::new("NoSuchEntity", 404, message)
        }
        _ => error,
    })?;
    NOTHING
}

pub(crate) fn detach<H: Into<Identity>>(
    call: &Invocation<'_>,
    input: AttachmentRequest<H>,
) -> Result<Nothing, WireError> {
    call.commit(Command::DetachPolicy { from: input.holder.into(), arn: input.policy_arn })?;
    NOTHING
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AttachedPolicyShape {
    policy_name: String,
    policy_arn: String,
}

impl AttachedPolicyShape {
    pub(super) fn of(arn: &PolicyArn) -> Self {
        Self { policy_name: arn.name().to_string(), policy_arn: arn.to_string() }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListAttachedResponse {
    attached_policies: Vec<AttachedPolicyShape>,
}

pub(crate) fn list_attached<H: Into<Identity>>(
    call: &Invocation<'_>,
    input: ListAttachedRequest<H>,
) -> Result<ListAttachedResponse, WireError> {
    let held = call.account()?.held(&input.holder.into()).map_err(refused)?;
    let attached = held.attached().filter(|arn| is_under(arn.path().as_str(), input.path_prefix.as_ref()));
    Ok(ListAttachedResponse { attached_policies: attached.map(AttachedPolicyShape::of).collect() })
}
