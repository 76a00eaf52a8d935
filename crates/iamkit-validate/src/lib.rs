//! What in a policy does nothing, and what no request to AWS would have.

mod condition_key;
pub mod lint;
pub mod request_check;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
