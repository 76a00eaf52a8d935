//! Actions: what a policy permits, with everything the catalog tells about each.
//!
//! Names are compared without regard to ASCII letter case (S2) and written as AWS spells them.

use std::collections::BTreeSet;
use std::fmt;

use crate::access::AccessLevels;
use crate::catalog::Catalog;
use crate::fold;
use crate::id::{ActionId, KeyId, ResourceTypeId, ServiceId};
use crate::key::ConditionKey;
use crate::layout::{ActionRecord, DependentRecord, NO_ACTION, PERMISSION_ONLY, Part, ServiceRecord};
use crate::resource::ResourceType;
use crate::service::Service;
use crate::tables::List;

/// An action of a [`Catalog`]
///
/// Printed, it is `service:Name`.
///
/// # Examples
///
/// ```
/// use iamkit_catalog::{AccessLevel, Catalog};
///
/// let action = Catalog::embedded().action("S3:getobject").unwrap();
/// assert_eq!(action.to_string(), "s3:GetObject");
/// assert!(action.access_levels().contains(AccessLevel::Read));
/// assert!(action.resource_types().any(|used| used.resource_type().name() == "object"));
/// assert!(!action.is_wildcard_only());
/// ```
#[derive(Clone, Copy)]
pub struct Action<'a> {
    catalog: &'a Catalog,
    id: ActionId,
    record: ActionRecord,
}

crate::id::handle!(Action);

impl<'a> Action<'a> {
    #[inline]
    pub(crate) fn read(catalog: &'a Catalog, id: ActionId) -> Option<Self> {
        let record = catalog.tables().record(Part::Actions, id.get())?;
        Some(Self { catalog, id, record })
    }

    /// The id of the action in its catalog
    pub const fn id(&self) -> ActionId {
        self.id
    }

    /// The name after the colon
    pub fn name(&self) -> &'a str {
        self.catalog.tables().text(self.record.name)
    }

    /// The prefix before the colon
    pub fn service_prefix(&self) -> &'a str {
        let tables = self.catalog.tables();
        let service: Option<ServiceRecord> = tables.record(Part::Services, self.record.service.into());
        service.map_or("", |service| tables.text(service.prefix))
    }

    /// The service it belongs to; there is one in every catalog that the encoder wrote
    pub fn service(&self) -> Option<Service<'a>> {
        Service::read(self.catalog, ServiceId::new(self.record.service.into()))
    }

    /// What it does to its resource
    pub const fn access_levels(&self) -> AccessLevels {
        self.record.access
    }

    /// Whether it is used in policies only and is no API operation
    ///
    /// `false` also where the source does not tell: only a part of the sources has this flag.
    pub const fn is_permission_only(&self) -> bool {
        self.record.flags & PERMISSION_ONLY != 0
    }

    /// Whether the reference lists no resource type for it, which doesn't say that it is about `*` (S25)
    ///
    /// What its requests are about, where that is known, tells [`Action::evaluated`].
    pub fn is_wildcard_only(&self) -> bool {
        self.catalog.tables().list(self.record.resources).is_empty()
    }

    /// The resource types it works on, sorted by lower-case name
    pub fn resource_types(&self) -> impl Iterator<Item = ResourceUse<'a>> + use<'a> {
        ResourceUses { catalog: self.catalog, items: self.catalog.tables().list(self.record.resources) }
    }

    /// The condition keys of the action itself, whichever resource it works on, sorted by lower-case name
    pub fn own_condition_keys(&self) -> impl Iterator<Item = ConditionKey<'a>> + use<'a> {
        keys(self.catalog, self.record.keys)
    }

    /// The condition keys it takes: its own, those with one of its resource types, and those of these types
    ///
    /// Each stands there once, sorted by lower-case name.
    /// Global keys such as `aws:SourceIp` apply to every action and are not among them unless AWS lists them.
    ///
    /// # Complexity
    /// O(k log k) for k keys over all resource types.
    pub fn condition_keys(&self) -> impl Iterator<Item = ConditionKey<'a>> + use<'a> {
        let mut ids: BTreeSet<KeyId> = self.own_condition_keys().map(|key| key.id()).collect();
        for used in self.resource_types() {
            ids.extend(used.condition_keys().map(|key| key.id()));
            ids.extend(used.resource_type().condition_keys().map(|key| key.id()));
        }
        let catalog = self.catalog;
        ids.into_iter().filter_map(move |id| ConditionKey::read(catalog, id))
    }

    /// The actions whose permission is needed besides this one, sorted by lower-case name
    pub fn dependent_actions(&self) -> impl Iterator<Item = DependentAction<'a>> + use<'a> {
        let catalog = self.catalog;
        let dependents = catalog.tables().list(self.record.dependents);
        dependents.filter_map(move |id| {
            let record = catalog.tables().record(Part::Dependents, id.into())?;
            Some(DependentAction { catalog, record })
        })
    }

    /// Whether this is the action of the given `service:Name`, in any letter case
    #[inline]
    pub(crate) fn is_named(&self, text: &[u8]) -> bool {
        let tables = self.catalog.tables();
        let service: Option<ServiceRecord> = tables.record(Part::Services, self.record.service.into());
        let prefix = service.map_or(&[][..], |service| tables.text_bytes(service.prefix));
        let halves = text.split_at_checked(prefix.len());
        halves.is_some_and(|(start, rest)| match rest.split_first() {
            Some((b':', rest)) => {
                fold::is_equal(rest, tables.text_bytes(self.record.name)) && fold::is_equal(start, prefix)
            }
            _ => false,
        })
    }
}

