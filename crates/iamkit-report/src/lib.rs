//! Answers as JSON, each with the version of its schema.
//!
//! [`explanation`] of a decision, [`comparison`] of two policies, [`summary`] of one, [`lint`] of what in it does nothing,
//! [`validation`] of what AWS finds in it; which policies contain which ([`lattice`]), what changed between two catalogs
//! ([`catalog_changes`]), what came of cases ([`mod@conformance`]), and the [`facts`] that answers take for granted.
//!
//! The lines for people stand beside them where they are the same at a terminal and elsewhere.
//!
//! Behind features, since they bring more crates with them: `account` for answers about whole accounts, `listing` for what
//! was taken in of listings.

#[cfg(feature = "account")]
pub mod account;
pub mod catalog_changes;
pub mod comparison;
pub mod conformance;
pub mod explanation;
pub mod facts;
#[cfg(feature = "listing")]
pub mod import;
pub mod lattice;
pub mod lint;
pub mod summary;
pub mod validation;
pub mod witness;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
