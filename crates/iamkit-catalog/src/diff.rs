//! What changed between two catalogs, service by service.
//!
//! Names are compared without regard to letter case; an action that only changed its spelling did not change.
//! Dependent actions and titles are not compared: sources differ in whether they have them at all.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::AccessLevels;
use crate::action::Action;
use crate::arn_template::ArnTemplate;
use crate::catalog::Catalog;
use crate::service::Service;

/// What a service has gained, lost and changed
///
/// Names are spelt as in the newer catalog, those that are gone as in the older.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "camelCase", deny_unknown_fields)
)]
pub struct ServiceChange {
    /// The prefix of the service
    pub prefix: String,
    /// Whether the service itself is new, gone or in both
    pub presence: ChangePresence,
    /// Actions that only the newer catalog has
    pub added_actions: Vec<String>,
    /// Actions that only the older catalog has
    pub removed_actions: Vec<String>,
    /// Actions that both have, with what differs
    pub changed_actions: Vec<ActionChange>,
    /// Resource types that only the newer catalog has
    pub added_resource_types: Vec<String>,
    /// Resource types that only the older catalog has
    pub removed_resource_types: Vec<String>,
    /// Resource types that both have with other ARN templates or condition keys
    pub changed_resource_types: Vec<String>,
    /// Condition keys that only the newer catalog lists
    pub added_condition_keys: Vec<String>,
    /// Condition keys that only the older catalog lists
    pub removed_condition_keys: Vec<String>,
    /// Condition keys that both list with other types
    pub changed_condition_keys: Vec<String>,
}

/// In which of two catalogs something is
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
pub enum ChangePresence {
    /// In both
    #[default]
    Both,
    /// In the newer one only
    Added,
    /// In the older one only
    Removed,
}

/// An action that differs between two catalogs
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "camelCase", deny_unknown_fields)
)]
pub struct ActionChange {
    /// Its name without the service
    pub name: String,
    /// Its access levels in the older and in the newer catalog
    pub access_levels: (AccessLevels, AccessLevels),
    /// Resource types that it takes only in the newer catalog
    pub added_resource_types: Vec<String>,
    /// Resource types that it took only in the older catalog
    pub removed_resource_types: Vec<String>,
    /// Condition keys that it takes only in the newer catalog
    pub added_condition_keys: Vec<String>,
    /// Condition keys that it took only in the older catalog
    pub removed_condition_keys: Vec<String>,
}

/// What changed from an older to a newer catalog, sorted by service; services without a change are left out
///
/// # Complexity
/// O(n log n) for n actions and their keys in both.
///
/// # Examples
///
/// ```
/// use iamkit_catalog::encode::{ActionEntry, CatalogEntries, ServiceEntry, encode};
/// use iamkit_catalog::{Catalog, diff};
///
/// let with = |names: &[&str]| {
///     let actions = names.iter().map(|name| ActionEntry { name: (*name).into(), ..Default::default() }).collect();
///     let services = vec![ServiceEntry { prefix: "demo".into(), actions, ..Default::default() }];
///     Catalog::from_bytes(encode(&CatalogEntries { services, ..Default::default() }).unwrap()).unwrap()
/// };
/// let changes = diff::changes(&with(&["Get"]), &with(&["Get", "Put"]));
/// assert_eq!(changes[0].added_actions, ["Put"]);
/// ```
pub fn changes(old: &Catalog, new: &Catalog) -> Vec<ServiceChange> {
    let prefixes: BTreeSet<&str> =
        old.services().chain(new.services()).map(|service| service.prefix()).collect();
    let change = |prefix: &str| service_change(prefix, old.service(prefix), new.service(prefix));
    prefixes.into_iter().map(change).filter(|change| !is_empty(change)).collect()
}

fn service_change(prefix: &str, old: Option<Service<'_>>, new: Option<Service<'_>>) -> ServiceChange {
    let actions = Sides::new(old, new, |it| it.actions().map(|it| (it.name(), it)).collect());
    let resource_types = Sides::new(old, new, |it| {
        let types = it.resource_types();
        types
            .map(|it| {
                (
                    it.name(),
                    (
                        names(it.arn_templates().map(ArnTemplate::as_str)),
                        names(it.condition_keys().map(|it| it.name())),
                    ),
                )
            })
            .collect()
    });
    let keys = Sides::new(old, new, |it| it.condition_keys().map(|it| (it.name(), it.types())).collect());
    ServiceChange {
        prefix: prefix.to_owned(),
        presence: match (old, new) {
            (None, _) => ChangePresence::Added,
            (_, None) => ChangePresence::Removed,
            _ => ChangePresence::Both,
        },
        changed_actions: actions
            .both()
            .filter_map(|(name, old, new)| action_change(name, old, new))
            .collect(),
        added_actions: actions.added(),
        removed_actions: actions.removed(),
        added_resource_types: resource_types.added(),
        removed_resource_types: resource_types.removed(),
        changed_resource_types: resource_types.changed(),
        added_condition_keys: keys.added(),
        removed_condition_keys: keys.removed(),
        changed_condition_keys: keys.changed(),
    }
}

fn is_empty(change: &ServiceChange) -> bool {
    *change == ServiceChange { prefix: change.prefix.clone(), ..ServiceChange::default() }
}

