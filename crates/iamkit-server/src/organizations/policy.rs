//! Service and resource control policies.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_store::{
    Change, ControlPolicy, ControlPolicyId, ControlPolicyKind, ControlPolicyName, Description, Organization,
    OrganizationCommand, OrganizationResource, Partition, Target,
};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::context::{id, invalid, organization_in, refused};
use super::ids::{Id, policy_arn, target_arn};
use super::organization::{kind, name_of_target};
use crate::invocation::Invocation;
use crate::listing::{Tag, tags};
use crate::operation::{NOTHING, Nothing};

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SummaryShape {
    id: String,
    arn: String,
    name: String,
    description: String,
    #[serde(rename = "Type")]
    kind: &'static str,
    aws_managed: bool,
}

impl SummaryShape {
    fn of(partition: Partition, organization: &Organization, policy: &ControlPolicy) -> Self {
        let of_aws = "Allows access to every operation";
        let unsaid = if policy.is_aws_managed() { of_aws } else { "" };
        Self {
            id: policy.id().to_string(),
            arn: policy_arn(partition, organization, policy),
            name: policy.name().to_string(),
            description: policy.description().map_or_else(|| unsaid.to_owned(), ToString::to_string),
            kind: policy.kind().as_str(),
            aws_managed: policy.is_aws_managed(),
        }
    }
}

/// An answer that is a policy
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PolicyResponse {
    policy: PolicyShape,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyShape {
    policy_summary: SummaryShape,
    content: String,
}

fn response(call: &Invocation<'_>, organization: &Organization, policy: &ControlPolicy) -> PolicyResponse {
    PolicyResponse {
        policy: PolicyShape {
            policy_summary: SummaryShape::of(call.caller.partition, organization, policy),
            content: policy.document().text().to_owned(),
        },
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreatePolicyRequest {
    content: String,
    description: String,
    name: ControlPolicyName,
    #[serde(rename = "Type")]
    kind: String,
    #[serde(default)]
    tags: Vec<Tag>,
}

fn content(text: &str) -> Result<Arc<PolicyDocument>, WireError> {
    text.parse::<PolicyDocument>().map(Arc::new).map_err(|_| {
        let message =
            "The provided policy document does not meet the requirements of the specified policy type.";
        WireError::new("MalformedPolicyDocumentException", 400, message)
    })
}

fn description(text: &str) -> Result<Option<Description>, WireError> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| invalid()) }
}

pub(crate) fn create_policy(
    call: &Invocation<'_>,
    input: CreatePolicyRequest,
) -> Result<PolicyResponse, WireError> {
    call.managed()?;
    let (kind, tags) = (kind(&input.kind)?, tags(input.tags)?);
    let id = (!tags.is_empty()).then(new_id).transpose()?;
    let create = OrganizationCommand::CreateControlPolicy {
        kind,
        name: input.name.clone(),
        description: description(&input.description)?,
        document: content(&input.content)?,
        id: id.clone(),
    };
    let tag = id.map(|id| {
        let resource = OrganizationResource::Policy(id);
        OrganizationCommand::TagResource { resource, tags }
    });
    let by = call.call()?;
    let changes = [create].into_iter().chain(tag).map(|it| Change::in_organization(by.clone(), it));
    let snapshot = call.change_all(&changes.collect::<Vec<_>>())?;
    let organization = organization_in(&snapshot)?;
    let mut policies = organization.policies();
    let made = policies.find(|policy| policy.kind() == kind && *policy.name() == input.name);
    Ok(response(call, organization, made.ok_or_else(unknown)?))
}

/// An id for a policy that is tagged in the transaction that makes it.
fn new_id() -> Result<ControlPolicyId, WireError> {
    let own = uuid::Uuid::new_v4().simple().to_string();
    format!("p-{}", own.get(..8).unwrap_or_default()).parse().map_err(|_| invalid())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PolicyRequest {
    policy_id: String,
}

/// The policy that an id is of: AWS's own are there whether their kind is in force or not.
fn known<'o>(organization: &'o Organization, text: &str) -> Result<&'o Arc<ControlPolicy>, WireError> {
    let Id::Policy(id) = id(text)? else { return Err(invalid()) };
    organization.policy(&id).map_err(|error| refused(&error))
}

/// The same, for what changes it.
fn known_to_change<'o>(
    organization: &'o Organization,
    text: &str,
) -> Result<&'o Arc<ControlPolicy>, WireError> {
    let Id::Policy(id) = id(text)? else { return Err(invalid()) };
    organization.policy(&id).map_err(|_| unknown())
}

fn unknown() -> WireError {
    let message = "We can't find a policy with the PolicyId that you specified.";
    WireError::new("PolicyNotFoundException", 400, message)
}

