//! AWS services, actions, resource types and condition keys as an index that is opened without parsing.
//!
//! [`Catalog::embedded`] is the data that comes with this crate; [`Catalog::from_bytes`] opens another file of the
//! same form, and [`encode`] writes one.
//! A catalog tells what exists and what AWS documents about it: access levels, the resource types and condition keys
//! that an action takes, dependent actions, what a pattern names, and what is near a misspelt name.
//!
//! What actions do together to the power of whoever may do them is in [`technique`].
//!
//! It deliberately decides nothing: whether a policy allows a request is not known here, and neither are accounts or
//! requests.
//! Where a source is silent (is a resource type required? which type has a key?), so is the catalog.
//!
//! The feature `serde`, which is off unless asked for, writes and reads what catalogs are written from ([`encode`]), what
//! differs between two ([`diff`]) and the names of lists, and writes what a catalog holds by its names. Ids mean something
//! within one catalog alone, and are neither written nor read.
//!
//! No I/O, no clock, no hash-map order; nothing panics on any input.
//!
//! # Examples
//!
//! ```
//! use iamkit_catalog::{AccessLevel, Catalog};
//!
//! let catalog = Catalog::embedded();
//! let writes = catalog
//!     .actions_matching("workmail:*")
//!     .filter(|action| action.access_levels().contains(AccessLevel::Write));
//! assert!(writes.count() > 50);
//! ```

mod access;
mod action;
mod arn_form;
mod arn_shape;
mod arn_template;
mod asked;
mod by_arn;
mod catalog;
mod edits;
mod error;
mod evaluated;
mod expand;
mod fold;
mod id;
mod key;
mod key_type;
mod layout;
mod look_up;
mod near;
mod near_key;
mod of_any_action;
mod regions;
mod resource;
mod service;
mod set;
mod slot;
mod tables;
mod taken;
#[cfg(feature = "serde")]
mod wire;

pub mod diff;
pub mod encode;
pub mod technique;

pub use access::{AccessLevel, AccessLevels};
pub use action::{Action, DependentAction, ResourceUse};
pub use arn_form::{ArnField, ArnForm};
pub use arn_template::ArnTemplate;
pub use asked::NoActionError;
pub use catalog::Catalog;
pub use error::{CatalogError, EncodeError};
pub use evaluated::{Evaluated, EvaluatedError, EvaluatedForm, EvaluatedTable, Evidence};
pub use id::{ActionId, KeyId, ResourceTypeId, ServiceId};
pub use key::ConditionKey;
pub use key_type::{KeyType, KeyTypes};
pub use layout::FORMAT_VERSION;
pub use regions::Regions;
pub use resource::ResourceType;
pub use service::Service;
pub use set::ActionSet;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
