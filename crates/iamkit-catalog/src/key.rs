//! Condition keys and the types of their values.
//!
//! A key may be a template such as `aws:ResourceTag/${TagKey}`, which stands for every key with some text in the place
//! of the placeholder.
//! Whether a key is present in a request, and with which value, is not known here.

use std::fmt;

use iamkit_policy::glob::{Glob, Token};

use crate::catalog::Catalog;
use crate::id::KeyId;
use crate::layout::{KeyRecord, Part};

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

/// A condition key of a [`Catalog`]
///
/// # Examples
///
/// ```
/// use iamkit_catalog::{Catalog, KeyType};
///
/// let key = Catalog::embedded().condition_key("aws:resourcetag/Team").unwrap();
/// assert_eq!(key.name(), "aws:ResourceTag/${TagKey}");
/// assert!(key.is_template());
/// assert!(key.types().contains(KeyType::String));
/// ```
#[derive(Clone, Copy)]
pub struct ConditionKey<'a> {
    catalog: &'a Catalog,
    id: KeyId,
    record: KeyRecord,
}

crate::id::handle!(ConditionKey);

impl<'a> ConditionKey<'a> {
    pub(crate) fn read(catalog: &'a Catalog, id: KeyId) -> Option<Self> {
        let record = catalog.tables().record(Part::Keys, id.get())?;
        Some(Self { catalog, id, record })
    }

    /// The id of the key in its catalog
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// The key as AWS writes it, placeholders included
    pub fn name(&self) -> &'a str {
        self.catalog.tables().text(self.record.name)
    }

    /// The types of its values; empty where the source does not tell
    pub const fn types(&self) -> KeyTypes {
        self.record.types
    }

    /// Whether the name has a placeholder that stands for some text
    pub fn is_template(&self) -> bool {
        is_template(self.name())
    }

    /// Whether requests for any action may have the key, though the sources give it to few or to none
    ///
    /// Of a key that they give to a service and to none of its actions, it isn't known which requests have it.
    /// Others come with the credentials of code that runs on AWS, whatever it asks for: `lambda:SourceFunctionArn`
    /// (Lambda Developer Guide, "Using source function ARN"), `ec2:SourceInstanceARN` and their like.
    ///
    /// ```
    /// use iamkit_catalog::Catalog;
    ///
    /// let is_of_any = |name| Catalog::embedded().condition_key(name).unwrap().is_of_any_action();
    /// assert!(is_of_any("ec2:SourceInstanceARN") && !is_of_any("s3:prefix"));
    /// ```
    ///
    /// # Complexity
    /// O(1); the first time, linear in the catalog.
    pub fn is_of_any_action(&self) -> bool {
        let comes_with_credentials = OF_CREDENTIALS.iter().any(|key| key.eq_ignore_ascii_case(self.name()));
        comes_with_credentials || !self.catalog.taken_keys().contains(self.id)
    }

    /// Whether this is the key that a policy names, in any letter case
    ///
    /// The text in the place of a placeholder may be anything but empty.
    pub fn matches(&self, name: &str) -> bool {
        name.eq_ignore_ascii_case(self.name()) || to_glob(self.name()).matches_ignore_ascii_case(name)
    }
}

impl fmt::Display for ConditionKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Keys that come with the credentials of code that runs on AWS
const OF_CREDENTIALS: [&str; 6] = [
    "ec2:RoleDelivery",
    "ec2:SourceInstanceARN",
    "glue:CredentialIssuingService",
    "glue:RoleAssumedBy",
    "lambda:SourceFunctionArn",
    "ssm:SourceInstanceARN",
];

/// How some services write the place of a tag's key, at the end of a name, which others write `${TagKey}`
const TAG_KEY: &str = "tag-key";

/// Whether the name of a key has a placeholder, `${…}`, `<…>` or a last part `tag-key`
pub(crate) fn is_template(name: &str) -> bool {
    next_placeholder(name).is_some()
}

/// The text before the first placeholder
pub(crate) fn literal_start(name: &str) -> &str {
    next_placeholder(name).map_or(name, |(before, _)| before)
}

/// The glob of the keys that a template stands for
fn to_glob(name: &str) -> Glob {
    let mut tokens = Vec::new();
    let mut rest = name;
    while let Some((before, after)) = next_placeholder(rest) {
        tokens.extend([Token::Literal(before.into()), Token::AnyChar, Token::AnyString]);
        rest = after;
    }
    tokens.push(Token::Literal(rest.into()));
    Glob::from_tokens(tokens)
}

/// What stands before and after the first placeholder
fn next_placeholder(name: &str) -> Option<(&str, &str)> {
    let Some(open) = name.find("${").into_iter().chain(name.find('<')).min() else {
        let before = name.strip_suffix(TAG_KEY)?;
        return before.ends_with('/').then_some((before, ""));
    };
    let (before, placeholder) = name.split_at_checked(open)?;
    let close = if placeholder.starts_with('<') { '>' } else { '}' };
    placeholder.split_once(close).map(|(_, after)| (before, after))
}

#[cfg(test)]
mod tests {
    use super::to_glob;

    #[test]
    fn template_with_two_placeholders_becomes_a_glob() {
        let glob = to_glob("a:x/${One}.y/<two>");
        assert!(glob.matches("a:x/1.y/2"));
        assert!(!glob.matches("a:x/.y/2"));
        assert!(!glob.matches("a:x/1.y/"));
    }

    #[test]
    fn the_place_of_a_tag_can_be_written_as_a_word() {
        let glob = to_glob("a:ResourceTag/tag-key");
        assert!(glob.matches("a:ResourceTag/team") && !glob.matches("a:ResourceTag/"));
        assert_eq!(to_glob("a:tag-key").as_literal(), Some("a:tag-key"));
    }

    #[test]
    fn unclosed_placeholder_is_literal() {
        assert_eq!(to_glob("a:${b").as_literal(), Some("a:${b"));
    }
}
