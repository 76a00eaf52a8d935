//! The request context: condition keys with their values.

use std::collections::BTreeMap;

/// The value of a condition key
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextValue {
    /// The value of a single-valued key, as text; bytes as base64 (S40).
    Single(String),
    /// The values of a multi-valued key, which is one also with a single value or none (S33).
    Multi(Vec<String>),
}

impl ContextValue {
    /// The values, one for a single-valued key.
    pub fn values(&self) -> &[String] {
        match self {
            Self::Single(value) => std::slice::from_ref(value),
            Self::Multi(values) => values,
        }
    }

    /// Whether the key counts as null although it is there: no value but empty strings (S29, S30).
    pub(crate) fn is_null(&self) -> bool {
        self.values().iter().all(String::is_empty)
    }
}

impl From<&str> for ContextValue {
    fn from(value: &str) -> Self {
        Self::Single(value.into())
    }
}

impl From<String> for ContextValue {
    fn from(value: String) -> Self {
        Self::Single(value)
    }
}

impl<T: Into<String>> FromIterator<T> for ContextValue {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self::Multi(values.into_iter().map(Into::into).collect())
    }
}

/// Condition keys and their values; key names have no letter case (S34)
///
/// ```
/// use iamkit_engine::{Context, ContextValue};
///
/// let mut context = Context::default();
/// context.insert("aws:SourceIp", "10.0.0.1")?;
/// context.insert("aws:TagKeys", ContextValue::from_iter(["a", "b"]))?;
/// assert_eq!(context.get("AWS:sourceip"), Some(&ContextValue::from("10.0.0.1")));
/// assert!(context.insert("aws:sourceIP", "10.0.0.2").is_err());
/// # Ok::<(), iamkit_engine::ContextError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    entries: BTreeMap<Box<str>, ContextValue>,
}

/// A key that the context holds already, in whatever letter case: which value counts would be a guess (S34)
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the context holds the key `{0}` twice")]
pub struct ContextError(String);

impl Context {
    /// Adds a key.
    ///
    /// # Errors
    /// When the context holds the key already, in any letter case.
    pub fn insert(&mut self, key: &str, value: impl Into<ContextValue>) -> Result<(), ContextError> {
        let folded = key.to_ascii_lowercase().into_boxed_str();
        if self.entries.contains_key(&folded) {
            return Err(ContextError(key.into()));
        }
        self.entries.insert(folded, value.into());
        Ok(())
    }

    /// The value of a key, in any letter case.
    pub fn get(&self, key: &str) -> Option<&ContextValue> {
        self.folded(&key.to_ascii_lowercase())
    }

    /// The keys in lower case with their values, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ContextValue)> {
        self.entries.iter().map(|(key, value)| (&**key, value))
    }

    pub(crate) fn folded(&self, folded_key: &str) -> Option<&ContextValue> {
        self.entries.get(folded_key)
    }

    /// Adds a key that follows from other facts, unless the context gives it.
    pub(crate) fn insert_default(&mut self, folded_key: &str, value: &str) {
        if !self.entries.contains_key(folded_key) {
            self.entries.insert(folded_key.into(), value.into());
        }
    }
}
