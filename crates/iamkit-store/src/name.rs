//! Names, paths and ids; those that every crate knows are of the ground.

use std::sync::Arc;

pub use iamkit_policy::id::{
    AccessKeyId, AccountId, GroupName, IamPath, InstanceProfileName, NameError, Partition, PolicyArn,
    PolicyName, ResourceArn, RoleName, UniqueId, UserName, VersionId,
};

/// A checked text that stands in the log as it is.
macro_rules! text_newtype {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $expected:literal, $check:expr) => {
        iamkit_policy::checked_text!($(#[$doc])* $name, $kind, $expected, $check);
        iamkit_policy::text_on_the_wire!($name);
    };
}

pub(crate) use text_newtype;

/// A name whatever its case: the key under which names are unique
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Folded(Arc<str>);

impl Folded {
    pub(crate) fn of(name: &str) -> Self {
        Self(name.to_ascii_lowercase().into())
    }
}
