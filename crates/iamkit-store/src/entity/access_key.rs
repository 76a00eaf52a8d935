//! An access key: that there is one, not its secret.

use serde::{Deserialize, Serialize};

use crate::call::Timestamp;
use crate::label::{Region, ServicePrefix};
use crate::name::AccessKeyId;

/// Whether an access key can be used
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AccessKeyStatus {
    /// It can
    Active,
    /// It can't
    Inactive,
}

/// An access key of a user
///
/// The store keeps no secret: a user with keys can't be deleted, and that is what keys are for here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    pub(crate) id: AccessKeyId,
    pub(crate) status: AccessKeyStatus,
    pub(crate) create_date: Timestamp,
    pub(crate) last_used: Option<KeyLastUsed>,
}

/// When, where and for which service an access key was last used
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLastUsed {
    pub(crate) date: Timestamp,
    pub(crate) service: ServicePrefix,
    pub(crate) region: Region,
}

impl KeyLastUsed {
    /// When
    pub fn date(&self) -> Timestamp {
        self.date
    }

    /// For which service
    pub fn service(&self) -> &ServicePrefix {
        &self.service
    }

    /// Where
    pub fn region(&self) -> &Region {
        &self.region
    }
}

impl AccessKey {
    /// The id, `AKIA…`
    pub fn id(&self) -> &AccessKeyId {
        &self.id
    }

    /// Whether it can be used
    pub fn status(&self) -> AccessKeyStatus {
        self.status
    }

    /// Whether it can be used
    pub fn is_active(&self) -> bool {
        self.status == AccessKeyStatus::Active
    }

    /// When it was created
    pub fn create_date(&self) -> Timestamp {
        self.create_date
    }

    /// Its last use that is on record
    pub fn last_used(&self) -> Option<&KeyLastUsed> {
        self.last_used.as_ref()
    }
}
