//! What AWS decides, case by case: the case format, the naive evaluator and the runner that asks every voice.
//!
//! A case says what AWS decides about one [`situation`]; the [`runner`] asks the [`naive`] evaluator and the compiled
//! engine, and reports where either differs.

mod answer;
pub mod case;
pub mod corpus;
pub mod engine;
pub mod naive;
pub mod runner;
pub mod several;
pub mod situation;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
