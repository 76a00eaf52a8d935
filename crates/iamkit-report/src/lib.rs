//! Answers as JSON, each with a schema: [`explanation`] of a decision, [`comparison`] of two policies, [`summary`] of one,
//! [`lint`] of what in it does nothing.

pub mod comparison;
pub mod explanation;
pub mod lint;
pub mod summary;
pub mod validation;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
