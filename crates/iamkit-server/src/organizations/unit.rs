//! Organisational units.

use std::sync::Arc;

use iamkit_store::{
    Change, Organization, OrganizationCommand, OrganizationError, OrganizationResource, OrganizationalUnit,
    OrganizationalUnitId, OrganizationalUnitName, Parent, Partition, Target,
};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use super::context::{invalid, organization_in, parent, refused};
use super::ids::target_arn;
use crate::invocation::Invocation;
use crate::listing::{Tag, tags};
use crate::operation::{NOTHING, Nothing};

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UnitShape {
    id: String,
    arn: String,
    name: String,
}

impl UnitShape {
    fn of(partition: Partition, organization: &Organization, unit: &OrganizationalUnit) -> Self {
        Self {
            id: unit.id().to_string(),
            arn: target_arn(partition, organization, &Target::OrganizationalUnit(unit.id().clone())),
            name: unit.name().to_string(),
        }
    }
}

/// An answer that is a unit
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UnitResponse {
    organizational_unit: UnitShape,
}

fn response(
    call: &Invocation<'_>,
    organization: &Organization,
    unit: Option<&Arc<OrganizationalUnit>>,
) -> Result<UnitResponse, WireError> {
    let missing = || WireError::new("ServiceException", 400, "The unit can't be found");
    let unit = UnitShape::of(call.caller.partition, organization, unit.ok_or_else(missing)?);
    Ok(UnitResponse { organizational_unit: unit })
}

/// The units directly below a root or unit, in the order in which they were made.
pub(super) fn units_in<'o>(
    organization: &'o Organization,
    parent: &Parent,
) -> Vec<&'o Arc<OrganizationalUnit>> {
    let mut units =
        organization.organizational_units().filter(|unit| unit.parent() == parent).collect::<Vec<_>>();
    units.sort_by_key(|unit| unit.number());
    units
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CreateUnitRequest {
    parent_id: String,
    name: OrganizationalUnitName,
    #[serde(default)]
    tags: Vec<Tag>,
}

pub(crate) fn create_organizational_unit(
    call: &Invocation<'_>,
    input: CreateUnitRequest,
) -> Result<UnitResponse, WireError> {
    let organization = call.managed()?;
    let parent = parent(organization, &input.parent_id)?;
    let tags = tags(input.tags)?;
    let id = (!tags.is_empty()).then(|| new_id(organization)).transpose()?;
    let (within, name) = (parent.clone(), input.name.clone());
    let create = OrganizationCommand::CreateOrganizationalUnit { parent: within, name, id: id.clone() };
    let tag = id.map(|id| {
        let resource = OrganizationResource::Target(Target::OrganizationalUnit(id));
        OrganizationCommand::TagResource { resource, tags }
    });
    let by = call.call()?;
    let changes = [create].into_iter().chain(tag).map(|it| Change::in_organization(by.clone(), it));
    let snapshot = call.change_all(&changes.collect::<Vec<_>>())?;
    let organization = organization_in(&snapshot)?;
    let units = units_in(organization, &parent);
    response(call, organization, units.into_iter().find(|unit| *unit.name() == input.name))
}

/// An id for a unit that is tagged in the transaction that makes it.
fn new_id(organization: &Organization) -> Result<OrganizationalUnitId, WireError> {
    let root = organization.root().as_str().trim_start_matches("r-");
    let own = uuid::Uuid::new_v4().simple().to_string();
    let own = own.get(..8).unwrap_or_default();
    format!("ou-{root}-{own}").parse().map_err(|_| invalid())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UnitRequest {
    organizational_unit_id: String,
}

/// The unit that an id is of.
fn known<'o>(organization: &'o Organization, text: &str) -> Result<&'o Arc<OrganizationalUnit>, WireError> {
    let missing = || {
        let message = "You specified an organizational unit that doesn't exist.";
        WireError::new("OrganizationalUnitNotFoundException", 400, message)
    };
    let id = text.parse().map_err(|_| missing())?;
    organization.organizational_unit(&id).map_err(|error: OrganizationError| refused(&error))
}

pub(crate) fn describe_organizational_unit(
    call: &Invocation<'_>,
    input: UnitRequest,
) -> Result<UnitResponse, WireError> {
    let organization = call.administered()?;
    response(call, organization, Some(known(organization, &input.organizational_unit_id)?))
}

pub(crate) fn delete_organizational_unit(
    call: &Invocation<'_>,
    input: UnitRequest,
) -> Result<Nothing, WireError> {
    let id = known(call.managed()?, &input.organizational_unit_id)?.id().clone();
    call.change(OrganizationCommand::DeleteOrganizationalUnit { id })?;
    NOTHING
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UpdateUnitRequest {
    organizational_unit_id: String,
    name: Option<OrganizationalUnitName>,
}

pub(crate) fn update_organizational_unit(
    call: &Invocation<'_>,
    input: UpdateUnitRequest,
) -> Result<UnitResponse, WireError> {
    let organization = call.managed()?;
    let unit = known(organization, &input.organizational_unit_id)?;
    let Some(name) = input.name else { return response(call, organization, Some(unit)) };
    // The unit's own name is taken, too.
    if *unit.name() == name {
        return Err(refused(&OrganizationError::DuplicateOrganizationalUnit(name)));
    }
    let id = unit.id().clone();
    let snapshot = call.change(OrganizationCommand::UpdateOrganizationalUnit { id: id.clone(), name })?;
    let organization = organization_in(&snapshot)?;
    response(call, organization, organization.organizational_unit(&id).ok())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListUnitsRequest {
    parent_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListUnitsResponse {
    organizational_units: Vec<UnitShape>,
}

pub(crate) fn list_organizational_units_for_parent(
    call: &Invocation<'_>,
    input: ListUnitsRequest,
) -> Result<ListUnitsResponse, WireError> {
    let organization = call.administered()?;
    let parent = parent(organization, &input.parent_id)?;
    let units = units_in(organization, &parent).into_iter();
    let units = units.map(|unit| UnitShape::of(call.caller.partition, organization, unit));
    Ok(ListUnitsResponse { organizational_units: units.collect() })
}
