//! A user.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{AccessKey, HeldPolicies, ServiceUses, UserCredentials, entity_getters};
use crate::call::Timestamp;
use crate::name::{AccessKeyId, Folded, IamPath, PolicyArn, UniqueId, UserName};
use crate::tag::Tags;

/// A user
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub(crate) name: UserName,
    pub(crate) path: IamPath,
    pub(crate) id: UniqueId,
    pub(crate) arn: Arc<str>,
    pub(crate) create_date: Timestamp,
    pub(crate) groups: BTreeSet<Folded>,
    pub(crate) policies: HeldPolicies,
    pub(crate) permissions_boundary: Option<PolicyArn>,
    pub(crate) tags: Tags,
    pub(crate) access_keys: BTreeMap<AccessKeyId, AccessKey>,
    pub(crate) credentials: UserCredentials,
    pub(crate) services: ServiceUses,
}

entity_getters!(User, UserName);

impl User {
    /// The inline and attached policies
    pub fn policies(&self) -> &HeldPolicies {
        &self.policies
    }

    /// The managed policy that bounds what the user may do; it may be gone (S77)
    pub fn permissions_boundary(&self) -> Option<&PolicyArn> {
        self.permissions_boundary.as_ref()
    }

    /// The tags
    pub fn tags(&self) -> &Tags {
        &self.tags
    }

    /// The access keys, by id
    pub fn access_keys(&self) -> impl ExactSizeIterator<Item = &AccessKey> {
        self.access_keys.values()
    }

    /// The other credentials: a password, MFA devices, SSH keys, certificates
    pub fn credentials(&self) -> &UserCredentials {
        &self.credentials
    }

    /// The services that it was seen to call
    pub fn services(&self) -> &ServiceUses {
        &self.services
    }
}
