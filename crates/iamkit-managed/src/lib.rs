//! AWS managed policies: every captured version of every policy, with its date.
//!
//! The policies are embedded, one compressed block for a policy's newest versions and further blocks for older ones,
//! so that opening one document unpacks nothing else. No I/O, no JSON parsing until a document is asked for.
//!
//! The feature `serde`, which is off unless asked for, writes policies, versions and errors, and reads dates and version
//! ids, too.
//!
//! ```
//! use iamkit_managed::ManagedPolicies;
//!
//! let policy = ManagedPolicies::embedded().policy("AmazonWorkMailReadOnlyAccess")?;
//! assert_eq!(policy.current().id().to_string(), "v4");
//! assert_eq!(policy.version("v1".parse()?)?.date().to_string(), "2015-02-06");
//! assert_eq!(policy.current().document()?.statements().len(), 1);
//! # Ok::<(), iamkit_managed::ManagedError>(())
//! ```

mod block;
mod date;
pub mod encode;
mod error;
mod layout;
mod policies;
mod version_id;
#[cfg(feature = "serde")]
mod wire;

pub use date::Date;
pub use error::ManagedError;
pub use policies::{ManagedPolicies, ManagedPolicy, Version};
pub use version_id::ManagedVersionId;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
