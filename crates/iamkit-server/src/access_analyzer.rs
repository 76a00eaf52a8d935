//! Access Analyzer's operations: the checks of policies, and analyzers with their findings, those of each resource in a
//! file of its own.

mod analyzed;
pub(crate) mod analyzer;
pub(crate) mod check;
mod context;
mod filter;
pub(crate) mod finding;
pub(crate) mod resource;
pub(crate) mod rule;
mod scan;
mod shape;
pub(crate) mod statistics;
pub(crate) mod tag;
mod unused;
mod zone;

pub(crate) use context::arn_of_named;
