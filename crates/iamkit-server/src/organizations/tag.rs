//! Tags of the root, units, accounts and policies.

use iamkit_store::{OrganizationCommand, OrganizationResource, TagKey};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::ids::Id;
use crate::invocation::Invocation;
use crate::listing::{Tag, tags, written};
use crate::operation::{NOTHING, Nothing};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TagRequest {
    resource_id: String,
    tags: Vec<Tag>,
}

/// What an id is of that can have tags, and is there.
fn resource(call: &Invocation<'_>, text: &str) -> Result<OrganizationResource, WireError> {
    let organization = call.managed()?;
    let malformed = || {
        let message = "You provided a value that does not match the required pattern.";
        WireError::new("InvalidInputException", 400, message)
    };
    let missing = || {
        let message = "You specified a target that doesn't exist.";
        WireError::new("TargetNotFoundException", 400, message)
    };
    Id::read(text).ok_or_else(malformed)?.resource(organization).ok_or_else(missing)
}

pub(crate) fn tag_resource(call: &Invocation<'_>, input: TagRequest) -> Result<Nothing, WireError> {
    let resource = resource(call, &input.resource_id)?;
    let tags = tags(input.tags)?;
    call.change(OrganizationCommand::TagResource { resource, tags })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UntagRequest {
    resource_id: String,
    tag_keys: Vec<TagKey>,
}

pub(crate) fn untag_resource(call: &Invocation<'_>, input: UntagRequest) -> Result<Nothing, WireError> {
    let resource = resource(call, &input.resource_id)?;
    call.change(OrganizationCommand::UntagResource { resource, keys: input.tag_keys })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListTagsRequest {
    resource_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListTagsResponse {
    tags: Vec<Tag>,
}

pub(crate) fn list_tags_for_resource(
    call: &Invocation<'_>,
    input: ListTagsRequest,
) -> Result<ListTagsResponse, WireError> {
    let resource = resource(call, &input.resource_id)?;
    let organization = call.managed()?;
    let is_there = match &resource {
        OrganizationResource::Policy(id) => organization.policy(id).is_ok(),
        OrganizationResource::Target(iamkit_store::Target::Account(id)) => organization.member(id).is_ok(),
        OrganizationResource::Target(iamkit_store::Target::OrganizationalUnit(id)) => {
            organization.organizational_unit(id).is_ok()
        }
        OrganizationResource::Target(iamkit_store::Target::Root) => true,
    };
    if !is_there {
        let message = "You specified a target that doesn't exist.";
        return Err(WireError::new("TargetNotFoundException", 400, message));
    }
    let tags = organization.tags(&resource).map(written).unwrap_or_default();
    Ok(ListTagsResponse { tags })
}
