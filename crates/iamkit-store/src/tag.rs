//! Tags: keys and values of `[\p{L}\p{Z}\p{N}_.:/=+\-@]`, keys unique whatever their case, as AWS has them in IAM.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use iamkit_policy::shown::Shown;

use crate::name::text_newtype;

text_newtype!(
    /// The key of a tag
    ///
    /// ```
    /// use iamkit_store::TagKey;
    ///
    /// assert!("Cost Centre".parse::<TagKey>().is_ok());
    /// assert!("a;b".parse::<TagKey>().is_err());
    /// ```
    TagKey, "tag key", "1 to 128 letters, digits, spaces and `_.:/=+-@`", |text| is_tag_text(text, 1, 128)
);
text_newtype!(
    /// The value of a tag
    TagValue, "tag value", "at most 256 letters, digits, spaces and `_.:/=+-@`", |text| is_tag_text(text, 0, 256)
);

fn is_tag_text(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.chars().count()) && text.chars().all(is_tag_character)
}

/// White space stands for `\p{Z}`, the numeric characters of the standard library for `\p{N}`.
fn is_tag_character(character: char) -> bool {
    character.is_alphabetic()
        || character.is_numeric()
        || (character.is_whitespace() && !character.is_control())
        || "_.:/=+-@".contains(character)
}

impl TagKey {
    /// Whether only AWS may set the tag: its key begins with `aws:`
    pub fn is_reserved(&self) -> bool {
        self.0.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("aws:"))
    }

    fn folded(&self) -> Arc<str> {
        self.0.to_lowercase().into()
    }
}

/// The tags of an entity, by key whatever its case
///
/// ```
/// use iamkit_store::Tags;
///
/// let tags = Tags::from_pairs([("Team".parse()?, "mail".parse()?)])?;
/// assert_eq!(tags.get("team").map(|value| value.as_str()), Some("mail"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Tags(BTreeMap<Arc<str>, (TagKey, TagValue)>);

/// Two tags of a list have the same key, perhaps in another case
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the tag key `{}` stands twice; keys are unique whatever their case", Shown::value(.0.as_str()))]
pub struct DuplicateTagError(TagKey);

impl DuplicateTagError {
    /// The error code on the wire
    pub fn code(&self) -> &'static str {
        "InvalidInput"
    }
}

impl Tags {
    /// The tags of a list
    ///
    /// # Errors
    /// Two of them have the same key, whatever its case.
    pub fn from_pairs(
        pairs: impl IntoIterator<Item = (TagKey, TagValue)>,
    ) -> Result<Self, DuplicateTagError> {
        let mut tags = Self::default();
        for (key, value) in pairs {
            if tags.0.contains_key(&key.folded()) {
                return Err(DuplicateTagError(key));
            }
            tags.insert(key, value);
        }
        Ok(tags)
    }

    /// The value under a key, whatever its case
    pub fn get(&self, key: &str) -> Option<&TagValue> {
        self.0.get(key.to_lowercase().as_str()).map(|(_, value)| value)
    }

    /// All tags, by key
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&TagKey, &TagValue)> {
        self.0.values().map(|(key, value)| (key, value))
    }

    /// How many there are
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn insert(&mut self, key: TagKey, value: TagValue) {
        self.0.insert(key.folded(), (key, value));
    }

    pub(crate) fn remove(&mut self, key: &TagKey) {
        self.0.remove(&key.folded());
    }
}

impl Serialize for Tags {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Tags {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pairs = Vec::<(TagKey, TagValue)>::deserialize(deserializer)?;
        Self::from_pairs(pairs).map_err(serde::de::Error::custom)
    }
}