impl fmt::Display for Action<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service_prefix(), self.name())
    }
}

impl<'a> Service<'a> {
    /// Its actions, sorted by lower-case name
    pub fn actions(&self) -> impl Iterator<Item = Action<'a>> + use<'a> {
        let catalog = self.catalog();
        self.action_range().filter_map(move |id| Action::read(catalog, ActionId::new(id)))
    }
}

/// A resource type as one action uses it
///
/// # Examples
///
/// ```
/// use iamkit_catalog::Catalog;
///
/// let action = Catalog::embedded().action("ses:CreateConfigurationSet").unwrap();
/// let required: Vec<_> = action
///     .resource_types()
///     .filter(|used| used.is_required() == Some(true))
///     .map(|used| used.resource_type().name())
///     .collect();
/// assert_eq!(required, ["configuration-set"]);
/// ```
#[derive(Clone, Copy)]
pub struct ResourceUse<'a> {
    resource_type: ResourceType<'a>,
    catalog: &'a Catalog,
    flags: u16,
    keys: u16,
}

/// [`ResourceUse`] in the stored form: is the flag known, and is it set?
pub(crate) const REQUIRED_KNOWN: u16 = 1;
/// [`ResourceUse`] in the stored form: the action needs a resource of the type.
pub(crate) const REQUIRED: u16 = 2;

impl<'a> ResourceUse<'a> {
    /// The resource type
    pub const fn resource_type(&self) -> ResourceType<'a> {
        self.resource_type
    }

    /// Whether the action needs a resource of this type; nothing where the source does not tell
    pub fn is_required(&self) -> Option<bool> {
        (self.flags & REQUIRED_KNOWN != 0).then_some(self.flags & REQUIRED != 0)
    }

    /// The condition keys that the action takes with a resource of this type, sorted by lower-case name
    pub fn condition_keys(&self) -> impl Iterator<Item = ConditionKey<'a>> + use<'a> {
        keys(self.catalog, self.keys)
    }
}

impl fmt::Debug for ResourceUse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResourceUse")
            .field("resource_type", &self.resource_type)
            .field("is_required", &self.is_required())
            .finish_non_exhaustive()
    }
}

/// Reads triples of resource type, flags and list of keys
struct ResourceUses<'a> {
    catalog: &'a Catalog,
    items: List<'a>,
}

impl<'a> Iterator for ResourceUses<'a> {
    type Item = ResourceUse<'a>;

    fn next(&mut self) -> Option<ResourceUse<'a>> {
        let (id, flags, keys) = (self.items.next()?, self.items.next()?, self.items.next()?);
        let resource_type = ResourceType::read(self.catalog, ResourceTypeId::new(id.into()))?;
        Some(ResourceUse { resource_type, catalog: self.catalog, flags, keys })
    }
}

/// An action whose permission another action needs besides its own
///
/// # Examples
///
/// ```
/// use iamkit_catalog::Catalog;
///
/// let action = Catalog::embedded().action("ec2:RunInstances").unwrap();
/// assert!(action.dependent_actions().any(|dependent| dependent.name() == "iam:PassRole"));
/// ```
#[derive(Clone, Copy)]
pub struct DependentAction<'a> {
    catalog: &'a Catalog,
    record: DependentRecord,
}

impl<'a> DependentAction<'a> {
    /// The name as the source writes it, `service:Name`
    pub fn name(&self) -> &'a str {
        self.catalog.tables().text(self.record.name)
    }

    /// The action of this name, if the catalog has it
    pub fn action(&self) -> Option<Action<'a>> {
        let id = (self.record.action != NO_ACTION).then_some(self.record.action)?;
        Action::read(self.catalog, ActionId::new(id.into()))
    }
}

impl fmt::Debug for DependentAction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DependentAction({})", self.name())
    }
}

fn keys(catalog: &Catalog, list: u16) -> impl Iterator<Item = ConditionKey<'_>> {
    let keys = catalog.tables().list(list);
    keys.filter_map(move |id| ConditionKey::read(catalog, KeyId::new(id.into())))
}
