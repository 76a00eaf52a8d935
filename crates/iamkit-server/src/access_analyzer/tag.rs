//! Tags of analyzers.

use std::collections::BTreeMap;

use iamkit_store::{AnalyzerCommand, TagKey};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::analyzer::tags;
use super::context::invalid;
use crate::invocation::Invocation;
use crate::operation::{NOTHING, Nothing};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TagRequest {
    resource_arn: String,
    tags: BTreeMap<String, String>,
}

pub(crate) fn tag_resource(call: &Invocation<'_>, input: TagRequest) -> Result<Nothing, WireError> {
    let id = call.analyzer_with(&input.resource_arn)?.id().clone();
    call.change_analyzer(AnalyzerCommand::Tag { id, tags: tags(input.tags)? })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UntagRequest {
    resource_arn: String,
    tag_keys: Vec<String>,
}

pub(crate) fn untag_resource(call: &Invocation<'_>, input: UntagRequest) -> Result<Nothing, WireError> {
    let id = call.analyzer_with(&input.resource_arn)?.id().clone();
    let keys = input.tag_keys.iter().map(|key| key.parse::<TagKey>());
    let keys = keys.collect::<Result<_, _>>().map_err(|error| invalid(error.to_string()))?;
    call.change_analyzer(AnalyzerCommand::Untag { id, keys })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListTagsRequest {
    resource_arn: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct ListTagsResponse {
    tags: BTreeMap<String, String>,
}

pub(crate) fn list_tags_for_resource(
    call: &Invocation<'_>,
    input: ListTagsRequest,
) -> Result<ListTagsResponse, WireError> {
    let tags = call.analyzer_with(&input.resource_arn)?.tags().iter();
    Ok(ListTagsResponse { tags: tags.map(|(key, value)| (key.to_string(), value.to_string())).collect() })
}
