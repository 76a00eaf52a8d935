//! An MFA device: that there is one and whose it is, not what it is seeded with.

use crate::call::Timestamp;
use crate::label::MfaSerial;
use crate::name::UserName;
use crate::tag::Tags;

/// An MFA device
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MfaDevice {
    pub(crate) serial: MfaSerial,
    pub(crate) is_virtual: bool,
    pub(crate) create_date: Timestamp,
    pub(crate) enabled: Option<(UserName, Timestamp)>,
    pub(crate) tags: Tags,
}

impl MfaDevice {
    /// The serial number
    pub fn serial(&self) -> &MfaSerial {
        &self.serial
    }

    /// Whether it was made here, rather than by a maker of devices
    pub fn is_virtual(&self) -> bool {
        self.is_virtual
    }

    /// When it was made or first enabled
    pub fn create_date(&self) -> Timestamp {
        self.create_date
    }

    /// Whose it is
    pub fn user(&self) -> Option<&UserName> {
        self.enabled.as_ref().map(|(user, _)| user)
    }

    /// Since when it is somebody's
    pub fn enable_date(&self) -> Option<Timestamp> {
        self.enabled.as_ref().map(|(_, date)| *date)
    }

    /// The tags
    pub fn tags(&self) -> &Tags {
        &self.tags
    }
}
