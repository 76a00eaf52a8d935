//! `[[require]]` as it stands in `iamkit.toml`, with its places.

use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use super::fail_on::FailOn;

/// A requirement as it stands in the file
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) name: Spanned<String>,
    /// Names or patterns; each names some action of the catalog.
    pub(super) actions: Spanned<Vec<Spanned<String>>>,
    /// What each Allow has to have as its `Condition`, or what is no less.
    pub(super) condition: Option<Spanned<toml::Table>>,
    /// A policy that has to allow what each Allow does, from the folder of the file.
    pub(super) policy: Option<Spanned<PathBuf>>,
    /// For whoever reads a finding: it has to be there.
    pub(super) reason: String,
    pub(super) severity: Option<FailOn>,
}
