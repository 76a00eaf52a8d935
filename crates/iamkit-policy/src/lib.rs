//! Placeholder.

pub mod glob;
