//! Answers as JSON, each with the version of its schema.
//!
//! [`explanation`] of a decision, [`comparison`] of two policies, [`summary`] of one; which policies contain which
//! ([`lattice`]), what an action is ([`catalog_action`]), what changed between two catalogs
//! ([`catalog_changes`]), whether a custom policy equals a managed one ([`mod@equivalence`]), what came of cases
//! ([`mod@conformance`]), and the
//! [`facts`] that answers take for granted.
//!
//! The lines for people stand beside them where they are the same at a terminal and elsewhere; the feature `text` adds
//! whole answers for people, on lines and as Markdown, and `sarif` those for code scanners.
//!
//! What each looks like is told by [`mod@schema`].
//!
//! Behind features, since they bring more crates with them: `account` for answers about whole accounts, `listing` for what
//! was taken in of listings, `validate` for what was found in documents (`lint`, `validation`), `managed`
//! for the AWS managed policies.

#[cfg(feature = "account")]
pub mod account;
pub mod catalog_action;
pub mod catalog_changes;
pub mod comparison;
pub mod conformance;
pub mod equivalence;
pub mod explanation;
pub mod facts;
#[cfg(feature = "listing")]
pub mod import;
pub mod lattice;
#[cfg(feature = "validate")]
pub mod lint;
#[cfg(feature = "managed")]
pub mod managed;
#[cfg(feature = "sarif")]
pub mod sarif;
pub mod schema;
pub mod summary;
#[cfg(feature = "validate")]
pub mod validation;
pub mod witness;
#[cfg(feature = "text")]
pub mod words;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
