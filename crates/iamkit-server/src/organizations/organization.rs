//! The organisation itself, its root, and the kinds of policies that are in force.

use iamkit_store::{
    Change, ControlPolicyKind, Operation, Organization, OrganizationCommand, OrganizationError, Partition,
    Target,
};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::account::{email_of, name_of};
use super::context::{organization_in, refused};
use super::ids::{organization_arn, target_arn};
use crate::invocation::Invocation;
use crate::letters;
use crate::operation::{NOTHING, Nothing};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateRequest {
    feature_set: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct EmptyRequest {}

/// An answer that is the organisation
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct OrganizationResponse {
    organization: OrganizationShape,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct OrganizationShape {
    id: String,
    arn: String,
    feature_set: &'static str,
    master_account_arn: String,
    master_account_id: String,
    master_account_email: String,
    available_policy_types: Vec<PolicyTypeShape>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyTypeShape {
    #[serde(rename = "Type")]
    kind: &'static str,
    status: &'static str,
}

impl PolicyTypeShape {
    fn enabled(kind: ControlPolicyKind) -> Self {
        Self { kind: kind.as_str(), status: "ENABLED" }
    }
}

fn shape(partition: Partition, organization: &Organization) -> OrganizationResponse {
    let manager = organization.management_account();
    OrganizationResponse {
        organization: OrganizationShape {
            id: organization.id().to_string(),
            arn: organization_arn(partition, organization),
            feature_set: "ALL",
            master_account_arn: target_arn(partition, organization, &Target::Account(manager.clone())),
            master_account_id: manager.to_string(),
            master_account_email: email_of(organization, manager),
            // The member is deprecated, and says this of every organisation.
            available_policy_types: vec![PolicyTypeShape::enabled(ControlPolicyKind::ServiceControlPolicy)],
        },
    }
}

/// With all features, as there are no others here, and so with service control policies in force.
pub(crate) fn create_organization(
    call: &Invocation<'_>,
    input: CreateRequest,
) -> Result<OrganizationResponse, WireError> {
    if input.feature_set.as_deref() == Some("CONSOLIDATED_BILLING") {
        let message = "Organizations for consolidated billing alone are not supported here.";
        return Err(WireError::new("InvalidInputException", 400, message));
    }
    let account = call.account_id();
    if call.snapshot().organization().is_some_and(|it| it.member(account).is_err()) {
        let message = "There is an organisation of another account here already, and there is one at most.";
        return Err(WireError::new("ConstraintViolationException", 400, message));
    }
    let made = format!("{account} {}", call.time);
    let own = letters::id("", &Sha256::digest(made), 14).to_ascii_lowercase();
    let (organization, root) = own.split_at_checked(10).unwrap_or((&own, ""));
    let failure = |_| WireError::new("ServiceException", 400, "The organisation's ids can't be made");
    let create = OrganizationCommand::CreateOrganization {
        id: format!("o-{organization}").parse().map_err(failure)?,
        root: format!("r-{root}").parse().map_err(failure)?,
        management_account: account.clone(),
    };
    let enable = OrganizationCommand::EnablePolicyType { kind: ControlPolicyKind::ServiceControlPolicy };
    let by = call.call()?;
    let changes = [create, enable].map(|command| Change::in_organization(by.clone(), command));
    let snapshot = call.change_all(&changes)?;
    Ok(shape(call.caller.partition, organization_in(&snapshot)?))
}

pub(crate) fn describe_organization(
    call: &Invocation<'_>,
    _input: EmptyRequest,
) -> Result<OrganizationResponse, WireError> {
    Ok(shape(call.caller.partition, call.organization()?))
}

pub(crate) fn delete_organization(call: &Invocation<'_>, _input: EmptyRequest) -> Result<Nothing, WireError> {
    let organization = call.managed()?;
    let has_policies = organization.policies().any(|policy| !policy.is_aws_managed());
    if 1 < organization.members().len() || organization.organizational_units().len() != 0 || has_policies {
        return Err(refused(&OrganizationError::OrganizationNotEmpty));
    }
    call.change_all(&[Change { call: call.call()?, operation: Operation::RemoveOrganization }])?;
    NOTHING
}

pub(crate) fn leave_organization(call: &Invocation<'_>, _input: EmptyRequest) -> Result<Nothing, WireError> {
    call.organization()?;
    let account = call.account_id().clone();
    call.change(OrganizationCommand::RemoveAccountFromOrganization { account })?;
    NOTHING
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListRootsResponse {
    roots: Vec<RootShape>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct RootShape {
    id: String,
    arn: String,
    name: &'static str,
    policy_types: Vec<PolicyTypeShape>,
}

impl RootShape {
    fn of(partition: Partition, organization: &Organization) -> Self {
        Self {
            id: organization.root().to_string(),
            arn: target_arn(partition, organization, &Target::Root),
            name: "Root",
            policy_types: organization.enabled_policy_types().map(PolicyTypeShape::enabled).collect(),
        }
    }
}

pub(crate) fn list_roots(
    call: &Invocation<'_>,
    _input: EmptyRequest,
) -> Result<ListRootsResponse, WireError> {
    let root = RootShape::of(call.caller.partition, call.administered()?);
    Ok(ListRootsResponse { roots: vec![root] })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PolicyTypeRequest {
    root_id: String,
    policy_type: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RootResponse {
    root: RootShape,
}

/// A kind of policies that is there; the others can't be had by any organisation here.
pub(super) fn kind(text: &str) -> Result<ControlPolicyKind, WireError> {
    text.parse().map_err(|_| {
        let message = format!("Policies of the type {text} are not supported here.");
        WireError::new("PolicyTypeNotAvailableForOrganizationException", 400, message)
    })
}

fn ensure_root(organization: &Organization, id: &str) -> Result<(), WireError> {
    if organization.root().as_str() == id {
        return Ok(());
    }
    Err(WireError::new("RootNotFoundException", 400, "You specified a root that doesn't exist."))
}

pub(crate) fn enable_policy_type(
    call: &Invocation<'_>,
    input: PolicyTypeRequest,
) -> Result<RootResponse, WireError> {
    ensure_root(call.managed()?, &input.root_id)?;
    let kind = kind(&input.policy_type)?;
    let snapshot = call.change(OrganizationCommand::EnablePolicyType { kind })?;
    Ok(RootResponse { root: RootShape::of(call.caller.partition, organization_in(&snapshot)?) })
}

pub(crate) fn disable_policy_type(
    call: &Invocation<'_>,
    input: PolicyTypeRequest,
) -> Result<RootResponse, WireError> {
    let organization = call.managed()?;
    ensure_root(organization, &input.root_id)?;
    let kind = kind(&input.policy_type)?;
    let snapshot = call.change(OrganizationCommand::DisablePolicyType { kind })?;
    Ok(RootResponse { root: RootShape::of(call.caller.partition, organization_in(&snapshot)?) })
}

/// The name that something in an organisation shows.
pub(super) fn name_of_target(organization: &Organization, target: &Target) -> String {
    match target {
        Target::Root => "Root".to_owned(),
        Target::OrganizationalUnit(id) => {
            organization.organizational_unit(id).map(|unit| unit.name().to_string()).unwrap_or_default()
        }
        Target::Account(id) => name_of(organization, id),
    }
}
