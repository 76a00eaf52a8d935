//! How many findings an analyzer has, of which kinds.

use std::collections::BTreeMap;

use iamkit_store::{FindingStatus, FoundAccess};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::filter::type_of;
use super::scan::{Row, Scan, scan};
use super::shape::joined;
use crate::invocation::Invocation;

/// How many accounts are told of.
const TOP: usize = 10;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatisticsRequest {
    analyzer_arn: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatisticsResponse {
    findings_statistics: Vec<Value>,
    last_updated_at: String,
}

pub(crate) fn get_findings_statistics(
    call: &Invocation<'_>,
    input: StatisticsRequest,
) -> Result<StatisticsResponse, WireError> {
    let scan = scan(call, &input.analyzer_arn)?;
    let statistics = if scan.analyzer.kind().is_of_unused_access() {
        json!({"unusedAccessFindingsStatistics": with_totals(&scan, of_unused(&scan))})
    } else {
        json!({"externalAccessFindingsStatistics": with_totals(&scan, of_external(&scan))})
    };
    Ok(StatisticsResponse { findings_statistics: vec![statistics], last_updated_at: call.time.to_string() })
}

fn with_totals(scan: &Scan, statistics: Value) -> Value {
    let total = |status| scan.rows.iter().filter(|row| row.kept.status() == status).count();
    let totals = json!({
        "totalActiveFindings": total(FindingStatus::Active),
        "totalArchivedFindings": total(FindingStatus::Archived),
        "totalResolvedFindings": total(FindingStatus::Resolved),
    });
    joined(statistics, totals)
}

fn active(scan: &Scan) -> impl Iterator<Item = &Row> {
    scan.rows.iter().filter(|row| row.kept.status() == FindingStatus::Active)
}

#[derive(Debug, Default, Serialize)]
struct OfType {
    #[serde(rename = "totalActivePublic")]
    public: u32,
    #[serde(rename = "totalActiveCrossAccount")]
    cross_account: u32,
    #[serde(rename = "totalActiveErrors")]
    errors: u32,
}

fn of_external(scan: &Scan) -> Value {
    let mut types: BTreeMap<&str, OfType> = BTreeMap::new();
    for row in active(scan) {
        let subject = row.kept.subject();
        let FoundAccess::External(access) = &subject.access else { continue };
        let of_type = types.entry(&subject.resource_type).or_default();
        of_type.public += u32::from(access.is_public);
        of_type.cross_account += u32::from(!access.is_public);
        of_type.errors += u32::from(access.error.is_some());
    }
    json!({"resourceTypeStatistics": types})
}

fn of_unused(scan: &Scan) -> Value {
    let mut types: BTreeMap<&str, u32> = BTreeMap::new();
    let mut accounts: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
    for row in active(scan) {
        let subject = row.kept.subject();
        let kind = type_of(&subject.access);
        *types.entry(kind).or_default() += 1;
        *accounts.entry(subject.owner.as_str()).or_default().entry(kind).or_default() += 1;
    }
    let types = types.into_iter().map(|(kind, total)| json!({"unusedAccessType": kind, "total": total}));
    let mut accounts = accounts.into_iter().collect::<Vec<_>>();
    accounts.sort_by_key(|(_, kinds)| std::cmp::Reverse(kinds.values().sum::<u32>()));
    let top = accounts.into_iter().take(TOP).map(|(account, kinds)| {
        let total = kinds.values().sum::<u32>();
        json!({"account": account, "numberOfActiveFindings": total, "details": kinds})
    });
    let statistics = json!({"unusedAccessTypeStatistics": types.collect::<Vec<_>>()});
    let top = top.collect::<Vec<_>>();
    // The model has no empty list of accounts.
    if top.is_empty() { statistics } else { joined(statistics, json!({"topAccounts": top})) }
}
