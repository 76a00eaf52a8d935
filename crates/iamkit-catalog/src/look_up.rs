//! What a catalog gives: all of a kind, and one by its id or its name.

use crate::action::Action;
use crate::catalog::Catalog;
use crate::fold;
use crate::id::{ActionId, KeyId, ResourceTypeId, ServiceId};
use crate::key::{ConditionKey, literal_start};
use crate::key_type::KeyTypes;
use crate::layout::{KeyRecord, Part, ResourceRecord, ServiceRecord};
use crate::resource::ResourceType;
use crate::service::Service;
use crate::slot::{read_slot, slot_mark, slot_start};

impl Catalog {
    /// All services, sorted by prefix
    pub fn services(&self) -> impl DoubleEndedIterator<Item = Service<'_>> {
        (0..self.service_count()).filter_map(|id| self.service_by_id(ServiceId::new(id)))
    }

    /// All actions, sorted by service and lower-case name
    pub fn actions(&self) -> impl DoubleEndedIterator<Item = Action<'_>> {
        (0..self.action_count()).filter_map(|id| self.action_by_id(ActionId::new(id)))
    }

    /// All resource types, sorted by service and lower-case name
    pub fn resource_types(&self) -> impl DoubleEndedIterator<Item = ResourceType<'_>> {
        (0..self.resource_type_count()).filter_map(|id| self.resource_type_by_id(ResourceTypeId::new(id)))
    }

    /// All condition keys, sorted by lower-case name
    ///
    /// A name that services give different types stands there once for each.
    pub fn condition_keys(&self) -> impl DoubleEndedIterator<Item = ConditionKey<'_>> {
        (0..self.condition_key_count()).filter_map(|id| self.condition_key_by_id(KeyId::new(id)))
    }

    /// The service of an id
    pub fn service_by_id(&self, id: ServiceId) -> Option<Service<'_>> {
        Service::read(self, id)
    }

    /// The action of an id
    pub fn action_by_id(&self, id: ActionId) -> Option<Action<'_>> {
        Action::read(self, id)
    }

    /// The resource type of an id
    pub fn resource_type_by_id(&self, id: ResourceTypeId) -> Option<ResourceType<'_>> {
        ResourceType::read(self, id)
    }

    /// The condition key of an id
    pub fn condition_key_by_id(&self, id: KeyId) -> Option<ConditionKey<'_>> {
        ConditionKey::read(self, id)
    }

    /// The service of a prefix, in any letter case (S2)
    ///
    /// # Complexity
    /// O(log n) comparisons for n services.
    pub fn service(&self, prefix: &str) -> Option<Service<'_>> {
        let id = partition(self.service_count(), |id| {
            let record: Option<ServiceRecord> = self.tables().record(Part::Services, id);
            record.is_some_and(|record| fold::compare(self.tables().text(record.prefix), prefix).is_lt())
        });
        self.service_by_id(ServiceId::new(id)).filter(|service| service.prefix().eq_ignore_ascii_case(prefix))
    }

    /// The action of `service:Name`, in any letter case (S2)
    ///
    /// Wildcards are not read here: see [`Catalog::actions_matching`].
    ///
    /// # Complexity
    /// O(n) for n bytes of name: one hash, and on average little more than one probe.
    pub fn action(&self, name: &str) -> Option<Action<'_>> {
        let hash = fold::hash(name.as_bytes());
        let slots = self.tables().part(Part::Slots).as_chunks::<4>().0;
        let start = slot_start(hash, slots.len());
        let (before, from) = slots.split_at_checked(start)?;
        for slot in from.iter().chain(before) {
            let (id, mark) = read_slot(u32::from_le_bytes(*slot))?;
            if mark != slot_mark(hash) {
                continue;
            }
            let action = Action::read(self, id).filter(|action| action.is_named(name.as_bytes()));
            if action.is_some() {
                return action;
            }
        }
        None
    }

    /// The resource type of this name within a service, both in any letter case
    ///
    /// # Complexity
    /// O(log n) comparisons for n services and resource types.
    pub fn resource_type(&self, service: &str, name: &str) -> Option<ResourceType<'_>> {
        let range = self.service(service)?.resource_range();
        let offset = partition(range.end - range.start, |offset| {
            let record: Option<ResourceRecord> = self.tables().record(Part::Resources, range.start + offset);
            record.is_some_and(|record| fold::compare(self.tables().text(record.name), name).is_lt())
        });
        self.resource_type_by_id(ResourceTypeId::new(range.start + offset))
            .filter(|found| found.name().eq_ignore_ascii_case(name))
    }

    /// The condition key that a policy names, in any letter case
    ///
    /// `aws:ResourceTag/Team` finds the template `aws:ResourceTag/${TagKey}`; of several templates, the one with the
    /// longest text before its placeholder.
    /// Of the global keys, only those are known that some service lists: `aws:SourceIp` is not among them.
    /// Of several types given to one name, the first in the order of the catalog is found;
    /// [`Service::condition_keys`] has each service's own.
    ///
    /// # Complexity
    /// O(log n) comparisons for n keys; for a template, one short comparison with each template besides.
    pub fn condition_key(&self, name: &str) -> Option<ConditionKey<'_>> {
        let exact = self.first_key_from(name).filter(|key| key.name().eq_ignore_ascii_case(name));
        exact.or_else(|| self.template(name))
    }

    /// The first condition key whose name doesn't come before a text.
    pub(crate) fn first_key_from(&self, text: &str) -> Option<ConditionKey<'_>> {
        let id = partition(self.condition_key_count(), |id| {
            let record: Option<KeyRecord> = self.tables().record(Part::Keys, id);
            record.is_some_and(|record| fold::compare(self.tables().text(record.name), text).is_lt())
        });
        self.condition_key_by_id(KeyId::new(id))
    }

    /// The types of the values of a condition key, in any letter case, over all that services say of the name
    ///
    /// `None` where no service lists it.
    ///
    /// ```
    /// use iamkit_catalog::{Catalog, KeyType};
    ///
    /// let types = Catalog::embedded().types_of_key("identitystore:userid").unwrap();
    /// assert!(types.contains(KeyType::String) && types.contains(KeyType::ArrayOfString));
    /// ```
    ///
    /// # Complexity
    /// As [`Catalog::condition_key`].
    pub fn types_of_key(&self, name: &str) -> Option<KeyTypes> {
        let first = self.condition_key(name)?;
        let same_name = (first.id().get()..self.condition_key_count())
            .map_while(|id| self.condition_key_by_id(KeyId::new(id)))
            .take_while(|key| key.name().eq_ignore_ascii_case(first.name()));
        Some(same_name.flat_map(|key| key.types().iter()).collect())
    }

    fn template(&self, name: &str) -> Option<ConditionKey<'_>> {
        let ids = (0..self.tables().count(Part::Templates))
            .filter_map(|idx| self.tables().u16_at(Part::Templates, idx));
        let templates = ids.filter_map(|id| self.condition_key_by_id(KeyId::new(id.into())));
        let first = name.as_bytes().first().copied().unwrap_or_default();
        let starts = |key: &ConditionKey<'_>| {
            // Most begin with another letter, and to find where a placeholder begins takes longer than to see that.
            let own = key.name().as_bytes().first().copied().unwrap_or_default();
            if !own.eq_ignore_ascii_case(&first) && !matches!(own, b'$' | b'<') {
                return false;
            }
            let start = literal_start(key.name());
            name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
        };
        let length = |key: &ConditionKey<'_>| (literal_start(key.name()).len(), std::cmp::Reverse(key.id()));
        templates.filter(starts).filter(|key| key.matches(name)).max_by_key(length)
    }
}

/// The first of `count` sorted places for which `is_before` does not hold
pub(crate) fn partition(count: u32, is_before: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
