//! AWS's own requests and answers: the policy simulator, for documents and for stored accounts, and the policy checks of
//! IAM Access Analyzer.
//!
//! The feature `accounts`, which is on, brings what is asked about the users, groups and roles of a store.

pub mod access_check;
#[cfg(feature = "accounts")]
pub mod requests;
pub mod simulation;
pub mod validation;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
