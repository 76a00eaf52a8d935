//! Inline policies of users, groups and roles.

use iamkit_store::{Command, Entity, Identity, PolicyName, StoreError};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::attachment::{OfGroup, OfRole, OfUser};
use crate::invocation::Invocation;
use crate::listing::{document, encoded};
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PutRequest<H> {
    #[serde(flatten)]
    holder: H,
    policy_name: PolicyName,
    policy_document: String,
}

pub(crate) fn put<H: Into<Identity>>(
    call: &Invocation<'_>,
    input: PutRequest<H>,
) -> Result<Nothing, WireError> {
    let document = document(&input.policy_document)?;
    call.commit(Command::PutPolicy { of: input.holder.into(), name: input.policy_name, document })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct InlineRequest<H> {
    #[serde(flatten)]
    holder: H,
    policy_name: PolicyName,
}

pub(crate) fn delete<H: Into<Identity>>(
    call: &Invocation<'_>,
    input: InlineRequest<H>,
) -> Result<Nothing, WireError> {
    call.commit(Command::DeleteInlinePolicy { of: input.holder.into(), name: input.policy_name })?;
    NOTHING
}

/// An inline policy, with whose it is
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetResponse {
    #[serde(flatten)]
    holder: Holder,
    policy_name: String,
    policy_document: String,
}

#[derive(Debug, Serialize)]
#[expect(clippy::enum_variant_names, reason = "members of the answer")]
enum Holder {
    UserName(String),
    GroupName(String),
    RoleName(String),
}

fn get(call: &Invocation<'_>, of: Identity, name: &PolicyName) -> Result<GetResponse, WireError> {
    let held = call.account()?.held(&of).map_err(refused)?;
    let found = held.inline().find(|(known, _)| known.as_str().eq_ignore_ascii_case(name.as_str()));
    let missing = || refused(StoreError::NoSuchEntity(Entity::InlinePolicy(of.clone(), name.clone())));
    let (policy_name, document) = found.ok_or_else(missing)?;
    let holder = match &of {
        Identity::User(name) => Holder::UserName(name.to_string()),
        Identity::Group(name) => Holder::GroupName(name.to_string()),
        Identity::Role(name) => Holder::RoleName(name.to_string()),
    };
    Ok(GetResponse { holder, policy_name: policy_name.to_string(), policy_document: encoded(document) })
}

pub(crate) fn get_user_policy(
    call: &Invocation<'_>,
    input: InlineRequest<OfUser>,
) -> Result<GetResponse, WireError> {
    get(call, input.holder.into(), &input.policy_name)
}

pub(crate) fn get_group_policy(
    call: &Invocation<'_>,
    input: InlineRequest<OfGroup>,
) -> Result<GetResponse, WireError> {
    get(call, input.holder.into(), &input.policy_name)
}

pub(crate) fn get_role_policy(
    call: &Invocation<'_>,
    input: InlineRequest<OfRole>,
) -> Result<GetResponse, WireError> {
    get(call, input.holder.into(), &input.policy_name)
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListResponse {
    policy_names: Vec<String>,
}

pub(crate) fn list<H: Into<Identity>>(call: &Invocation<'_>, input: H) -> Result<ListResponse, WireError> {
    let held = call.account()?.held(&input.into()).map_err(refused)?;
    Ok(ListResponse { policy_names: held.inline().map(|(name, _)| name.to_string()).collect() })
}
