//! The resources that analyzers of access from outside look at, told and looked at one by one.

use std::collections::BTreeSet;

use iamkit_store::{FindingStatus, FoundAccess};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::analyzed::{Analyzed, analyzed};
use super::context::{invalid, missing};
use super::scan::{Row, scan};
use super::zone::Zone;
use crate::invocation::Invocation;
use crate::operation::{NOTHING, Nothing};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListAnalyzedResourcesRequest {
    analyzer_arn: String,
    resource_type: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListAnalyzedResourcesResponse {
    analyzed_resources: Vec<ResourceSummary>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the fields are the members, under their own names")]
struct ResourceSummary {
    resource_arn: String,
    resource_owner_account: String,
    resource_type: &'static str,
}

pub(crate) fn list_analyzed_resources(
    call: &Invocation<'_>,
    input: ListAnalyzedResourcesRequest,
) -> Result<ListAnalyzedResourcesResponse, WireError> {
    let wanted = input.resource_type.as_deref();
    let resources = resources(call, &input.analyzer_arn)?.into_iter();
    let resources = resources.filter(|it| wanted.is_none_or(|wanted| wanted == it.resource_type));
    let summaries = resources.map(|it| ResourceSummary {
        resource_arn: it.arn.to_string(),
        resource_owner_account: it.owner.to_string(),
        resource_type: it.resource_type,
    });
    Ok(ListAnalyzedResourcesResponse { analyzed_resources: summaries.collect() })
}

/// The resources that the analyzer of an ARN looks at; none any more of one that is disabled.
fn resources(call: &Invocation<'_>, arn: &str) -> Result<Vec<Analyzed>, WireError> {
    let analyzer = call.analyzer_with(arn)?;
    if analyzer.kind().is_of_unused_access() {
        return Err(invalid("This operation is supported only for external access analyzers."));
    }
    let directory = call.snapshot().directory();
    let Ok(zone) = Zone::of(directory, call.account_id(), analyzer.kind()) else { return Ok(Vec::new()) };
    analyzed(directory, &zone, &analyzer.id().region)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResourceRequest {
    analyzer_arn: String,
    resource_arn: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct GetAnalyzedResourceResponse {
    resource: ResourceShape,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ResourceShape {
    resource_arn: String,
    resource_type: &'static str,
    created_at: String,
    analyzed_at: String,
    updated_at: String,
    is_public: bool,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    actions: BTreeSet<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    resource_owner_account: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// The resource with what its findings that aren't resolved say together.
pub(crate) fn get_analyzed_resource(
    call: &Invocation<'_>,
    input: ResourceRequest,
) -> Result<GetAnalyzedResourceResponse, WireError> {
    let resource = the_resource(call, &input)?;
    let rows = scan(call, &input.analyzer_arn)?.rows.into_iter();
    let rows = rows.filter(|row| row.kept.subject().resource == resource.arn).collect::<Vec<_>>();
    let open = rows.iter().filter(|row| row.kept.status() != FindingStatus::Resolved);
    let accesses = open.filter_map(|row| match &row.kept.subject().access {
        FoundAccess::External(access) => Some(access),
        _ => None,
    });
    let accesses = accesses.collect::<Vec<_>>();
    let now = call.time;
    let created = rows.iter().map(|row| row.kept.create_date()).min().unwrap_or(now);
    let updated = rows.iter().map(|row| row.kept.update_date()).max().unwrap_or(now);
    let actions = accesses.iter().flat_map(|access| access.actions.iter().map(ToString::to_string));
    let resource = ResourceShape {
        resource_arn: resource.arn.to_string(),
        resource_type: resource.resource_type,
        created_at: created.to_string(),
        analyzed_at: now.to_string(),
        updated_at: updated.to_string(),
        is_public: accesses.iter().any(|access| access.is_public),
        actions: actions.collect(),
        status: first_status(&rows).map(FindingStatus::as_str),
        resource_owner_account: resource.owner.to_string(),
        error: accesses.iter().find_map(|access| access.error.as_ref()).map(ToString::to_string),
    };
    Ok(GetAnalyzedResourceResponse { resource })
}

/// Whatever somebody has to look at goes before the rest.
fn first_status(rows: &[Row]) -> Option<FindingStatus> {
    rows.iter().map(|row| row.kept.status()).min()
}

fn the_resource(call: &Invocation<'_>, input: &ResourceRequest) -> Result<Analyzed, WireError> {
    let mut resources = resources(call, &input.analyzer_arn)?.into_iter();
    let found = resources.find(|it| it.arn.as_str() == input.resource_arn);
    found.ok_or_else(|| missing(&format!("resource {}", input.resource_arn)))
}

/// A scan of one resource: as cheap is one of them all.
pub(crate) fn start_resource_scan(
    call: &Invocation<'_>,
    input: ResourceRequest,
) -> Result<Nothing, WireError> {
    the_resource(call, &input)?;
    scan(call, &input.analyzer_arn)?;
    NOTHING
}
