//! Instance profiles.

use iamkit_store::{Command, CreateInstanceProfile, IamPath, InstanceProfileName, RoleName};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::shape::InstanceProfileShape;
use crate::invocation::Invocation;
use crate::listing::{Tag, is_under, tags};
use crate::operation::{NOTHING, Nothing};
use crate::refusal::refused;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateInstanceProfileRequest {
    #[serde(default)]
    path: IamPath,
    instance_profile_name: InstanceProfileName,
    #[serde(default)]
    tags: Vec<Tag>,
}

/// An answer that is an instance profile
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct InstanceProfileResponse {
    instance_profile: InstanceProfileShape,
}

pub(crate) fn create_instance_profile(
    call: &Invocation<'_>,
    input: CreateInstanceProfileRequest,
) -> Result<InstanceProfileResponse, WireError> {
    let made = input.instance_profile_name.clone();
    let command = Command::CreateInstanceProfile(CreateInstanceProfile {
        path: input.path,
        name: input.instance_profile_name,
        tags: tags(input.tags)?,
        id: None,
    });
    let account = call.commit(command)?;
    let profile = account.instance_profile(&made).map_err(refused)?;
    Ok(InstanceProfileResponse { instance_profile: InstanceProfileShape::of(&account, profile)? })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct InstanceProfileRequest {
    instance_profile_name: InstanceProfileName,
}

pub(crate) fn get_instance_profile(
    call: &Invocation<'_>,
    input: InstanceProfileRequest,
) -> Result<InstanceProfileResponse, WireError> {
    let account = call.account()?;
    let profile = account.instance_profile(&input.instance_profile_name).map_err(refused)?;
    Ok(InstanceProfileResponse { instance_profile: InstanceProfileShape::of(account, profile)? })
}

pub(crate) fn delete_instance_profile(
    call: &Invocation<'_>,
    input: InstanceProfileRequest,
) -> Result<Nothing, WireError> {
    call.commit(Command::DeleteInstanceProfile { name: input.instance_profile_name })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RoleOfProfileRequest {
    instance_profile_name: InstanceProfileName,
    role_name: RoleName,
}

pub(crate) fn add_role_to_instance_profile(
    call: &Invocation<'_>,
    input: RoleOfProfileRequest,
) -> Result<Nothing, WireError> {
    let RoleOfProfileRequest { instance_profile_name: instance_profile, role_name: role } = input;
    call.commit(Command::AddRoleToInstanceProfile { instance_profile, role })?;
    NOTHING
}

pub(crate) fn remove_role_from_instance_profile(
    call: &Invocation<'_>,
    input: RoleOfProfileRequest,
) -> Result<Nothing, WireError> {
    let RoleOfProfileRequest { instance_profile_name: instance_profile, role_name: role } = input;
    call.commit(Command::RemoveRoleFromInstanceProfile { instance_profile, role })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListInstanceProfilesRequest {
    path_prefix: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct InstanceProfilesResponse {
    instance_profiles: Vec<InstanceProfileShape>,
}

pub(crate) fn list_instance_profiles(
    call: &Invocation<'_>,
    input: ListInstanceProfilesRequest,
) -> Result<InstanceProfilesResponse, WireError> {
    let account = call.account()?;
    let profiles = account.instance_profiles();
    let profiles = profiles.filter(|profile| is_under(profile.path().as_str(), input.path_prefix.as_ref()));
    let profiles = profiles.map(|profile| InstanceProfileShape::of(account, profile));
    Ok(InstanceProfilesResponse { instance_profiles: profiles.collect::<Result<_, _>>()? })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListInstanceProfilesForRoleRequest {
    role_name: RoleName,
}

pub(crate) fn list_instance_profiles_for_role(
    call: &Invocation<'_>,
    input: ListInstanceProfilesForRoleRequest,
) -> Result<InstanceProfilesResponse, WireError> {
    let account = call.account()?;
    let profiles = account.instance_profiles_for_role(&input.role_name).map_err(refused)?;
    let profiles = profiles.into_iter().map(|profile| InstanceProfileShape::of(account, profile));
    Ok(InstanceProfilesResponse { instance_profiles: profiles.collect::<Result<_, _>>()? })
}
