//! The packages that are pinned: which ones, at which versions, with which checksums.

use iamkit_console::command::Failure;
use serde::Deserialize;

/// The packages that the generated data is made from, one field for each role.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pins {
    /// Services, actions, resource types and condition keys.
    pub(crate) catalog: Pin,
    /// An older release that alone has dependent actions and permission-only flags.
    pub(crate) catalog_overlay: Pin,
    /// Partitions, Regions, and which services are there.
    pub(crate) regions: Pin,
    /// Every version of every AWS managed policy.
    pub(crate) managed_policies: Pin,
}

/// One package at one version, with the checksum of its archive.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pin {
    /// Where the package is published.
    pub(crate) registry: Registry,
    /// The name of the package.
    pub(crate) name: String,
    /// Its exact version.
    pub(crate) version: String,
    /// The name of its archive.
    pub(crate) file: String,
    /// The sha256 of the archive in lower-case hexadecimal.
    pub(crate) sha256: String,
    /// The SPDX licence of the package.
    pub(crate) licence: String,
}

/// A package registry, known by its ordinary client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Registry {
    /// Fetched with `pip download`.
    Pypi,
    /// Fetched with `npm pack`.
    Npm,
}

impl std::fmt::Display for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.registry {
            Registry::Pypi => write!(f, "{}=={}", self.name, self.version),
            Registry::Npm => write!(f, "{}@{}", self.name, self.version),
        }
    }
}

/// The pins of this workspace.
///
/// # Errors
/// When `xtask/pins.json` is not what this program reads.
pub(crate) fn pins() -> Result<Pins, Failure> {
    serde_json::from_str(include_str!("../../../pins.json"))
        .map_err(|error| format!("cannot read `xtask/pins.json`: {error}").into())
}
