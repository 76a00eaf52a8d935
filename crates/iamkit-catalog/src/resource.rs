//! Resource types: the shapes of the ARNs that an action works on.

use std::fmt;

use crate::arn_template::ArnTemplate;
use crate::catalog::Catalog;
use crate::id::{KeyId, ResourceTypeId, ServiceId};
use crate::key::ConditionKey;
use crate::layout::{Part, ResourceRecord, StrRef};
use crate::service::Service;

/// A resource type of a [`Catalog`]
///
/// # Examples
///
/// ```
/// use iamkit_catalog::Catalog;
///
/// let bucket = Catalog::embedded().resource_type("s3", "bucket").unwrap();
/// let templates: Vec<_> = bucket.arn_templates().map(|template| template.as_str()).collect();
/// assert_eq!(templates, ["arn:${Partition}:s3:::${BucketName}"]);
/// ```
#[derive(Clone, Copy)]
pub struct ResourceType<'a> {
    catalog: &'a Catalog,
    id: ResourceTypeId,
    record: ResourceRecord,
}

crate::id::handle!(ResourceType);

impl<'a> ResourceType<'a> {
    pub(crate) fn read(catalog: &'a Catalog, id: ResourceTypeId) -> Option<Self> {
        let record = catalog.tables().record(Part::Resources, id.get())?;
        Some(Self { catalog, id, record })
    }

    /// The id of the resource type in its catalog
    pub const fn id(&self) -> ResourceTypeId {
        self.id
    }

    /// Its name, unique within the service
    pub fn name(&self) -> &'a str {
        self.catalog.tables().text(self.record.name)
    }

    /// The service whose documentation lists it; its ARN may name another
    pub fn service(&self) -> Option<Service<'a>> {
        Service::read(self.catalog, ServiceId::new(self.record.service.into()))
    }

    /// The forms of its ARN; none where the source has none
    pub fn arn_templates(&self) -> impl Iterator<Item = ArnTemplate<'a>> + use<'a> {
        let tables = self.catalog.tables();
        let arns = tables.list(self.record.arns);
        arns.filter_map(|id| tables.record::<StrRef>(Part::Arns, id.into()))
            .map(|text| ArnTemplate::new(tables.text(text)))
    }

    /// The condition keys that apply to resources of this type, sorted by lower-case name
    pub fn condition_keys(&self) -> impl Iterator<Item = ConditionKey<'a>> + use<'a> {
        let catalog = self.catalog;
        let keys = catalog.tables().list(self.record.keys);
        keys.filter_map(move |id| ConditionKey::read(catalog, KeyId::new(id.into())))
    }
}

impl fmt::Display for ResourceType<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl<'a> Service<'a> {
    /// Its resource types, sorted by lower-case name
    pub fn resource_types(&self) -> impl Iterator<Item = ResourceType<'a>> + use<'a> {
        let catalog = self.catalog();
        self.resource_range().filter_map(move |id| ResourceType::read(catalog, ResourceTypeId::new(id)))
    }
}
