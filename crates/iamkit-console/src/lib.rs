//! What the programs of iamkit share at a terminal: outcomes and failures of commands, reading and atomic writing of
//! files, and the one place through which everything is printed.
//!
//! The feature `digest` brings sha256 in hexadecimal.

pub mod command;
#[cfg(feature = "digest")]
pub mod digest;
mod failure;
mod files;
pub mod output;
pub mod standard_input;
pub mod text;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
