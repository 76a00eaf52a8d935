//! What can go wrong: a name, a version, or the data itself.

use std::str::FromStr;

use iamkit_policy::ParseErrors;
use iamkit_policy::shown::{self, Shown};

use crate::version_id::ManagedVersionId;

/// Why a managed policy can't be given
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "camelCase", rename_all_fields = "camelCase")
)]
#[non_exhaustive]
pub enum ManagedError {
    /// No AWS managed policy has this name.
    #[error("no AWS managed policy `{}`{hint}", Shown::value(.name), hint = hint(.nearest))]
    NoSuchPolicy {
        /// The name that was asked for.
        name: String,
        /// The nearest names there are, nearest first.
        nearest: Vec<String>,
    },
    /// The policy never had this version.
    #[error("`{}` has no version {version}, the current one is {latest}", Shown::value(.policy))]
    NoSuchVersion {
        /// The policy.
        policy: String,
        /// The version that was asked for.
        version: ManagedVersionId,
        /// The current version.
        latest: ManagedVersionId,
    },
    /// AWS had this version, but nobody captured it.
    #[error(
        "version {version} of `{}` was never captured, the nearest that were are {nearest}", Shown::value(.policy)
    )]
    NotCaptured {
        /// The policy.
        policy: String,
        /// The version that was asked for.
        version: ManagedVersionId,
        /// The captured versions before and after it.
        nearest: String,
    },
    /// A text that is no version id.
    #[error("`{}` is no version id, expected `v` and a number from 1", Shown::value(.0))]
    InvalidVersionId(String),
    /// A text that is no date.
    #[error("`{}` is no date, expected `YYYY-MM-DD`", Shown::value(.0))]
    InvalidDate(String),
    /// The data is not what this version of the crate reads.
    #[error("managed policy data is corrupt: {0}")]
    Corrupt(&'static str),
    /// A document that can't be read.
    #[error(transparent)]
    Document(#[from] ParseErrors),
}

fn hint(nearest: &[String]) -> String {
    if nearest.is_empty() { String::new() } else { format!(", nearest are {}", shown::quoted(nearest)) }
}

impl FromStr for ManagedVersionId {
    type Err = ManagedError;

    fn from_str(text: &str) -> Result<Self, ManagedError> {
        Self::parse(text).ok_or_else(|| ManagedError::InvalidVersionId(text.into()))
    }
}

#[cfg(feature = "serde")]
iamkit_policy::text_on_the_wire!(ManagedVersionId);
