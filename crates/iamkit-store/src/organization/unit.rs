//! Organisational units, member accounts, and what restricts an account.

use std::sync::Arc;

use super::account::MemberProfile;
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
    pub(crate) number: u64,
}

impl OrganizationalUnit {
    /// Its place in the order in which things were made
    pub fn number(&self) -> u64 {
        self.number
    }

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
    pub(crate) profile: Option<MemberProfile>,
    pub(crate) is_closed: bool,
}

impl Member {
    /// An account directly below the root.
    pub(crate) fn new(account: AccountId, joined: Timestamp) -> Self {
        Self { account, parent: Parent::Root, joined, profile: None, is_closed: false }
    }

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

    /// The name and owner of an account that was made in the organisation; none of one that came to it
    pub fn profile(&self) -> Option<&MemberProfile> {
        self.profile.as_ref()
    }

    /// Whether it was closed
    pub fn is_closed(&self) -> bool {
        self.is_closed
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
