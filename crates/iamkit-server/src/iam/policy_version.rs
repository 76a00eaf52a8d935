//! Versions of managed policies.

use iamkit_store::{Command, PolicyArn, VersionId};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::managed::{PolicyVersionShape, versions, versions_of_aws};
use crate::invocation::Invocation;
use crate::listing::document;
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreatePolicyVersionRequest {
    policy_arn: PolicyArn,
    policy_document: String,
    #[serde(default)]
    set_as_default: bool,
}

/// An answer that is a version
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PolicyVersionResponse {
    policy_version: PolicyVersionShape,
}

pub(crate) fn create_policy_version(
    call: &Invocation<'_>,
    input: CreatePolicyVersionRequest,
) -> Result<PolicyVersionResponse, WireError> {
    let arn = input.policy_arn.clone();
    let command = Command::CreatePolicyVersion {
        arn: input.policy_arn,
        document: document(&input.policy_document)?,
        set_as_default: input.set_as_default,
        version: None,
    };
    let account = call.commit(command)?;
    let newest = versions(account.policy(&arn).map_err(refused)?);
    let newest = newest.into_iter().next().ok_or_else(|| not_found(&arn, None))?;
    Ok(PolicyVersionResponse { policy_version: newest.in_list() })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PolicyVersionRequest {
    policy_arn: PolicyArn,
    version_id: VersionId,
}

pub(crate) fn get_policy_version(
    call: &Invocation<'_>,
    input: PolicyVersionRequest,
) -> Result<PolicyVersionResponse, WireError> {
    let id = input.version_id.to_string();
    let found = all(call, &input.policy_arn)?.into_iter().find(|version| version.version_id == id);
    let policy_version = found.ok_or_else(|| not_found(&input.policy_arn, Some(&id)))?;
    Ok(PolicyVersionResponse { policy_version })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListPolicyVersionsRequest {
    policy_arn: PolicyArn,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListPolicyVersionsResponse {
    versions: Vec<PolicyVersionShape>,
}

pub(crate) fn list_policy_versions(
    call: &Invocation<'_>,
    input: ListPolicyVersionsRequest,
) -> Result<ListPolicyVersionsResponse, WireError> {
    let versions = all(call, &input.policy_arn)?;
    Ok(ListPolicyVersionsResponse {
        versions: versions.into_iter().map(PolicyVersionShape::in_list).collect(),
    })
}

pub(crate) fn delete_policy_version(
    call: &Invocation<'_>,
    input: PolicyVersionRequest,
) -> Result<Nothing, WireError> {
    call.commit(Command::DeletePolicyVersion { arn: input.policy_arn, version: input.version_id })?;
    NOTHING
}

pub(crate) fn set_default_policy_version(
    call: &Invocation<'_>,
    input: PolicyVersionRequest,
) -> Result<Nothing, WireError> {
    call.commit(Command::SetDefaultPolicyVersion { arn: input.policy_arn, version: input.version_id })?;
    NOTHING
}

/// All versions, the newest first.
fn all(call: &Invocation<'_>, arn: &PolicyArn) -> Result<Vec<PolicyVersionShape>, WireError> {
    let account = call.account()?;
    if let Some(versions) = versions_of_aws(account, arn).filter(|_| arn.is_aws_managed()) {
        return Ok(versions);
    }
    Ok(versions(account.policy(arn).map_err(refused)?))
}

fn not_found(arn: &PolicyArn, version: Option<&str>) -> WireError {
    let version = version.unwrap_or("of today");
    let message = format!("Policy {arn} version {version} does not exist or is not attachable.");
    WireError::new("NoSuchEntity", 404, message)
}
