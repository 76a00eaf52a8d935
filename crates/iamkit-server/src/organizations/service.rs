//! Services that are trusted, and accounts that administer them for the organisation.

use std::collections::BTreeMap;

use iamkit_store::{OrganizationCommand, ServicePrincipalName};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::account::AccountShape;
use super::context::{UNKNOWN_SERVICE, account_id, refused};
use crate::invocation::Invocation;
use crate::operation::{NOTHING, Nothing};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ServiceRequest {
    service_principal: String,
}

/// A service that integrates with Organizations, as far as its name tells: that of a service that there is.
fn service(text: &str) -> Result<ServicePrincipalName, WireError> {
    let unknown = || WireError::new("InvalidInputException", 400, UNKNOWN_SERVICE);
    let name = text.parse().map_err(|_| unknown())?;
    let label = text.strip_suffix(".amazonaws.com").unwrap_or_default();
    let is_known =
        |label: &str| iamkit_catalog::Catalog::embedded().service(label).is_some() || is_named(label);
    // A name such as `member.org.stacksets.cloudformation` ends with the service's.
    if label.split('.').any(is_known) { Ok(name) } else { Err(unknown()) }
}

/// Services whose principals have other names than their actions.
fn is_named(label: &str) -> bool {
    const NAMED: [&str; 10] = [
        "account",
        "cloudtrail",
        "config-multiaccountsetup",
        "fms",
        "guardduty",
        "license-management",
        "malware-protection",
        "reporting",
        "storage-lens",
        "tagpolicies",
    ];
    NAMED.contains(&label)
}

pub(crate) fn enable_aws_service_access(
    call: &Invocation<'_>,
    input: ServiceRequest,
) -> Result<Nothing, WireError> {
    call.managed()?;
    let service = service(&input.service_principal)?;
    call.change(OrganizationCommand::EnableServiceAccess { service })?;
    NOTHING
}

pub(crate) fn disable_aws_service_access(
    call: &Invocation<'_>,
    input: ServiceRequest,
) -> Result<Nothing, WireError> {
    call.managed()?;
    let service = service(&input.service_principal)?;
    call.change(OrganizationCommand::DisableServiceAccess { service })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
pub(crate) struct ListServicesRequest {}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListServicesResponse {
    enabled_service_principals: Vec<EnabledService>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct EnabledService {
    service_principal: String,
    date_enabled: String,
}

pub(crate) fn list_aws_service_access_for_organization(
    call: &Invocation<'_>,
    _input: ListServicesRequest,
) -> Result<ListServicesResponse, WireError> {
    let services = call.administered()?.trusted_services().map(|(service, since)| EnabledService {
        service_principal: service.to_string(),
        date_enabled: since.to_string(),
    });
    Ok(ListServicesResponse { enabled_service_principals: services.collect() })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DelegationRequest {
    account_id: String,
    service_principal: String,
}

pub(crate) fn register_delegated_administrator(
    call: &Invocation<'_>,
    input: DelegationRequest,
) -> Result<Nothing, WireError> {
    call.managed()?;
    let (account, service) = (account_id(&input.account_id)?, service(&input.service_principal)?);
    call.change(OrganizationCommand::RegisterDelegatedAdministrator { account, service })?;
    NOTHING
}

pub(crate) fn deregister_delegated_administrator(
    call: &Invocation<'_>,
    input: DelegationRequest,
) -> Result<Nothing, WireError> {
    call.managed()?;
    let (account, service) = (account_id(&input.account_id)?, service(&input.service_principal)?);
    call.change(OrganizationCommand::DeregisterDelegatedAdministrator { account, service })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListAdministratorsRequest {
    service_principal: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListAdministratorsResponse {
    delegated_administrators: Vec<AdministratorShape>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct AdministratorShape {
    #[serde(flatten)]
    account: AccountShape,
    delegation_enabled_date: String,
}

pub(crate) fn list_delegated_administrators(
    call: &Invocation<'_>,
    input: ListAdministratorsRequest,
) -> Result<ListAdministratorsResponse, WireError> {
    let organization = call.administered()?;
    let wanted = input.service_principal.as_deref().map(service).transpose()?;
    let delegated = organization.delegated_administrators();
    let delegated =
        delegated.filter(|(_, service, _)| wanted.as_ref().is_none_or(|wanted| wanted == *service));
    // One entry an account, whatever it administers: since the first of it.
    let mut since = BTreeMap::new();
    for (account, _, date) in delegated {
        let first = since.entry(account).or_insert(date);
        *first = date.min(*first);
    }
    let shape = |(account, date): (&iamkit_store::AccountId, iamkit_store::Timestamp)| {
        let member = organization.member(account).map_err(|error| refused(&error))?;
        let account = AccountShape::of(call.caller.partition, organization, member);
        Ok(AdministratorShape { account, delegation_enabled_date: date.to_string() })
    };
    let delegated_administrators = since.into_iter().map(shape).collect::<Result<_, WireError>>()?;
    Ok(ListAdministratorsResponse { delegated_administrators })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DelegatedServicesRequest {
    account_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DelegatedServicesResponse {
    delegated_services: Vec<DelegatedService>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct DelegatedService {
    service_principal: String,
    delegation_enabled_date: String,
}

pub(crate) fn list_delegated_services_for_account(
    call: &Invocation<'_>,
    input: DelegatedServicesRequest,
) -> Result<DelegatedServicesResponse, WireError> {
    let organization = call.administered()?;
    let account = account_id(&input.account_id)?;
    organization.member(&account).map_err(|error| refused(&error))?;
    let services = organization.delegated_administrators().filter(|(of, ..)| **of == account);
    let services = services.map(|(_, service, since)| DelegatedService {
        service_principal: service.to_string(),
        delegation_enabled_date: since.to_string(),
    });
    let delegated_services = services.collect::<Vec<_>>();
    if delegated_services.is_empty() {
        return Err(refused(&iamkit_store::OrganizationError::AccountNotRegistered(account)));
    }
    Ok(DelegatedServicesResponse { delegated_services })
}
