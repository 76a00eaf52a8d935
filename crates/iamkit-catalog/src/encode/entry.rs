//! The entries that a catalog is written from, and their normal form.

use std::collections::BTreeMap;

use crate::access::AccessLevels;
use crate::error::EncodeError;
use crate::key_type::KeyTypes;

/// Everything a catalog is written from
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "camelCase", deny_unknown_fields)
)]
pub struct CatalogEntries {
    /// What the entries come from, each as `name version`
    pub sources: Vec<String>,
    /// The services
    pub services: Vec<ServiceEntry>,
}

/// A service
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "camelCase", deny_unknown_fields)
)]
pub struct ServiceEntry {
    /// What stands before the colon of its actions
    pub prefix: String,
    /// The name for people, or the empty text
    pub title: String,
    /// Whether resource control policies apply to it
    pub supports_resource_control_policies: bool,
    /// Its actions
    pub actions: Vec<ActionEntry>,
    /// Its resource types
    pub resource_types: Vec<ResourceTypeEntry>,
    /// The condition keys that its documentation lists
    pub condition_keys: Vec<KeyEntry>,
}

/// An action
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "camelCase", deny_unknown_fields)
)]
pub struct ActionEntry {
    /// The name after the colon
    pub name: String,
    /// What it does to its resource
    pub access: AccessLevels,
    /// Whether it is used in policies only
    pub is_permission_only: bool,
    /// The resource types it works on; those named twice become one with the keys of both, required if either is
    pub resource_types: Vec<ResourceUseEntry>,
    /// The names of the condition keys of the action itself
    pub condition_keys: Vec<String>,
    /// The actions whose permission is needed besides, as `service:Name`
    pub dependent_actions: Vec<String>,
}

/// A resource type as one action uses it
#[derive(Debug, Clone, PartialEq, Eq, Default, PartialOrd, Ord)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "camelCase", deny_unknown_fields)
)]
pub struct ResourceUseEntry {
    /// The name of the resource type within the service
    pub name: String,
    /// Whether the action needs a resource of this type, if that is known
    pub required: Option<bool>,
    /// The names of the condition keys that the action takes with it
    pub condition_keys: Vec<String>,
}

/// A resource type
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "camelCase", deny_unknown_fields)
)]
pub struct ResourceTypeEntry {
    /// Its name, unique within the service
    pub name: String,
    /// The shapes of its ARN, in the order of the source
    pub arn_templates: Vec<String>,
    /// The names of the condition keys that apply to it
    pub condition_keys: Vec<String>,
}

/// A condition key of a service
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "camelCase", deny_unknown_fields)
)]
pub struct KeyEntry {
    /// The key, placeholders included
    pub name: String,
    /// Its types; none where they are not known
    pub types: KeyTypes,
}

/// The same entries in the order of the catalog, with what is referred to but not listed added
pub(super) fn normalise(entries: &CatalogEntries) -> Result<CatalogEntries, EncodeError> {
    let mut entries = entries.clone();
    for service in &mut entries.services {
        service.prefix.make_ascii_lowercase();
        check_name("service", &service.prefix, is_prefix_char)?;
        normalise_service(service)?;
    }
    sort_unique(&mut entries.services, "service", |service| &service.prefix)?;
    Ok(entries)
}

fn normalise_service(service: &mut ServiceEntry) -> Result<(), EncodeError> {
    for action in &mut service.actions {
        check_name("action", &action.name, |byte| byte != b':' && is_name_char(byte))?;
        normalise_action(action);
    }
    for resource_type in &mut service.resource_types {
        check_name("resource type", &resource_type.name, |byte| byte.is_ascii_graphic() || byte == b' ')?;
        sort_names(&mut resource_type.condition_keys);
    }
    for key in &service.condition_keys {
        check_name("condition key", &key.name, |byte| byte.is_ascii_graphic())?;
    }
    add_missing_resource_types(service);
    add_missing_keys(service)?;
    sort_unique(&mut service.actions, "action", |action| &action.name)?;
    sort_unique(&mut service.resource_types, "resource type", |resource_type| &resource_type.name)?;
    sort_unique(&mut service.condition_keys, "condition key", |key| &key.name)
}

fn normalise_action(action: &mut ActionEntry) {
    sort_names(&mut action.condition_keys);
    sort_names(&mut action.dependent_actions);
    action.resource_types.sort_by_cached_key(|used| (used.name.to_ascii_lowercase(), used.clone()));
    action.resource_types.dedup_by(merge_uses);
    for used in &mut action.resource_types {
        sort_names(&mut used.condition_keys);
    }
}

/// Merges a use into the one before it when both name one resource type, which sources do for actions with variants
fn merge_uses(next: &mut ResourceUseEntry, kept: &mut ResourceUseEntry) -> bool {
    let is_same = next.name.eq_ignore_ascii_case(&kept.name);
    if is_same {
        kept.required = kept.required.max(next.required);
        kept.condition_keys.append(&mut next.condition_keys);
    }
    is_same
}

fn add_missing_resource_types(service: &mut ServiceEntry) {
    let mut missing = BTreeMap::new();
    for used in service.actions.iter().flat_map(|action| &action.resource_types) {
        missing.entry(used.name.to_ascii_lowercase()).or_insert_with(|| used.name.clone());
    }
    for listed in &service.resource_types {
        missing.remove(&listed.name.to_ascii_lowercase());
    }
    let entries = missing.into_values().map(|name| ResourceTypeEntry { name, ..Default::default() });
    service.resource_types.extend(entries);
}

fn add_missing_keys(service: &mut ServiceEntry) -> Result<(), EncodeError> {
    let mut missing = BTreeMap::new();
    let uses = service.actions.iter().flat_map(|action| &action.resource_types);
    let of_actions = service.actions.iter().flat_map(|action| &action.condition_keys);
    let of_types = service.resource_types.iter().flat_map(|resource_type| &resource_type.condition_keys);
    for name in uses.flat_map(|used| &used.condition_keys).chain(of_actions).chain(of_types) {
        check_name("condition key", name, |byte| byte.is_ascii_graphic())?;
        missing.entry(name.to_ascii_lowercase()).or_insert_with(|| name.clone());
    }
    for listed in &service.condition_keys {
        missing.remove(&listed.name.to_ascii_lowercase());
    }
    let entries = missing.into_values().map(|name| KeyEntry { name, ..Default::default() });
    service.condition_keys.extend(entries);
    Ok(())
}

fn sort_names(names: &mut Vec<String>) {
    names.sort_by_cached_key(|name| (name.to_ascii_lowercase(), name.clone()));
    names.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
}

fn sort_unique<T>(
    items: &mut [T],
    what: &'static str,
    name: impl Fn(&T) -> &String,
) -> Result<(), EncodeError> {
    items.sort_by_cached_key(|item| name(item).to_ascii_lowercase());
    let is_same = |pair: &[T]| match pair {
        [a, b] => name(a).eq_ignore_ascii_case(name(b)).then(|| name(a).min(name(b)).clone()),
        _ => None,
    };
    match items.windows(2).find_map(is_same) {
        Some(name) => Err(EncodeError::Duplicate { what, name }),
        None => Ok(()),
    }
}

fn check_name(what: &'static str, name: &str, is_valid: impl Fn(u8) -> bool) -> Result<(), EncodeError> {
    if !name.is_empty() && name.bytes().all(is_valid) {
        return Ok(());
    }
    Err(EncodeError::Name { what, name: name.to_owned() })
}

fn is_prefix_char(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

fn is_name_char(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'*' | b'?' | b',')
}
