//! Why bytes can't be opened as a catalog, and why a catalog can't be encoded.

use iamkit_policy::shown::Shown;
use thiserror::Error;

/// Why bytes are not a catalog
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "camelCase", rename_all_fields = "camelCase")
)]
#[non_exhaustive]
pub enum CatalogError {
    /// The bytes do not begin as a catalog does
    #[error("not a catalog: the first 8 bytes are not `IAMKITCT`")]
    NotACatalog,
    /// The catalog was written in another version of the stored form
    #[error("catalog format version {found}, but this program reads version {expected}")]
    Version {
        /// The version that the bytes name
        found: u32,
        /// The version that is read
        expected: u32,
    },
    /// The bytes end within the header
    #[error("catalog cut short within its header")]
    Truncated,
    /// The checksum, the lengths of the tables or the text are wrong
    #[error("damaged catalog: its checksum or the lengths of its tables are wrong")]
    Damaged,
}

/// Why a catalog can't be written in the stored form
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "camelCase", rename_all_fields = "camelCase")
)]
#[non_exhaustive]
pub enum EncodeError {
    /// A text is longer than the stored form holds
    #[error("text of {len} bytes, but at most {limit} fit: `{}`", Shown::value(.text))]
    TextTooLong {
        /// The text
        text: String,
        /// Its length in bytes
        len: usize,
        /// The most that fit
        limit: usize,
    },
    /// There are more things of one kind than the stored form holds
    #[error("{found} {what}, but at most {limit} fit")]
    TooMany {
        /// What there is too much of
        what: &'static str,
        /// How many there are
        found: usize,
        /// The most that fit
        limit: usize,
    },
    /// Two things of one kind have the same name but for letter case
    #[error("{what} `{}` twice", Shown::value(.name))]
    Duplicate {
        /// What is there twice
        what: &'static str,
        /// Its name
        name: String,
    },
    /// A name that can't stand in a policy
    #[error("{what} `{}` has a character that no name in a policy has", Shown::value(.name))]
    Name {
        /// What is named
        what: &'static str,
        /// The name
        name: String,
    },
}
