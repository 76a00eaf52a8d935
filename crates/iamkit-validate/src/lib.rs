//! Are policies and requests well made? What AWS's validation finds, what does nothing, and what no request would have.
//!
//! - [`validate`] finds what AWS does (`ValidatePolicy` of IAM Access Analyzer), rule by rule ([`rule`]), in any text.
//! - `lint` finds what AWS's validation doesn't: what does nothing, what more is granted than it seems, who may come in;
//!   proven, or shown by requests (feature `prove`, on by default).
//! - `rewrite` writes the same policy otherwise: in canonical form, spelt out, or smaller, and proves it (feature `prove`).
//! - `fix` mends what is found, where there is one mending, and proves that it says the same (feature `prove`).
//! - `require` finds the Allows that are beyond what somebody requires of them, by proof (feature `prove`).
//! - `request_check` finds what is against a request (feature `request`, on by default).
//!
//! Without default features there are AWS's rules alone, which need no prover and no engine.

mod arn;
#[cfg(any(feature = "prove", feature = "request"))]
mod condition_key;
mod document;
mod finding;
mod inferred;
mod input;
mod location;
mod policy_type;
mod rules;
mod service_principal;
mod validate;
mod work;

#[cfg(feature = "prove")]
pub mod fix;
#[cfg(feature = "prove")]
pub mod lint;
#[cfg(feature = "request")]
pub mod request_check;
#[cfg(feature = "prove")]
pub mod require;
#[cfg(feature = "prove")]
pub mod rewrite;
pub mod rule;

pub use finding::{Finding, FindingEvidence, Severity};
pub use location::{Location, PathElement, Point};
pub use policy_type::{PolicyResourceType, PolicyType, PolicyTypeError};
pub use validate::{ValidateError, validate};
pub use work::MAX_STEPS;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
