//! Organizations' operations, those of each resource in a file of their own.

pub(crate) mod account;
mod context;
mod ids;
pub(crate) mod organization;
pub(crate) mod policy;
pub(crate) mod service;
pub(crate) mod tag;
pub(crate) mod unit;

pub(crate) use context::in_own_words;
pub(crate) use ids::{arn_of, arn_of_new};
