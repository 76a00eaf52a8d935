//! Writing catalogs: plain entries in, the stored form out.
//!
//! The bytes depend on what the entries say alone: services, actions, resource types and keys may come in any order.
//! What an action refers to without its service listing it (a condition key, a resource type) is added to the catalog,
//! without types or ARN templates, so that nothing a source says is lost.
//! Reading the sources themselves is not done here.

mod entry;
mod lists;
mod pool;
mod sections;

use crate::error::EncodeError;

pub use entry::{ActionEntry, CatalogEntries, KeyEntry, ResourceTypeEntry, ResourceUseEntry, ServiceEntry};
pub use sections::reseal;

/// The stored form of a catalog
///
/// # Errors
/// When a name is there twice within its service, is empty or holds a character that no name in a policy has, or when
/// a text or the number of things of one kind is more than the stored form holds.
///
/// # Complexity
/// O(n log n) for n entries.
///
/// # Examples
///
/// ```
/// use iamkit_catalog::encode::{ActionEntry, CatalogEntries, ServiceEntry, encode};
/// use iamkit_catalog::{AccessLevel, Catalog};
///
/// let read = ActionEntry { name: "GetThing".into(), access: AccessLevel::Read.into(), ..Default::default() };
/// let service = ServiceEntry { prefix: "demo".into(), actions: vec![read], ..Default::default() };
/// let bytes = encode(&CatalogEntries { services: vec![service], ..Default::default() })?;
///
/// let catalog = Catalog::from_bytes(bytes).unwrap();
/// assert!(catalog.action("Demo:getthing").unwrap().is_wildcard_only());
/// # Ok::<(), iamkit_catalog::EncodeError>(())
/// ```
pub fn encode(entries: &CatalogEntries) -> Result<Vec<u8>, EncodeError> {
    sections::write(&entry::normalise(entries)?)
}

#[cfg(test)]
mod tests;
