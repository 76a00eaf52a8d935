//! Archive rules of analyzers.

use iamkit_store::{AnalyzerCommand, AnalyzerName, ArchiveRule, ArchiveRuleName, FindingStatus};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::context::missing;
use super::filter::{checked_of_rule, is_met};
use super::scan::scan;
use super::shape::{FilterShape, filter_of, shape_of_filter};
use crate::invocation::Invocation;
use crate::operation::{NOTHING, Nothing};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RuleRequest {
    analyzer_name: AnalyzerName,
    rule_name: ArchiveRuleName,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PutRuleRequest {
    analyzer_name: AnalyzerName,
    rule_name: ArchiveRuleName,
    filter: FilterShape,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleSummary {
    rule_name: String,
    filter: FilterShape,
    created_at: String,
    updated_at: String,
}

impl From<&ArchiveRule> for RuleSummary {
    fn from(rule: &ArchiveRule) -> Self {
        Self {
            rule_name: rule.name().to_string(),
            filter: shape_of_filter(rule.filter()),
            created_at: rule.create_date().to_string(),
            updated_at: rule.update_date().to_string(),
        }
    }
}

pub(crate) fn create_archive_rule(
    call: &Invocation<'_>,
    input: PutRuleRequest,
) -> Result<Nothing, WireError> {
    let filter = checked_of_rule(filter_of(input.filter))?;
    let id = call.analyzer_id(input.analyzer_name)?;
    call.change_analyzer(AnalyzerCommand::CreateRule { id, rule: input.rule_name, filter })?;
    NOTHING
}

pub(crate) fn update_archive_rule(
    call: &Invocation<'_>,
    input: PutRuleRequest,
) -> Result<Nothing, WireError> {
    let filter = checked_of_rule(filter_of(input.filter))?;
    let id = call.analyzer_id(input.analyzer_name)?;
    call.change_analyzer(AnalyzerCommand::UpdateRule { id, rule: input.rule_name, filter })?;
    NOTHING
}

pub(crate) fn delete_archive_rule(call: &Invocation<'_>, input: RuleRequest) -> Result<Nothing, WireError> {
    let id = call.analyzer_id(input.analyzer_name)?;
    call.change_analyzer(AnalyzerCommand::DeleteRule { id, rule: input.rule_name })?;
    NOTHING
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GetArchiveRuleResponse {
    archive_rule: RuleSummary,
}

pub(crate) fn get_archive_rule(
    call: &Invocation<'_>,
    input: RuleRequest,
) -> Result<GetArchiveRuleResponse, WireError> {
    let analyzer = call.analyzer_named(input.analyzer_name)?;
    let rule = analyzer.rule(&input.rule_name);
    let rule = rule.ok_or_else(|| missing(&format!("archive rule {}", input.rule_name)))?;
    Ok(GetArchiveRuleResponse { archive_rule: rule.into() })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListArchiveRulesRequest {
    analyzer_name: AnalyzerName,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListArchiveRulesResponse {
    archive_rules: Vec<RuleSummary>,
}

pub(crate) fn list_archive_rules(
    call: &Invocation<'_>,
    input: ListArchiveRulesRequest,
) -> Result<ListArchiveRulesResponse, WireError> {
    let analyzer = call.analyzer_named(input.analyzer_name)?;
    Ok(ListArchiveRulesResponse { archive_rules: analyzer.rules().map(RuleSummary::from).collect() })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApplyArchiveRuleRequest {
    analyzer_arn: String,
    rule_name: ArchiveRuleName,
}

/// Archives what is active already and meets the rule.
pub(crate) fn apply_archive_rule(
    call: &Invocation<'_>,
    input: ApplyArchiveRuleRequest,
) -> Result<Nothing, WireError> {
    let scan = scan(call, &input.analyzer_arn)?;
    let rule = scan.analyzer.rule(&input.rule_name);
    let rule = rule.ok_or_else(|| missing(&format!("archive rule {}", input.rule_name)))?;
    let active = scan.rows.iter().filter(|row| row.kept.status() == FindingStatus::Active);
    let met = active.filter(|row| is_met(rule.filter(), &row.properties()));
    let findings = met.map(|row| row.id.clone()).collect::<Vec<_>>();
    if !findings.is_empty() {
        let (id, status) = (scan.analyzer.id().clone(), FindingStatus::Archived);
        call.change_analyzer(AnalyzerCommand::UpdateFindings { id, findings, status })?;
    }
    NOTHING
}
