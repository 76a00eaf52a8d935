//! The types of the values of condition keys, as AWS documents them.

use std::fmt;
use std::str::FromStr;

use iamkit_policy::UnknownNameError;

/// The type of a condition key's values, as AWS documents it
///
/// # Examples
///
/// ```
/// use iamkit_catalog::KeyType;
///
/// assert_eq!(KeyType::from_name("ArrayOfString"), Some(KeyType::ArrayOfString));
/// assert!(KeyType::ArrayOfString.is_array());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum KeyType {
    /// Text
    String,
    /// A number
    Numeric,
    /// A point in time
    Date,
    /// `true` or `false`
    Bool,
    /// Bytes in Base64
    Binary,
    /// An address or a range of addresses
    IpAddress,
    /// An ARN
    Arn,
    /// Any number of texts
    ArrayOfString,
    /// Any number of numbers
    ArrayOfNumeric,
    /// Any number of points in time
    ArrayOfDate,
    /// Any number of `true` and `false`
    ArrayOfBool,
    /// Any number of Base64 texts
    ArrayOfBinary,
    /// Any number of addresses
    ArrayOfIpAddress,
    /// Any number of ARNs
    ArrayOfArn,
}

impl KeyType {
    /// All types
    pub const ALL: [Self; 14] = [
        Self::String,
        Self::Numeric,
        Self::Date,
        Self::Bool,
        Self::Binary,
        Self::IpAddress,
        Self::Arn,
        Self::ArrayOfString,
        Self::ArrayOfNumeric,
        Self::ArrayOfDate,
        Self::ArrayOfBool,
        Self::ArrayOfBinary,
        Self::ArrayOfIpAddress,
        Self::ArrayOfArn,
    ];

    /// The type as AWS writes it
    pub const fn name(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::Numeric => "Numeric",
            Self::Date => "Date",
            Self::Bool => "Bool",
            Self::Binary => "Binary",
            Self::IpAddress => "IPAddress",
            Self::Arn => "ARN",
            Self::ArrayOfString => "ArrayOfString",
            Self::ArrayOfNumeric => "ArrayOfNumeric",
            Self::ArrayOfDate => "ArrayOfDate",
            Self::ArrayOfBool => "ArrayOfBool",
            Self::ArrayOfBinary => "ArrayOfBinary",
            Self::ArrayOfIpAddress => "ArrayOfIPAddress",
            Self::ArrayOfArn => "ArrayOfARN",
        }
    }

    /// The type of this name, letter case included
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether a request may hold several values of the key
    pub const fn is_array(self) -> bool {
        self as u8 >= Self::ArrayOfString as u8
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

impl FromStr for KeyType {
    type Err = UnknownNameError;

    fn from_str(name: &str) -> Result<Self, UnknownNameError> {
        let names = || Self::ALL.into_iter().map(Self::name);
        Self::from_name(name).ok_or_else(|| UnknownNameError::new("type of key", name, names()))
    }
}

#[cfg(feature = "serde")]
iamkit_policy::text_on_the_wire!(KeyType);

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The types that a condition key may have; nearly always one
///
/// The set is empty where the source names a key without its type.
///
/// # Examples
///
/// ```
/// use iamkit_catalog::{KeyType, KeyTypes};
///
/// let types = KeyTypes::from(KeyType::Bool);
/// assert_eq!(types.iter().collect::<Vec<_>>(), [KeyType::Bool]);
/// assert!(KeyTypes::default().is_empty());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct KeyTypes(u16);

impl KeyTypes {
    /// Whether the type is in the set
    pub const fn contains(self, kind: KeyType) -> bool {
        self.0 & kind.bit() != 0
    }

    /// Whether the type of the key is unknown
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The types in the order of [`KeyType::ALL`]
    pub fn iter(self) -> impl Iterator<Item = KeyType> {
        KeyType::ALL.into_iter().filter(move |kind| self.contains(*kind))
    }

    pub(crate) const fn bits(self) -> u16 {
        self.0
    }

    pub(crate) const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }
}

impl FromIterator<KeyType> for KeyTypes {
    fn from_iter<I: IntoIterator<Item = KeyType>>(types: I) -> Self {
        Self(types.into_iter().fold(0, |bits, kind| bits | kind.bit()))
    }
}

impl From<KeyType> for KeyTypes {
    fn from(kind: KeyType) -> Self {
        Self(kind.bit())
    }
}

/// Writes the types with commas between them
impl fmt::Display for KeyTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (idx, kind) in self.iter().enumerate() {
            let comma = if idx == 0 { "" } else { ", " };
            write!(f, "{comma}{kind}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for KeyTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
