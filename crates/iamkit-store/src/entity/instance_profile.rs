//! An instance profile: the box in which an instance is given a role.

use std::sync::Arc;

use super::entity_getters;
use crate::call::Timestamp;
use crate::name::{IamPath, InstanceProfileName, RoleName, UniqueId};
use crate::tag::Tags;

/// An instance profile, with a role or without
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceProfile {
    pub(crate) name: InstanceProfileName,
    pub(crate) path: IamPath,
    pub(crate) id: UniqueId,
    pub(crate) arn: Arc<str>,
    pub(crate) create_date: Timestamp,
    pub(crate) role: Option<RoleName>,
    pub(crate) tags: Tags,
}

entity_getters!(InstanceProfile, InstanceProfileName);

impl InstanceProfile {
    /// Its role: one at most
    pub fn role(&self) -> Option<&RoleName> {
        self.role.as_ref()
    }

    /// The tags
    pub fn tags(&self) -> &Tags {
        &self.tags
    }
}
