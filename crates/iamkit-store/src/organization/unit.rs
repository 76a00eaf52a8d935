//! Organisational units, member accounts, and what restricts an account.

use std::sync::Arc;

use super::name::{OrganizationalUnitId, OrganizationalUnitName, Parent, Target};
use super::policy::ControlPolicy;
use crate::call::Timestamp;
use crate::name::AccountId;

/// An organisational unit
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationalUnit {
    pub(crate) id: OrganizationalUnitId,
    pub(crate) name: OrganizationalUnitName,
    pub(crate) parent: Parent,
}

impl OrganizationalUnit {
    /// The id
    pub fn id(&self) -> &OrganizationalUnitId {
        &self.id
    }

    /// The name
    pub fn name(&self) -> &OrganizationalUnitName {
        &self.name
    }

    /// What it is in
    pub fn parent(&self) -> &Parent {
        &self.parent
    }
}

/// A member account; whether the directory holds what is in the account is another matter
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub(crate) account: AccountId,
    pub(crate) parent: Parent,
    pub(crate) joined: Timestamp,
}

impl Member {
    /// The account
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// What it is in
    pub fn parent(&self) -> &Parent {
        &self.parent
    }

    /// Since when it is a member
    pub fn joined(&self) -> Timestamp {
        self.joined
    }
}

/// One level of control policies above an account
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    pub(crate) target: Target,
    pub(crate) policies: Vec<Arc<ControlPolicy>>,
}

impl Level {
    /// Where the policies are attached
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The policies, by id
    pub fn policies(&self) -> &[Arc<ControlPolicy>] {
        &self.policies
    }
}
