//! Analyzers: made, changed, ended and told of.

use std::collections::BTreeMap;

use iamkit_store::{
    Analyzer, AnalyzerCommand, AnalyzerKind, AnalyzerName, ArchiveRuleName, TagKey, TagValue, Tags,
};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::context::{invalid, refused};
use super::filter::checked_of_rule;
use super::shape::{
    ConfigurationShape, FilterShape, filter_of, joined, shape_of, shape_of_unused_access, unused_access,
};
use super::zone::Zone;
use crate::invocation::Invocation;
use crate::operation::{NOTHING, Nothing};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateAnalyzerRequest {
    analyzer_name: AnalyzerName,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    archive_rules: Vec<RuleShape>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    configuration: Option<ConfigurationShape>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RuleShape {
    rule_name: ArchiveRuleName,
    filter: FilterShape,
}

#[derive(Debug, Serialize)]
pub(crate) struct CreateAnalyzerResponse {
    arn: String,
}

pub(crate) fn create_analyzer(
    call: &Invocation<'_>,
    input: CreateAnalyzerRequest,
) -> Result<CreateAnalyzerResponse, WireError> {
    let kind = kind(&input.kind)?;
    Zone::of(call.snapshot().directory(), call.account_id(), kind).map_err(|_| {
        invalid(
            "An analyzer of an organization is created in its management account or in one that is a delegated \
             administrator of Access Analyzer.",
        )
    })?;
    let id = call.analyzer_id(input.analyzer_name)?;
    let rules = input.archive_rules.into_iter();
    let rules = rules.map(|it| Ok((it.rule_name, checked_of_rule(filter_of(it.filter))?)));
    let account = call.change_analyzer(AnalyzerCommand::Create {
        id: id.clone(),
        kind,
        unused_access: unused_access(kind, input.configuration)?,
        rules: rules.collect::<Result<_, WireError>>()?,
        tags: tags(input.tags)?,
    })?;
    let analyzer = account.analyzer(&id).map_err(|error| refused(&error))?;
    Ok(CreateAnalyzerResponse { arn: analyzer.arn().to_owned() })
}

fn kind(name: &str) -> Result<AnalyzerKind, WireError> {
    let unknown = || invalid(format!("Analyzers of the type {name} are not supported here."));
    let all = [
        AnalyzerKind::Account,
        AnalyzerKind::Organization,
        AnalyzerKind::AccountUnusedAccess,
        AnalyzerKind::OrganizationUnusedAccess,
    ];
    all.into_iter().find(|kind| kind.as_str() == name).ok_or_else(unknown)
}

/// Tags that came in a request.
pub(super) fn tags(given: BTreeMap<String, String>) -> Result<Tags, WireError> {
    let pairs = given.into_iter().map(|(key, value)| {
        let key = key.parse::<TagKey>().map_err(|error| invalid(error.to_string()))?;
        Ok((key, value.parse::<TagValue>().map_err(|error| invalid(error.to_string()))?))
    });
    let pairs = pairs.collect::<Result<Vec<_>, WireError>>()?;
    Tags::from_pairs(pairs).map_err(|error| invalid(error.to_string()))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NamedRequest {
    analyzer_name: AnalyzerName,
}

#[derive(Debug, Serialize)]
pub(crate) struct GetAnalyzerResponse {
    analyzer: Value,
}

pub(crate) fn get_analyzer(
    call: &Invocation<'_>,
    input: NamedRequest,
) -> Result<GetAnalyzerResponse, WireError> {
    let analyzer = call.analyzer_named(input.analyzer_name)?;
    let mut shape = written(call, analyzer);
    if let Some(unused_access) = analyzer.unused_access() {
        shape = joined(shape, json!({"configuration": shape_of_unused_access(unused_access)}));
    }
    Ok(GetAnalyzerResponse { analyzer: shape })
}

fn written(call: &Invocation<'_>, analyzer: &Analyzer) -> Value {
    let zone = Zone::of(call.snapshot().directory(), call.account_id(), analyzer.kind());
    shape_of(analyzer, zone.err())
}

#[derive(Debug, Deserialize)]
pub(crate) struct ListAnalyzersRequest {
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ListAnalyzersResponse {
    analyzers: Vec<Value>,
}

pub(crate) fn list_analyzers(
    call: &Invocation<'_>,
    input: ListAnalyzersRequest,
) -> Result<ListAnalyzersResponse, WireError> {
    let wanted = input.kind.as_deref();
    let analyzers = call.account()?.analyzers();
    let analyzers = analyzers.filter(|it| it.id().region.as_str() == call.caller.region);
    let analyzers = analyzers.filter(|it| wanted.is_none_or(|wanted| wanted == it.kind().as_str()));
    Ok(ListAnalyzersResponse { analyzers: analyzers.map(|it| written(call, it)).collect() })
}

pub(crate) fn delete_analyzer(call: &Invocation<'_>, input: NamedRequest) -> Result<Nothing, WireError> {
    let id = call.analyzer_id(input.analyzer_name)?;
    call.change_analyzer(AnalyzerCommand::Delete { id })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateAnalyzerRequest {
    analyzer_name: AnalyzerName,
    configuration: Option<ConfigurationShape>,
}

#[derive(Debug, Serialize)]
pub(crate) struct UpdateAnalyzerResponse {
    configuration: ConfigurationShape,
}

pub(crate) fn update_analyzer(
    call: &Invocation<'_>,
    input: UpdateAnalyzerRequest,
) -> Result<UpdateAnalyzerResponse, WireError> {
    let analyzer = call.analyzer_named(input.analyzer_name)?;
    let unused_access = unused_access(analyzer.kind(), input.configuration)?;
    let unused_access = unused_access
        .ok_or_else(|| invalid("This operation is not supported for external access analyzers."))?;
    let configuration = shape_of_unused_access(&unused_access);
    call.change_analyzer(AnalyzerCommand::Update { id: analyzer.id().clone(), unused_access })?;
    Ok(UpdateAnalyzerResponse { configuration })
}
