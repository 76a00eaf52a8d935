//! AWS's service reference: a public index, and one JSON file a service, refreshed daily.
//!
//! The files are recorded as they came, in one file, so that a build from them can be repeated.
//! This source has neither dependent actions nor a flag for required resource types, nor titles of services; the
//! catalog is silent about them then. Operations and SDK names are not kept.

use std::collections::BTreeMap;
use std::path::Path;
#[cfg(feature = "fetch")]
use std::time::Duration;

use iamkit_catalog::encode::{
    ActionEntry, CatalogEntries, KeyEntry, ResourceTypeEntry, ResourceUseEntry, ServiceEntry,
};
use iamkit_catalog::{AccessLevel, AccessLevels, KeyType, KeyTypes};
use iamkit_policy::shown::Shown;
#[cfg(feature = "fetch")]
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use iamkit_console::command::{Failure, read, shown};

/// The address of the index.
pub const INDEX: &str = "https://servicereference.us-east-1.amazonaws.com/";

/// The name of the file that holds everything that was fetched.
pub const RECORD: &str = "service-reference.json";

/// Longest answer that is read, in bytes.
#[cfg(feature = "fetch")]
const MAX_ANSWER: u64 = 64 << 20;

/// How long one answer may take.
#[cfg(feature = "fetch")]
const TIMEOUT: Duration = Duration::from_mins(1);

/// Every service's file as it came, by prefix.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Record {
    services: BTreeMap<String, Value>,
}

