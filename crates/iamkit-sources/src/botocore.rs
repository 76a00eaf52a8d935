//! The `botocore` package: which partitions and Regions there are, which services are there, and the models of some.
//!
//! Its services have names of their own, those of their endpoints; each service's model says which name its requests
//! are signed for, which is the prefix of its actions and stands in its ARNs.

mod service_model;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use iamkit_policy::shown::Shown;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::archive::read_members;
use iamkit_console::command::{Failure, shown};

pub use service_model::ServiceModel;

/// Where the data lies within the wheel.
const DATA: &str = "botocore/data/";

/// Endpoints whose requests are signed for a service that isn't theirs: they don't tell where that service is.
const SIGNED_FOR_ANOTHER: [(&str, &str); 1] = [("execute-api", "participant.connect")];

#[derive(Debug, Deserialize)]
struct Endpoints {
    partitions: Vec<Partition>,
}

#[derive(Debug, Deserialize)]
struct Partition {
    #[serde(rename = "partition")]
    name: String,
    regions: BTreeMap<String, serde_json::Value>,
    services: BTreeMap<String, Service>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Service {
    #[serde(default)]
    endpoints: BTreeMap<String, Endpoint>,
    #[serde(default = "yes")]
    is_regionalized: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Endpoint {
    credential_scope: Option<Scope>,
}

#[derive(Debug, Deserialize)]
struct Scope {
    region: Option<String>,
}

/// What `partitions.json` says of partitions.
#[derive(Debug, Deserialize)]
struct Names {
    partitions: Vec<Name>,
}

#[derive(Debug, Deserialize)]
struct Name {
    id: String,
    regions: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Deserialize)]
struct Model {
    metadata: Metadata,
}

#[derive(Debug, Deserialize)]
struct Operations {
    metadata: Metadata,
    #[expect(clippy::zero_sized_map_values, reason = "an object is read, and the names in it wanted")]
    operations: BTreeMap<String, IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    endpoint_prefix: Option<String>,
    signing_name: Option<String>,
}

fn yes() -> bool {
    true
}

/// A wheel, its members read.
#[derive(Debug)]
pub struct BotocoreWheel {
    place: String,
    members: BTreeMap<String, Vec<u8>>,
}

impl BotocoreWheel {
    /// Reads the partitions, the endpoints, the services' models and the notice of a wheel.
    ///
    /// # Errors
    /// When the file is not a readable archive.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let mut members = BTreeMap::new();
        let in_data = |name: &str| {
            name.strip_prefix(DATA).is_some_and(|name| {
                matches!(name, "endpoints.json" | "partitions.json")
                    || name.contains("/service-2.json")
                    || name.ends_with("/paginators-1.json")
            })
        };
        let wanted = |name: &str| in_data(name) || name.ends_with(".dist-info/NOTICE");
        read_members(path, wanted, |name, bytes| {
            members.insert(name.to_owned(), bytes);
            Ok(())
        })?;
        Ok(Self { place: shown(path), members })
    }

    /// The notice that its licence wants kept.
    ///
    /// # Errors
    /// When the wheel holds none.
    pub fn notice(&self) -> Result<String, Failure> {
        let notice = self.members.iter().find(|(name, _)| name.ends_with(".dist-info/NOTICE"));
        let (_, text) = notice.ok_or_else(|| format!("no notice in `{}`", self.place))?;
        Ok(String::from_utf8_lossy(text).into_owned())
    }

    /// The text that `iamkit_catalog::Regions` reads: partitions with their Regions, services with where they are.
    ///
    /// A service that is in a whole partition has `*` there, one that is in most of its Regions those where it isn't. In a
    /// Region that has no endpoints yet every service is.
    ///
    /// # Errors
    /// When a file is missing or can't be parsed.
    pub fn regions(&self) -> Result<String, Failure> {
        let endpoints: Endpoints = self.json("endpoints.json")?;
        let names: Names = self.json("partitions.json")?;
        let signed = self.signing_names()?;
        let regions = endpoints.partitions.iter().map(|it| regions_of(it, &names)).collect::<Vec<_>>();
        let everywhere = of_whole_partitions(&endpoints);
        let mut text = String::new();
        let mut services: BTreeMap<&str, String> = BTreeMap::new();
        for (partition, regions) in endpoints.partitions.iter().zip(&regions) {
            let name = &partition.name;
            writeln!(text, "partition {name} {}", joined(regions, " "))?;
            for (service, there) in services_of(partition, regions, &everywhere, &signed) {
                write!(services.entry(service).or_default(), " {name}={}", places(&there, regions))?;
            }
        }
        text.push('\n');
        for (service, places) in services {
            writeln!(text, "service {service}{places}")?;
        }
        Ok(text)
    }

    /// The table that `iamkit-wire` reads: a service's operations and shapes, without texts.
    ///
    /// # Errors
    /// When a file is missing or can't be parsed.
    pub fn wire_table(&self, service: ServiceModel, source: &str) -> Result<String, Failure> {
        let folder = service.folder;
        let name = format!("{DATA}{folder}/service-2.json");
        let found =
            self.members.iter().find(|(member, _)| member.strip_suffix(".gz").unwrap_or(member) == name);
        let (name, bytes) = found.ok_or_else(|| format!("no `{name}` in `{}`", self.place))?;
        let pages = self.json(&format!("{folder}/paginators-1.json"))?;
        service_model::table(service, source, &model(name, bytes)?, &pages)
    }