fn action_change(name: &str, old: &Action<'_>, new: &Action<'_>) -> Option<ActionChange> {
    let resource_types = Sides::new(Some(*old), Some(*new), |action| {
        action.resource_types().map(|used| (used.resource_type().name(), ())).collect()
    });
    let keys = Sides::new(Some(*old), Some(*new), |action| {
        let own = action.own_condition_keys().map(|key| key.name());
        let uses = action.resource_types().flat_map(|used| used.condition_keys().map(|key| key.name()));
        own.chain(uses).map(|name| (name, ())).collect()
    });
    let change = ActionChange {
        name: name.to_owned(),
        access_levels: (old.access_levels(), new.access_levels()),
        added_resource_types: resource_types.added(),
        removed_resource_types: resource_types.removed(),
        added_condition_keys: keys.added(),
        removed_condition_keys: keys.removed(),
    };
    let lists = [&change.added_resource_types, &change.removed_resource_types];
    let key_lists = [&change.added_condition_keys, &change.removed_condition_keys];
    let is_same =
        old.access_levels() == new.access_levels() && lists.into_iter().chain(key_lists).all(Vec::is_empty);
    (!is_same).then_some(change)
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    names.collect()
}

/// Named things of both catalogs by lower-case name
struct Sides<'a, T> {
    old: BTreeMap<String, (&'a str, T)>,
    new: BTreeMap<String, (&'a str, T)>,
}

impl<'a, T> Sides<'a, T> {
    fn new<S>(old: Option<S>, new: Option<S>, items: impl Fn(S) -> Vec<(&'a str, T)>) -> Self {
        let by_name = |side: Option<S>| {
            let items = side.map(&items).unwrap_or_default();
            items.into_iter().map(|(name, item)| (name.to_ascii_lowercase(), (name, item))).collect()
        };
        Self { old: by_name(old), new: by_name(new) }
    }

    fn added(&self) -> Vec<String> {
        missing_in(&self.new, &self.old)
    }

    fn removed(&self) -> Vec<String> {
        missing_in(&self.old, &self.new)
    }

    fn both(&self) -> impl Iterator<Item = (&'a str, &T, &T)> {
        self.new.iter().filter_map(|(lower, (name, new))| {
            let (_, old) = self.old.get(lower)?;
            Some((*name, old, new))
        })
    }

    fn changed(&self) -> Vec<String>
    where
        T: PartialEq,
    {
        self.both().filter(|(_, old, new)| old != new).map(|(name, _, _)| name.to_owned()).collect()
    }
}

fn missing_in<T>(side: &BTreeMap<String, (&str, T)>, other: &BTreeMap<String, (&str, T)>) -> Vec<String> {
    let missing = side.iter().filter(|(lower, _)| !other.contains_key(*lower));
    missing.map(|(_, (name, _))| (*name).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{ChangePresence, changes};
    use crate::encode::{
        ActionEntry, CatalogEntries, KeyEntry, ResourceTypeEntry, ResourceUseEntry, ServiceEntry, encode,
    };
    use crate::{AccessLevel, Catalog, KeyType};

    fn catalog(services: Vec<ServiceEntry>) -> Catalog {
        Catalog::from_bytes(encode(&CatalogEntries { services, ..Default::default() }).unwrap()).unwrap()
    }

    fn service(prefix: &str, actions: Vec<ActionEntry>) -> ServiceEntry {
        ServiceEntry { prefix: prefix.into(), actions, ..Default::default() }
    }

    fn action(name: &str, access: AccessLevel) -> ActionEntry {
        ActionEntry { name: name.into(), access: access.into(), ..Default::default() }
    }

    #[test]
    fn same_catalogs_differ_in_nothing() {
        assert_eq!(changes(Catalog::embedded(), Catalog::embedded()), []);
    }

    #[test]
    fn services_and_actions_come_and_go() {
        let old = catalog(vec![
            service("gone", vec![]),
            service("s", vec![action("A", AccessLevel::Read), action("B", AccessLevel::Read)]),
        ]);
        let new = catalog(vec![
            service("fresh", vec![action("C", AccessLevel::List)]),
            service("s", vec![action("b", AccessLevel::Write), action("D", AccessLevel::Read)]),
        ]);
        let [fresh, gone, s] = changes(&old, &new).try_into().unwrap();
        assert_eq!((fresh.presence, fresh.added_actions), (ChangePresence::Added, vec!["C".to_owned()]));
        assert_eq!((gone.prefix.as_str(), gone.presence), ("gone", ChangePresence::Removed));
        assert_eq!((s.added_actions, s.removed_actions), (vec!["D".to_owned()], vec!["A".to_owned()]));
        assert_eq!(s.changed_actions[0].access_levels, (AccessLevel::Read.into(), AccessLevel::Write.into()));
    }

    #[test]
    fn resource_types_and_keys_change() {
        let with = |arn: &str, kind: KeyType, key: &str| {
            let used = ResourceUseEntry { name: "t".into(), ..Default::default() };
            let action = ActionEntry {
                resource_types: vec![used],
                condition_keys: vec![key.into()],
                ..action("A", AccessLevel::Read)
            };
            let t =
                ResourceTypeEntry { name: "t".into(), arn_templates: vec![arn.into()], ..Default::default() };
            let key = |name: &str, kind: KeyType| KeyEntry { name: name.into(), types: kind.into() };
            catalog(vec![ServiceEntry {
                resource_types: vec![t],
                condition_keys: vec![key("s:k", kind), key("s:l", KeyType::Bool)],
                ..service("s", vec![action])
            }])
        };
        let old = with("arn:1", KeyType::String, "s:k");
        let new = with("arn:2", KeyType::ArrayOfString, "s:l");
        let [s] = changes(&old, &new).try_into().unwrap();
        assert_eq!(s.changed_resource_types, ["t"]);
        assert_eq!(s.changed_condition_keys, ["s:k"]);
        assert_eq!(s.changed_actions[0].added_condition_keys, ["s:l"]);
        assert_eq!(s.changed_actions[0].removed_condition_keys, ["s:k"]);
    }
}
