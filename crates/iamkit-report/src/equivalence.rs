//! Whether a custom policy gives the same access as a managed one, version by version.
//!
//! The schema is told in the book, chapter "The equivalence report"; a change that breaks a reader raises [`SCHEMA`].

#[cfg(feature = "text")]
mod changes;
pub mod drawn;
#[cfg(feature = "text")]
mod markdown;
#[cfg(feature = "text")]
mod text;
mod verdict;
pub mod version;

use iamkit_catalog::Catalog;
use iamkit_policy::fact::Facts;
use iamkit_policy::shown::Shown;
use serde::Serialize;

use verdict::verdict;
use version::{VersionComparison, groups};

/// The version of the shape, which changes when a member is taken away or changes its meaning
pub const SCHEMA: u32 = 2;

/// Everything that was compared, and what it comes to
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EquivalenceReport {
    /// [`SCHEMA`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = SCHEMA)))]
    pub schema: u32,
    /// What the catalog was made from.
    pub catalog: Vec<String>,
    /// The comparisons, version after version.
    pub comparisons: Vec<VersionComparison>,
    /// Since or until when the policies are equal, and what differs today.
    pub verdict: String,
}

impl EquivalenceReport {
    /// The report of comparisons; those of the same two policies stand together, the oldest version first.
    pub fn new(comparisons: Vec<VersionComparison>) -> Self {
        let catalog = Catalog::embedded().sources().map(Into::into).collect();
        let verdict = verdict(&comparisons, |name| Shown::value(name).to_string());
        Self { schema: SCHEMA, catalog, comparisons, verdict }
    }

    /// What all verdicts take for granted.
    pub fn facts(&self) -> Facts {
        self.comparisons.iter().map(VersionComparison::facts).fold(Facts::NONE, Facts::union)
    }

    /// The comparisons with one managed policy after another.
    pub fn groups(&self) -> impl Iterator<Item = &[VersionComparison]> {
        groups(&self.comparisons)
    }
}
