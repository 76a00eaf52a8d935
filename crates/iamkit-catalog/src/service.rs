//! Services: a prefix, and what belongs to it.

use std::fmt;
use std::ops::Range;

use crate::catalog::Catalog;
use crate::id::{KeyId, ServiceId};
use crate::key::ConditionKey;
use crate::layout::{Part, RESOURCE_CONTROL, ServiceRecord};

/// A service of a [`Catalog`]
///
/// # Examples
///
/// ```
/// use iamkit_catalog::Catalog;
///
/// let workmail = Catalog::embedded().service("WorkMail").unwrap();
/// assert_eq!(workmail.prefix(), "workmail");
/// assert_eq!(workmail.title(), "Amazon WorkMail");
/// assert!(workmail.actions().any(|action| action.name() == "DescribeOrganization"));
/// ```
#[derive(Clone, Copy)]
pub struct Service<'a> {
    catalog: &'a Catalog,
    id: ServiceId,
    record: ServiceRecord,
}

crate::id::handle!(Service);

impl<'a> Service<'a> {
    pub(crate) fn read(catalog: &'a Catalog, id: ServiceId) -> Option<Self> {
        let record = catalog.tables().record(Part::Services, id.get())?;
        Some(Self { catalog, id, record })
    }

    /// The catalog it is of
    pub(crate) const fn catalog(&self) -> &'a Catalog {
        self.catalog
    }

    /// The id of the service in its catalog
    pub const fn id(&self) -> ServiceId {
        self.id
    }

    /// What stands before the colon of its actions, in lower case
    pub fn prefix(&self) -> &'a str {
        self.catalog.tables().text(self.record.prefix)
    }

    /// The name for people, or the empty text where the source has none
    pub fn title(&self) -> &'a str {
        self.catalog.tables().text(self.record.title)
    }

    /// The condition keys that its documentation lists, `aws:` keys among them, sorted by lower-case name
    pub fn condition_keys(&self) -> impl Iterator<Item = ConditionKey<'a>> + use<'a> {
        let catalog = self.catalog;
        let keys = catalog.tables().list(self.record.keys);
        keys.filter_map(move |id| ConditionKey::read(catalog, KeyId::new(id.into())))
    }

    /// Whether resource control policies apply to it, as far as the source tells
    pub const fn supports_resource_control_policies(&self) -> bool {
        self.record.flags & RESOURCE_CONTROL != 0
    }

    pub(crate) fn action_range(&self) -> Range<u32> {
        let count = self.catalog.action_count();
        let next = self.next_record().map_or(count, |next| next.first_action.min(count));
        self.record.first_action.min(next)..next
    }

    pub(crate) fn resource_range(&self) -> Range<u32> {
        let count = self.catalog.resource_type_count();
        let next = self.next_record().map_or(count, |next| next.first_resource.min(count));
        self.record.first_resource.min(next)..next
    }

    fn next_record(&self) -> Option<ServiceRecord> {
        self.catalog.tables().record(Part::Services, self.id.get().checked_add(1)?)
    }
}

impl fmt::Display for Service<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.prefix())
    }
}
