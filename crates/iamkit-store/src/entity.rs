//! What an account holds: users, groups, customer managed policies.
//!
//! Read-only from outside: only a command changes them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use crate::id::UniqueId;
use crate::name::{Folded, GroupName, IamPath, PolicyArn, PolicyName, UserName, VersionId};

/// The policies of a user or group: inline ones and attached managed ones
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldPolicies {
    pub(crate) inline: BTreeMap<Folded, (PolicyName, Arc<PolicyDocument>)>,
    pub(crate) attached: BTreeSet<PolicyArn>,
}

impl HeldPolicies {
    /// The inline policies, by name
    pub fn inline(&self) -> impl ExactSizeIterator<Item = (&PolicyName, &Arc<PolicyDocument>)> {
        self.inline.values().map(|(name, document)| (name, document))
    }

    /// The attached managed policies, by ARN
    pub fn attached(&self) -> impl ExactSizeIterator<Item = &PolicyArn> {
        self.attached.iter()
    }

    /// Characters of all inline policies but the one of that name
    pub(crate) fn inline_size_without(&self, name: &Folded) -> usize {
        self.inline.iter().filter(|(other, _)| *other != name).map(|(_, (_, document))| document.size()).sum()
    }
}

/// A user
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub(crate) name: UserName,
    pub(crate) path: IamPath,
    pub(crate) id: UniqueId,
    pub(crate) arn: String,
    pub(crate) groups: BTreeSet<Folded>,
    pub(crate) policies: HeldPolicies,
}

/// A group of users
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub(crate) name: GroupName,
    pub(crate) path: IamPath,
    pub(crate) id: UniqueId,
    pub(crate) arn: String,
    pub(crate) members: BTreeSet<Folded>,
    pub(crate) policies: HeldPolicies,
}

macro_rules! identity_getters {
    ($type:ident, $name:ident) => {
        impl $type {
            /// The name, in the case it was given
            pub fn name(&self) -> &$name {
                &self.name
            }

            /// The path
            pub fn path(&self) -> &IamPath {
                &self.path
            }

            /// The unique id, never given again (S51)
            pub fn id(&self) -> &UniqueId {
                &self.id
            }

            /// The ARN
            pub fn arn(&self) -> &str {
                &self.arn
            }

            /// The inline and attached policies
            pub fn policies(&self) -> &HeldPolicies {
                &self.policies
            }
        }
    };
}

identity_getters!(User, UserName);
identity_getters!(Group, GroupName);

/// A customer managed policy with its versions
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub(crate) arn: PolicyArn,
    pub(crate) path: IamPath,
    pub(crate) id: UniqueId,
    pub(crate) versions: BTreeMap<VersionId, Arc<PolicyDocument>>,
    pub(crate) default_version: VersionId,
    // INVARIANT: above every id given so far, so that no id is given twice.
    pub(crate) next_version: VersionId,
    // INVARIANT: the number of users and groups that have `arn` among their attached policies.
    pub(crate) attachment_count: usize,
}

impl Policy {
    /// The ARN
    pub fn arn(&self) -> &PolicyArn {
        &self.arn
    }

    /// The name, in the case it was given
    pub fn name(&self) -> PolicyName {
        self.arn.name()
    }

    /// The path
    pub fn path(&self) -> &IamPath {
        &self.path
    }

    /// The unique id, never given again (S51)
    pub fn id(&self) -> &UniqueId {
        &self.id
    }

    /// The version that is evaluated (S76)
    pub fn default_version(&self) -> VersionId {
        self.default_version
    }

    /// All versions, oldest first
    pub fn versions(&self) -> impl ExactSizeIterator<Item = (VersionId, &Arc<PolicyDocument>)> {
        self.versions.iter().map(|(version, document)| (*version, document))
    }

    /// How many users and groups the policy is attached to
    pub fn attachment_count(&self) -> usize {
        self.attachment_count
    }
}
