//! Service-linked roles: made for a service, changed and ended by it alone.

use iamkit_managed::ManagedPolicies;
use iamkit_store::{Command, CreateRole, Description, Identity, RoleName, SessionDuration, Tags};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::role::RoleResponse;
use crate::invocation::Invocation;
use crate::linked_role::{name_of, policy_of};
use crate::listing::document;
use crate::refusal::refused;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateServiceLinkedRoleRequest {
    #[serde(rename = "AWSServiceName")]
    service: String,
    description: Option<Description>,
    custom_suffix: Option<String>,
}

pub(crate) fn create_service_linked_role(
    call: &Invocation<'_>,
    input: CreateServiceLinkedRoleRequest,
) -> Result<RoleResponse, WireError> {
    let invalid = |message: String| WireError::new("InvalidInput", 400, message);
    let unknown = || invalid(format!("Service name {} is not a service that has such roles.", input.service));
    let name = name_of(&input.service, input.custom_suffix.as_deref()).ok_or_else(unknown)?;
    let name = name.parse::<RoleName>().map_err(|error| invalid(error.to_string()))?;
    if call.account()?.role(&name).is_ok() {
        let message = format!(
            "Service role name {name} has been taken in this account, please try a different suffix."
        );
        return Err(invalid(message));
    }
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Action":["sts:AssumeRole"],"Effect":"Allow","Principal":{{"Service":["{}"]}}}}]}}"#,
        input.service
    );
    let path = format!("/aws-service-role/{}/", input.service);
    let create = Command::CreateRole(CreateRole {
        path: path.parse().map_err(|_| invalid(format!("{path} is no path")))?,
        name: name.clone(),
        trust_policy: document(&trust)?,
        description: input.description,
        max_session_duration: SessionDuration::default(),
        permissions_boundary: None,
        tags: Tags::default(),
        id: None,
    });
    let policy = policy_of(&input.service).and_then(|policy| ManagedPolicies::embedded().policy(policy).ok());
    let arn = policy.and_then(|policy| policy.arn().parse().ok());
    let attach = arn.map(|arn| Command::AttachPolicy { to: Identity::Role(name.clone()), arn });
    let account = call.commit_as_service([create].into_iter().chain(attach).collect())?;
    let role = account.role(&name).map_err(refused)?;
    RoleResponse::of(&account, role)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeleteServiceLinkedRoleRequest {
    role_name: RoleName,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeleteServiceLinkedRoleResponse {
    deletion_task_id: String,
}

/// Done at once: no service here has anything left that needs the role.
pub(crate) fn delete_service_linked_role(
    call: &Invocation<'_>,
    input: DeleteServiceLinkedRoleRequest,
) -> Result<DeleteServiceLinkedRoleResponse, WireError> {
    let account = call.account()?;
    let role = account.role(&input.role_name).ok().filter(|role| role.is_service_linked());
    let missing = || {
        let message = format!("The role with name {} cannot be found.", input.role_name);
        WireError::new("NoSuchEntity", 404, message)
    };
    let role = role.ok_or_else(missing)?;
    let identity = Identity::Role(role.name().clone());
    let detach = role.policies().attached();
    let detach = detach.map(|arn| Command::DetachPolicy { from: identity.clone(), arn: arn.clone() });
    let delete = Command::DeleteRole { name: role.name().clone() };
    call.commit_as_service(detach.chain([delete]).collect())?;
    Ok(DeleteServiceLinkedRoleResponse {
        deletion_task_id: task(call, role.path().as_str(), role.name().as_str()),
    })
}

/// The id of a task, which says itself what it was about and can't be made up.
fn task(call: &Invocation<'_>, path: &str, name: &str) -> String {
    let keyed = call.state.secrets.keyed(&["deletion", call.account_id().as_str(), path, name]);
    let (bytes, _) = keyed.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
    format!("task{path}{name}/{}", uuid::Uuid::from_bytes(*bytes))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeletionStatusRequest {
    deletion_task_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeletionStatusResponse {
    status: &'static str,
}

pub(crate) fn get_service_linked_role_deletion_status(
    call: &Invocation<'_>,
    input: DeletionStatusRequest,
) -> Result<DeletionStatusResponse, WireError> {
    let known = || {
        let (role, _) = input.deletion_task_id.strip_prefix("task")?.rsplit_once('/')?;
        let (path, name) = role.rsplit_once('/')?;
        (task(call, &format!("{path}/"), name) == input.deletion_task_id).then_some(())
    };
    let missing = || {
        let message = format!("Deletion task id {} not found.", input.deletion_task_id);
        WireError::new("NoSuchEntity", 404, message)
    };
    known().ok_or_else(missing)?;
    Ok(DeletionStatusResponse { status: "SUCCEEDED" })
}