/// A line of the index.
#[cfg(feature = "fetch")]
#[derive(Debug, Deserialize)]
struct IndexLine {
    service: String,
    url: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawService {
    name: String,
    #[serde(default)]
    actions: Vec<RawAction>,
    #[serde(default)]
    resources: Vec<RawResource>,
    #[serde(default)]
    condition_keys: Vec<RawKey>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawAction {
    name: String,
    #[serde(default)]
    action_condition_keys: Vec<String>,
    #[serde(default)]
    annotations: RawAnnotations,
    #[serde(default)]
    resources: Vec<RawUse>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawAnnotations {
    #[serde(default)]
    properties: BTreeMap<String, bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawUse {
    name: String,
    #[serde(default)]
    condition_keys: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawResource {
    name: String,
    #[serde(rename = "ARNFormats", default)]
    arn_formats: Vec<String>,
    #[serde(default)]
    condition_keys: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawKey {
    name: String,
    #[serde(default)]
    types: Vec<String>,
}

impl Record {
    /// Fetches the index and every file it names.
    ///
    /// # Errors
    /// When an address can't be reached, an answer is no JSON, or the index names an address outside of its own.
    #[cfg(feature = "fetch")]
    pub fn fetch(index: &str) -> Result<Self, Failure> {
        let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).build().into();
        let lines: Vec<IndexLine> = serde_json::from_value(get(&agent, index)?)
            .map_err(|error| format!("cannot read the index `{index}`: {error}"))?;
        let bar = ProgressBar::new(lines.len() as u64).with_style(style());
        let mut services = BTreeMap::new();
        for IndexLine { service, url } in lines {
            // The index may only lead to its own site: a changed answer must not turn this into a fetch of anything.
            if !url.starts_with(index) {
                return Err(format!(
                    "the index `{}` names `{}` for `{}`",
                    Shown::value(index),
                    Shown::value(&url),
                    Shown::value(&service)
                )
                .into());
            }
            bar.set_message(Shown::value(&service).to_string());
            services.insert(service, get(&agent, &url)?);
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(Self { services })
    }

    /// Reads a record that was written before.
    ///
    /// # Errors
    /// When the file can't be read or is no record.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let record = serde_json::from_slice(&read(path)?);
        record.map_err(|error| format!("cannot read `{}`: {error}", shown(path)).into())
    }

    /// The record as it is kept.
    ///
    /// # Errors
    /// Never in practice: every value came from JSON.
    pub fn to_json(&self) -> Result<Vec<u8>, Failure> {
        Ok(serde_json::to_vec(self)?)
    }

    /// How many services there are.
    pub fn n_services(&self) -> usize {
        self.services.len()
    }

    /// Everything in the record as entries of a catalog.
    ///
    /// # Errors
    /// When a service's file is not of the known schema, or has a key type that is not known.
    pub fn entries(&self) -> Result<CatalogEntries, Failure> {
        let services = self.services.iter().map(|(prefix, file)| {
            let raw = RawService::deserialize(file).map_err(|error| {
                format!("cannot read the service reference of `{}`: {error}", Shown::value(prefix))
            })?;
            service(raw)
        });
        Ok(CatalogEntries { sources: Vec::new(), services: services.collect::<Result<_, Failure>>()? })
    }
}

#[cfg(feature = "fetch")]
fn style() -> ProgressStyle {
    let template = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}");
    template.unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(feature = "fetch")]
fn get(agent: &ureq::Agent, url: &str) -> Result<Value, Failure> {
    let unreachable = |error: ureq::Error| format!("cannot download `{}`: {error}", Shown::value(url));
    let mut answer = agent.get(url).call().map_err(unreachable)?;
    let bytes = answer.body_mut().with_config().limit(MAX_ANSWER).read_to_vec().map_err(unreachable)?;
    serde_json::from_slice(&bytes)
        .map_err(|error| format!("the answer of `{}` is no JSON: {error}", Shown::value(url)).into())
}

fn service(raw: RawService) -> Result<ServiceEntry, Failure> {
    let prefix = raw.name;
    let key = |raw: RawKey| key(&prefix, raw);
    Ok(ServiceEntry {
        title: String::new(),
        supports_resource_control_policies: false,
        actions: raw.actions.into_iter().map(action).collect(),
        resource_types: raw.resources.into_iter().map(resource_type).collect(),
        condition_keys: raw.condition_keys.into_iter().map(key).collect::<Result<_, _>>()?,
        prefix,
    })
}

fn action(raw: RawAction) -> ActionEntry {
    let uses = raw.resources.into_iter().map(|used| ResourceUseEntry {
        name: used.name,
        required: None,
        condition_keys: used.condition_keys,
    });
    ActionEntry {
        name: raw.name,
        access: access_levels(&raw.annotations),
        is_permission_only: false,
        resource_types: uses.collect(),
        condition_keys: raw.action_condition_keys,
        dependent_actions: Vec::new(),
    }
}

/// The levels whose flags are set; an action with none of them set reads.
fn access_levels(annotations: &RawAnnotations) -> AccessLevels {
    let levels = [
        ("IsList", AccessLevel::List),
        ("IsPermissionManagement", AccessLevel::PermissionsManagement),
        ("IsTaggingOnly", AccessLevel::Tagging),
        ("IsWrite", AccessLevel::Write),
    ];
    let is_set = |flag: &str| annotations.properties.get(flag).copied().unwrap_or(false);
    let set: AccessLevels =
        levels.into_iter().filter(|(flag, _)| is_set(flag)).map(|(_, level)| level).collect();
    if set.is_empty() { AccessLevel::Read.into() } else { set }
}

fn resource_type(raw: RawResource) -> ResourceTypeEntry {
    ResourceTypeEntry { name: raw.name, arn_templates: raw.arn_formats, condition_keys: raw.condition_keys }
}

fn key(prefix: &str, raw: RawKey) -> Result<KeyEntry, Failure> {
    let kind = |name: &String| {
        let unknown = || {
            format!(
                "unknown type `{}` of condition key `{}` of `{}`",
                Shown::value(name),
                Shown::value(&raw.name),
                Shown::value(prefix)
            )
        };
        KeyType::from_name(name).ok_or_else(unknown)
    };
    let types = raw.types.iter().map(kind).collect::<Result<KeyTypes, _>>()?;
    Ok(KeyEntry { name: raw.name, types })
}

#[cfg(test)]
#[cfg(feature = "fetch")]
#[path = "service_reference/tests.rs"]
mod tests;
