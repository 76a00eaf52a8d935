//! IAM's operations, those of each resource in a file of their own.

pub(crate) mod access_key;
pub(crate) mod account;
pub(crate) mod attachment;
pub(crate) mod boundary;
pub(crate) mod details;
pub(crate) mod group;
pub(crate) mod inline_policy;
pub(crate) mod instance_profile;
mod managed;
pub(crate) mod membership;
pub(crate) mod policy;
pub(crate) mod policy_version;
pub(crate) mod role;
mod shape;
pub(crate) mod simulate;
pub(crate) mod tag;
pub(crate) mod user;
