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

use iamkit_store::RoleName;
use serde_json::Value;

/// The role that a call hands on to a service, and the service.
pub(crate) fn passed_role(operation: &str, input: &Value) -> Option<(RoleName, &'static str)> {
    let role = input.get("RoleName").and_then(Value::as_str)?;
    (operation == "AddRoleToInstanceProfile").then(|| Some((role.parse().ok()?, "ec2.amazonaws.com")))?
}
