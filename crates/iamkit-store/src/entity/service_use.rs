//! Which services a user or role was seen to call.

use std::collections::BTreeMap;

use crate::call::Timestamp;
use crate::label::{Region, ServicePrefix};

/// When and where a service was last called
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceUse {
    pub(crate) date: Timestamp,
    pub(crate) region: Region,
}

impl ServiceUse {
    /// When
    pub fn date(&self) -> Timestamp {
        self.date
    }

    /// Where
    pub fn region(&self) -> &Region {
        &self.region
    }
}

/// The services that were called, by prefix
pub type ServiceUses = BTreeMap<ServicePrefix, ServiceUse>;