    /// The operations of every service, by the names that its endpoint and its signatures have for it.
    ///
    /// # Errors
    /// When a model can't be parsed.
    pub fn operations(&self) -> Result<BTreeMap<String, BTreeSet<String>>, Failure> {
        let mut operations: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (name, bytes) in self.members.iter().filter(|(name, _)| name.contains("/service-2.json")) {
            let model = model::<Operations>(name, bytes)?;
            let Metadata { endpoint_prefix, signing_name } = model.metadata;
            for service in endpoint_prefix.into_iter().chain(signing_name) {
                operations.entry(service).or_default().extend(model.operations.keys().cloned());
            }
        }
        Ok(operations)
    }

    /// The names that requests are signed for, by the endpoints that take them.
    fn signing_names(&self) -> Result<BTreeMap<String, BTreeSet<String>>, Failure> {
        let mut signed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (name, bytes) in self.members.iter().filter(|(name, _)| name.contains("/service-2.json")) {
            let Metadata { endpoint_prefix, signing_name } = model::<Model>(name, bytes)?.metadata;
            let Some(endpoint) = endpoint_prefix else { continue };
            let service = signing_name.unwrap_or_else(|| endpoint.clone());
            if !SIGNED_FOR_ANOTHER.contains(&(&*service, &*endpoint)) {
                signed.entry(endpoint).or_default().insert(service);
            }
        }
        Ok(signed)
    }

    fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        let bytes = self.members.get(&format!("{DATA}{name}"));
        let bytes = bytes.ok_or_else(|| format!("no `{DATA}{name}` in `{}`", self.place))?;
        serde_json::from_slice(bytes)
            .map_err(|error| format!("cannot read `{DATA}{name}` in `{}`: {error}", self.place).into())
    }
}

/// A service's model, which is compressed in newer releases.
fn model<T: DeserializeOwned>(name: &str, bytes: &[u8]) -> Result<T, Failure> {
    let mut unpacked = Vec::new();
    if Path::new(name).extension().is_some_and(|extension| extension == "gz") {
        // A model has less than 20 MB.
        flate2::read::GzDecoder::new(bytes).take(64 << 20).read_to_end(&mut unpacked)?;
    } else {
        unpacked.extend_from_slice(bytes);
    }
    serde_json::from_slice(&unpacked)
        .map_err(|error| format!("cannot read `{}`: {error}", Shown::value(name)).into())
}

/// The Regions of a partition that one of the files knows; names for all of it are none.
fn regions_of(partition: &Partition, names: &Names) -> BTreeSet<String> {
    let same = names.partitions.iter().filter(|it| it.id == partition.name);
    let listed = partition.regions.keys().chain(same.flat_map(|it| it.regions.keys()));
    listed.filter(|region| !region.ends_with("-global")).cloned().collect()
}

/// The endpoints of services that have no Regions in some partition: of those the file leaves partitions out, IAM's too.
fn of_whole_partitions(endpoints: &Endpoints) -> BTreeSet<&str> {
    let services = endpoints.partitions.iter().flat_map(|partition| &partition.services);
    services.filter(|(_, service)| !service.is_regionalized).map(|(endpoint, _)| &**endpoint).collect()
}

/// Where the services of a partition are, by the names in their actions and ARNs.
fn services_of<'p>(
    partition: &'p Partition,
    regions: &BTreeSet<String>,
    everywhere: &BTreeSet<&'p str>,
    signed: &'p BTreeMap<String, BTreeSet<String>>,
) -> BTreeMap<&'p str, BTreeSet<String>> {
    let mut services: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let regional = partition.services.iter().filter(|(endpoint, _)| !everywhere.contains(&***endpoint));
    let regional = regional.map(|(endpoint, service)| (&**endpoint, in_regions(service, regions)));
    let whole = everywhere.iter().map(|endpoint| (*endpoint, regions.clone()));
    for (endpoint, there) in regional.chain(whole) {
        let names = signed.get(endpoint).into_iter().flatten().map(String::as_str).chain([endpoint]);
        for name in names.filter(|name| !name.contains('.')) {
            services.entry(name).or_default().extend(there.iter().cloned());
        }
    }
    services.retain(|_, there| !there.is_empty());
    // Of a Region too new for the endpoints it isn't known what is there: nothing is told to be elsewhere.
    let new = regions.iter().filter(|region| !partition.regions.contains_key(*region));
    for region in new {
        for there in services.values_mut() {
            there.insert(region.clone());
        }
    }
    services
}

/// The Regions of a service's endpoints, be it by the scope of an endpoint with a name of its own.
fn in_regions(service: &Service, regions: &BTreeSet<String>) -> BTreeSet<String> {
    let named = service.endpoints.iter().map(|(name, endpoint)| {
        let scope = endpoint.credential_scope.as_ref().and_then(|scope| scope.region.as_ref());
        if regions.contains(name) { name } else { scope.unwrap_or(name) }
    });
    named.filter(|region| regions.contains(*region)).cloned().collect()
}

/// All, those, or all but those: what is shortest.
fn places(there: &BTreeSet<String>, regions: &BTreeSet<String>) -> String {
    let elsewhere = regions - there;
    if elsewhere.is_empty() {
        "*".to_owned()
    } else if elsewhere.len() < there.len() {
        format!("!{}", joined(&elsewhere, ","))
    } else {
        joined(there, ",")
    }
}

fn joined(names: &BTreeSet<String>, with: &str) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(with)
}

#[cfg(test)]
#[path = "botocore/tests.rs"]
mod tests;
