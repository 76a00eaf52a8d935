//! Descriptions and session durations, each checked when it is made.

use crate::name::{NameError, text_newtype};

text_newtype!(
    /// The description of a role or policy
    Description,
    "description",
    "at most 1000 characters of U+0009, U+000A, U+000D, U+0020 to U+007E and U+00A1 to U+00FF",
    is_description
);

fn is_description(text: &str) -> bool {
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{A1}'..='\u{FF}');
    text.chars().count() <= 1_000 && text.chars().all(is_allowed)
}

/// How long a session of a role may last: 3,600 to 43,200 seconds
///
/// ```
/// use iamkit_store::SessionDuration;
///
/// assert_eq!(SessionDuration::default().as_seconds(), 3_600);
/// let error = SessionDuration::from_seconds(60).unwrap_err();
/// assert_eq!(error.to_string(), "`60` is no session duration: expected 3600 to 43200 seconds");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionDuration(u32);

impl SessionDuration {
    /// So many seconds
    ///
    /// # Errors
    /// Fewer than 3,600 or more than 43,200.
    pub fn from_seconds(seconds: u32) -> Result<Self, NameError> {
        if (3_600..=43_200).contains(&seconds) {
            return Ok(Self(seconds));
        }
        Err(NameError::new(&seconds.to_string(), "session duration", "3600 to 43200 seconds"))
    }

    /// The seconds
    pub fn as_seconds(self) -> u32 {
        self.0
    }
}

impl Default for SessionDuration {
    fn default() -> Self {
        Self(3_600)
    }
}

impl serde::Serialize for SessionDuration {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.0)
    }
}

impl<'de> serde::Deserialize<'de> for SessionDuration {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_seconds(u32::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