pub(crate) fn describe_policy(
    call: &Invocation<'_>,
    input: PolicyRequest,
) -> Result<PolicyResponse, WireError> {
    let organization = call.administered()?;
    Ok(response(call, organization, known(organization, &input.policy_id)?))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdatePolicyRequest {
    policy_id: String,
    name: Option<ControlPolicyName>,
    description: Option<String>,
    content: Option<String>,
}

pub(crate) fn update_policy(
    call: &Invocation<'_>,
    input: UpdatePolicyRequest,
) -> Result<PolicyResponse, WireError> {
    let old = known_to_change(call.managed()?, &input.policy_id)?;
    let id = old.id().clone();
    let snapshot = call.change(OrganizationCommand::UpdateControlPolicy {
        id: id.clone(),
        name: input.name.unwrap_or_else(|| old.name().clone()),
        description: match input.description {
            Some(text) => description(&text)?,
            None => old.description().cloned(),
        },
        document: match input.content {
            Some(text) => content(&text)?,
            None => Arc::clone(old.document()),
        },
    })?;
    let organization = organization_in(&snapshot)?;
    Ok(response(call, organization, organization.policy(&id).map_err(|error| refused(&error))?))
}

pub(crate) fn delete_policy(call: &Invocation<'_>, input: PolicyRequest) -> Result<Nothing, WireError> {
    let id = known_to_change(call.managed()?, &input.policy_id)?.id().clone();
    call.change(OrganizationCommand::DeleteControlPolicy { id })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AttachmentRequest {
    policy_id: String,
    target_id: String,
}

/// What a policy is or should be attached to.
fn target(organization: &Organization, text: &str) -> Result<Target, WireError> {
    let missing = || {
        let message = "You specified a target that doesn't exist.";
        WireError::new("TargetNotFoundException", 400, message)
    };
    let id = id(text)?;
    let target = id.target(organization).ok_or_else(missing)?;
    let is_there = match &target {
        Target::Root => true,
        Target::OrganizationalUnit(id) => organization.organizational_unit(id).is_ok(),
        Target::Account(id) => organization.member(id).is_ok(),
    };
    if is_there { Ok(target) } else { Err(missing()) }
}

pub(crate) fn attach_policy(call: &Invocation<'_>, input: AttachmentRequest) -> Result<Nothing, WireError> {
    let organization = call.managed()?;
    let id = known_to_change(organization, &input.policy_id)?.id().clone();
    let target = target(organization, &input.target_id)?;
    call.change(OrganizationCommand::AttachControlPolicy { id, target })?;
    NOTHING
}

pub(crate) fn detach_policy(call: &Invocation<'_>, input: AttachmentRequest) -> Result<Nothing, WireError> {
    let organization = call.managed()?;
    let id = known_to_change(organization, &input.policy_id)?.id().clone();
    let target = target(organization, &input.target_id)?;
    call.change(OrganizationCommand::DetachControlPolicy { id, target })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListPoliciesRequest {
    filter: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListPoliciesResponse {
    policies: Vec<SummaryShape>,
}

/// The kind that a list is of; of a kind that isn't there there are none.
fn filter(text: &str) -> Option<ControlPolicyKind> {
    kind(text).ok()
}

fn summaries<'o>(
    call: &Invocation<'_>,
    organization: &Organization,
    policies: impl Iterator<Item = &'o Arc<ControlPolicy>>,
) -> ListPoliciesResponse {
    let mut policies = policies.collect::<Vec<_>>();
    policies.sort_by_key(|policy| policy.number());
    let policies = policies.into_iter().map(|it| SummaryShape::of(call.caller.partition, organization, it));
    ListPoliciesResponse { policies: policies.collect() }
}

pub(crate) fn list_policies(
    call: &Invocation<'_>,
    input: ListPoliciesRequest,
) -> Result<ListPoliciesResponse, WireError> {
    let organization = call.administered()?;
    let kind = filter(&input.filter);
    let policies = organization.policies().filter(|policy| Some(policy.kind()) == kind);
    Ok(summaries(call, organization, policies))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListPoliciesForTargetRequest {
    target_id: String,
    filter: String,
}

pub(crate) fn list_policies_for_target(
    call: &Invocation<'_>,
    input: ListPoliciesForTargetRequest,
) -> Result<ListPoliciesResponse, WireError> {
    let organization = call.administered()?;
    let target = target(organization, &input.target_id)?;
    let policies = filter(&input.filter).map(|kind| organization.policies_for_target(&target, kind));
    Ok(summaries(call, organization, policies.into_iter().flatten()))
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListTargetsResponse {
    targets: Vec<TargetShape>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct TargetShape {
    target_id: String,
    arn: String,
    name: String,
    #[serde(rename = "Type")]
    kind: &'static str,
}

pub(crate) fn list_targets_for_policy(
    call: &Invocation<'_>,
    input: PolicyRequest,
) -> Result<ListTargetsResponse, WireError> {
    let organization = call.administered()?;
    let policy = known(organization, &input.policy_id)?;
    let targets = organization.targets_for_policy(policy.id()).map(|target| {
        let (target_id, kind) = match target {
            Target::Root => (organization.root().to_string(), "ROOT"),
            Target::OrganizationalUnit(id) => (id.to_string(), "ORGANIZATIONAL_UNIT"),
            Target::Account(id) => (id.to_string(), "ACCOUNT"),
        };
        let arn = target_arn(call.caller.partition, organization, target);
        TargetShape { target_id, arn, name: name_of_target(organization, target), kind }
    });
    Ok(ListTargetsResponse { targets: targets.collect() })
}
