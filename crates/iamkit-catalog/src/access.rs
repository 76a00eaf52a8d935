//! Access levels: what an action does to its resource, as AWS classifies it.
//!
//! An action has a set of them: one that tags while it creates is both `Write` and `Tagging`.
//! The levels describe; they decide nothing.

use std::fmt;
use std::str::FromStr;

use iamkit_policy::UnknownNameError;

/// One access level of an action
///
/// # Examples
///
/// ```
/// use iamkit_catalog::AccessLevel;
///
/// assert_eq!(AccessLevel::PermissionsManagement.to_string(), "Permissions management");
/// assert_eq!(AccessLevel::from_name("Write"), Some(AccessLevel::Write));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum AccessLevel {
    /// Names resources without showing their content
    List,
    /// Grants or changes permissions
    PermissionsManagement,
    /// Reads the content of resources
    Read,
    /// Changes tags and nothing else
    Tagging,
    /// Makes, changes or deletes resources
    Write,
}

impl AccessLevel {
    /// All levels in alphabetical order
    pub const ALL: [Self; 5] =
        [Self::List, Self::PermissionsManagement, Self::Read, Self::Tagging, Self::Write];

    /// The level as AWS writes it
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::PermissionsManagement => "Permissions management",
            Self::Read => "Read",
            Self::Tagging => "Tagging",
            Self::Write => "Write",
        }
    }

    /// The level of this name, letter case included
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl FromStr for AccessLevel {
    type Err = UnknownNameError;

    fn from_str(name: &str) -> Result<Self, UnknownNameError> {
        let names = || Self::ALL.into_iter().map(Self::name);
        Self::from_name(name).ok_or_else(|| UnknownNameError::new("access level", name, names()))
    }
}

#[cfg(feature = "serde")]
iamkit_policy::text_on_the_wire!(AccessLevel);

impl fmt::Display for AccessLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of access levels
///
/// # Examples
///
/// ```
/// use iamkit_catalog::{AccessLevel, AccessLevels};
///
/// let levels: AccessLevels = [AccessLevel::Write, AccessLevel::Tagging].into_iter().collect();
/// assert!(levels.contains(AccessLevel::Tagging));
/// assert_eq!(levels.to_string(), "Tagging, Write");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct AccessLevels(u8);

impl AccessLevels {
    /// Whether the level is in the set
    pub const fn contains(self, level: AccessLevel) -> bool {
        self.0 & level.bit() != 0
    }

    /// Whether no level is in the set
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The levels in alphabetical order
    pub fn iter(self) -> impl Iterator<Item = AccessLevel> {
        AccessLevel::ALL.into_iter().filter(move |level| self.contains(*level))
    }

    pub(crate) const fn bits(self) -> u8 {
        self.0
    }

    pub(crate) const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }
}

impl FromIterator<AccessLevel> for AccessLevels {
    fn from_iter<I: IntoIterator<Item = AccessLevel>>(levels: I) -> Self {
        Self(levels.into_iter().fold(0, |bits, level| bits | level.bit()))
    }
}

impl From<AccessLevel> for AccessLevels {
    fn from(level: AccessLevel) -> Self {
        Self(level.bit())
    }
}

/// Writes the levels in alphabetical order with commas between them
impl fmt::Display for AccessLevels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (idx, level) in self.iter().enumerate() {
            let comma = if idx == 0 { "" } else { ", " };
            write!(f, "{comma}{level}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for AccessLevels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
