//! Findings: listed, told one by one, archived.

use iamkit_store::{AnalyzerCommand, FindingId, FindingStatus, Timestamp};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::context::{invalid, missing};
use super::filter::{TIMES, checked, ensure_order, is_met};
use super::scan::{Row, Scan, scan};
use super::shape::{FilterShape, filter_of, joined};
use crate::invocation::Invocation;
use crate::operation::{NOTHING, Nothing};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListRequest {
    analyzer_arn: String,
    #[serde(default)]
    filter: FilterShape,
    sort: Option<SortShape>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SortShape {
    attribute_name: Option<String>,
    order_by: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ListResponse {
    findings: Vec<Value>,
}

pub(crate) fn list_findings(call: &Invocation<'_>, input: ListRequest) -> Result<ListResponse, WireError> {
    ensure_external(call, &input.analyzer_arn)?;
    let findings = listed(call, input)?.into_iter().filter_map(|row| row.written(call.time));
    Ok(ListResponse { findings: findings.collect() })
}

pub(crate) fn list_findings_v2(call: &Invocation<'_>, input: ListRequest) -> Result<ListResponse, WireError> {
    let findings = listed(call, input)?.into_iter().map(|row| row.written_v2(call.time));
    Ok(ListResponse { findings: findings.collect() })
}

fn listed(call: &Invocation<'_>, input: ListRequest) -> Result<Vec<Row>, WireError> {
    let filter = checked(filter_of(input.filter))?;
    let sort = input.sort.filter(|sort| sort.attribute_name.is_some() || sort.order_by.is_some());
    let attribute = sort.as_ref().and_then(|sort| sort.attribute_name.clone());
    attribute.as_deref().map_or(Ok(()), ensure_order)?;
    let mut rows = scan(call, &input.analyzer_arn)?.rows;
    rows.retain(|row| is_met(&filter, &row.properties()));
    if let Some(attribute) = attribute {
        rows.sort_by_cached_key(|row| place(row, &attribute, call.time));
    }
    if sort.is_some_and(|sort| sort.order_by.as_deref() == Some("DESC")) {
        rows.reverse();
    }
    Ok(rows)
}

/// Where a finding stands in an order: by its values, or by its time.
fn place(row: &Row, attribute: &str, now: Timestamp) -> (Option<Timestamp>, Vec<String>) {
    if TIMES.contains(&attribute) {
        let time = match attribute {
            "createdAt" => row.kept.create_date(),
            "updatedAt" => row.kept.update_date(),
            _ => row.analyzed_at(now),
        };
        return (Some(time), Vec::new());
    }
    (None, row.properties().values(attribute).into_iter().map(str::to_owned).collect())
}

/// The older forms are for analyzers of access from outside alone.
fn ensure_external(call: &Invocation<'_>, arn: &str) -> Result<(), WireError> {
    if call.analyzer_with(arn)?.kind().is_of_unused_access() {
        return Err(invalid("This operation is supported only for external access analyzers."));
    }
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GetRequest {
    analyzer_arn: String,
    id: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct GetResponse {
    finding: Option<Value>,
}

pub(crate) fn get_finding(call: &Invocation<'_>, input: GetRequest) -> Result<GetResponse, WireError> {
    ensure_external(call, &input.analyzer_arn)?;
    let row = the_finding(scan(call, &input.analyzer_arn)?, &input.id)?;
    Ok(GetResponse { finding: row.written(call.time) })
}

pub(crate) fn get_finding_v2(call: &Invocation<'_>, input: GetRequest) -> Result<Value, WireError> {
    let row = the_finding(scan(call, &input.analyzer_arn)?, &input.id)?;
    Ok(joined(row.written_v2(call.time), json!({"findingDetails": row.details()})))
}

fn the_finding(scan: Scan, id: &str) -> Result<Row, WireError> {
    let mut rows = scan.rows.into_iter();
    rows.find(|row| row.id.as_str() == id).ok_or_else(|| missing(&format!("finding {id}")))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateRequest {
    analyzer_arn: String,
    status: String,
    #[serde(default)]
    ids: Vec<String>,
    resource_arn: Option<String>,
}

/// Another status for findings: those that are named, or all of a resource.
pub(crate) fn update_findings(call: &Invocation<'_>, input: UpdateRequest) -> Result<Nothing, WireError> {
    let status = match &*input.status {
        "ARCHIVED" => FindingStatus::Archived,
        _ => FindingStatus::Active,
    };
    if input.ids.is_empty() && input.resource_arn.is_none() {
        return Err(invalid("Either ids or a resource ARN must be given."));
    }
    let scan = scan(call, &input.analyzer_arn)?;
    let is_of = |row: &&Row| {
        let arn = input.resource_arn.as_deref();
        arn.is_none_or(|arn| arn == row.kept.subject().resource.as_str())
    };
    let of_resource = scan.rows.iter().filter(is_of).map(|row| row.id.clone()).collect::<Vec<_>>();
    let findings = if input.ids.is_empty() { of_resource } else { named(&of_resource, &input.ids)? };
    call.change_analyzer(AnalyzerCommand::UpdateFindings {
        id: scan.analyzer.id().clone(),
        findings,
        status,
    })?;
    NOTHING
}

fn named(known: &[FindingId], ids: &[String]) -> Result<Vec<FindingId>, WireError> {
    let of = |id: &String| {
        let found = known.iter().find(|known| known.as_str() == id);
        found.cloned().ok_or_else(|| missing(&format!("finding {id}")))
    };
    ids.iter().map(of).collect()
}
