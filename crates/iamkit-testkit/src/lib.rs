//! The case format, its corpus, the naive evaluator, the runner and the generators of the iamkit workspace.
//!
//! Unpublished: for tests and for `cargo xtask conformance`. A case says what AWS decides about one request; the
//! [`runner`] asks the [`naive`] evaluator and the compiled engine, and reports where either differs.

pub mod accounts;
pub mod case;
pub mod engine;
pub mod generate;
pub mod hostile;
pub mod input;
pub mod naive;
pub mod runner;
pub mod several;
pub mod store;
