//! Names that a fixed list holds, such as effects: written in one way, read back, and told apart from what is none.

use std::fmt;

use crate::shown::Shown;

/// A text that is none of the names there are
///
/// Its message names the one that differs in letter case alone, or else all there are.
///
/// ```
/// use iamkit_policy::{Effect, OperatorKind};
///
/// let message = |error: iamkit_policy::UnknownNameError| error.to_string();
/// assert_eq!("allow".parse::<Effect>().map_err(message), Err("unknown effect `allow`, expected `Allow` or `Deny`".into()));
/// let error = "stringequals".parse::<OperatorKind>().unwrap_err();
/// assert_eq!(error.to_string(), "unknown condition operator `stringequals`, did you mean `StringEquals`?");
/// assert_eq!(error.nearest(), Some("StringEquals"));
/// assert_eq!(error.known().len(), OperatorKind::ALL.len());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownNameError {
    what: &'static str,
    text: String,
    known: Vec<&'static str>,
}

impl UnknownNameError {
    /// Says that a text is none of the names of something, such as an `effect`.
    #[doc(hidden)]
    #[cold]
    pub fn new(what: &'static str, text: &str, known: impl IntoIterator<Item = &'static str>) -> Self {
        Self { what, text: text.into(), known: known.into_iter().collect() }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names there are.
    pub fn known(&self) -> &[&'static str] {
        &self.known
    }

    /// The name that differs from the text in letter case alone.
    pub fn nearest(&self) -> Option<&'static str> {
        self.known.iter().copied().find(|name| name.eq_ignore_ascii_case(&self.text))
    }
}

impl fmt::Display for UnknownNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown {} `{}`, ", self.what, Shown::value(&self.text))?;
        match (&*self.known, self.nearest()) {
            ([one, other], _) => write!(f, "expected `{one}` or `{other}`"),
            (_, Some(nearest)) => write!(f, "did you mean `{nearest}`?"),
            (known, None) => write!(f, "expected one of `{}`", known.join("`, `")),
        }
    }
}

impl std::error::Error for UnknownNameError {}

/// Reads a type as its `as_str` writes it, from the list of its values `ALL`.
#[doc(hidden)]
#[macro_export]
macro_rules! from_its_names {
    ($type:ty, $what:literal) => {
        impl std::str::FromStr for $type {
            type Err = $crate::UnknownNameError;

            fn from_str(text: &str) -> Result<Self, $crate::UnknownNameError> {
                let found = <$type>::ALL.iter().copied().find(|known| known.as_str() == text);
                let names = || <$type>::ALL.iter().map(|known| known.as_str());
                found.ok_or_else(|| $crate::UnknownNameError::new($what, text, names()))
            }
        }
    };
}

/// Writes a type as the text its `Display` gives and reads it as its `FromStr` does, checks included.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! text_on_the_wire {
    ($type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'_, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
