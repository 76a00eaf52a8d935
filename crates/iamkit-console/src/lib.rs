//! What the programs of iamkit share at a terminal: outcomes and failures of commands, reading and atomic writing of
//! files, and the one place through which everything is printed.
//!
//! The feature `program`, on by default, is all that; without it there are lines ([`mod@line`]) and Markdown
//! ([`markdown`]) alone, in which text from elsewhere commands nothing. The feature `digest` brings sha256 in hexadecimal.

#[cfg(feature = "program")]
pub mod command;
#[cfg(feature = "digest")]
pub mod digest;
#[cfg(feature = "program")]
mod failure;
#[cfg(feature = "program")]
mod files;
pub mod line;
pub mod markdown;
#[cfg(feature = "program")]
pub mod output;
#[cfg(feature = "program")]
pub mod standard_input;
#[cfg(feature = "program")]
pub mod text;

/// The README's example, compiled and run with the others.
#[cfg(all(doctest, feature = "program"))]
#[doc = include_str!("../README.md")]
struct Readme;
