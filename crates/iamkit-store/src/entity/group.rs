//! A group of users.

use std::sync::Arc;

use super::{HeldPolicies, entity_getters};
use crate::call::Timestamp;
use crate::map::Set;
use crate::name::{Folded, GroupName, IamPath, UniqueId};

/// A group of users
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub(crate) name: GroupName,
    pub(crate) path: IamPath,
    pub(crate) id: UniqueId,
    pub(crate) arn: Arc<str>,
    pub(crate) create_date: Timestamp,
    pub(crate) members: Set<Folded>,
    pub(crate) policies: HeldPolicies,
}

entity_getters!(Group, GroupName);

impl Group {
    /// The inline and attached policies
    pub fn policies(&self) -> &HeldPolicies {
        &self.policies
    }
}
