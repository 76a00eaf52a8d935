//! The request context: condition keys with their values, or with the word that a value is not known.

use std::borrow::Cow;
use std::net::IpAddr;

use iamkit_policy::shown::Shown;
use iamkit_policy::value::Instant;

use crate::index::fold::Ends;

/// One value of a condition key, as text; bytes as base64 (S40)
///
/// A value that is an address, an instant or a truth value may carry it beside the text, so that a decision doesn't
/// read the text again.
///
/// ```
/// use iamkit_engine::Value;
///
/// let address = Value::from(std::net::IpAddr::from([10, 0, 0, 1]));
/// assert_eq!(address.as_str(), "10.0.0.1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value<'a> {
    text: Cow<'a, str>,
    typed: Typed,
}

/// What a value's text was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typed {
    Text,
    Address(IpAddr),
    Instant(Instant),
    Bool(bool),
}

impl<'a> Value<'a> {
    /// The value as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// A text that is a date or time, read once; an ordinary text if it is none (S39).
    pub fn instant(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        let typed = Instant::parse(&text).map_or(Typed::Text, Typed::Instant);
        Self { text, typed }
    }

    pub(crate) fn as_ref(&self) -> ValueRef<'_> {
        ValueRef { text: &self.text, typed: &self.typed }
    }
}

/// A value as the tests of conditions take it; small, as it is handed on for each of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ValueRef<'v> {
    pub(crate) text: &'v str,
    pub(crate) typed: &'v Typed,
}

impl<'v> ValueRef<'v> {
    pub(crate) fn text(text: &'v str) -> Self {
        Self { text, typed: &Typed::Text }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), typed: Typed::Text }
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self { text: Cow::Owned(text), typed: Typed::Text }
    }
}

impl From<IpAddr> for Value<'_> {
    fn from(address: IpAddr) -> Self {
        Self { text: Cow::Owned(address.to_string()), typed: Typed::Address(address) }
    }
}

impl From<bool> for Value<'_> {
    fn from(truth: bool) -> Self {
        Self { text: Cow::Borrowed(if truth { "true" } else { "false" }), typed: Typed::Bool(truth) }
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::from(number.to_string())
    }
}

/// What the context says of a condition key
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContextValue<'a> {
    /// The value of a single-valued key.
    Single(Value<'a>),
    /// The values of a multi-valued key, which is one also with a single value or none (S33).
    Multi(Vec<Value<'a>>),
    /// The key may have any value, or none: the answer may then be `Depends`. A list of values is thought of where a set
    /// operator asks for the key.
    Unknown,
}

impl<'a> ContextValue<'a> {
    /// The values, one for a single-valued key; none for an unknown one.
    pub fn values(&self) -> &[Value<'a>] {
        match self {
            Self::Single(value) => std::slice::from_ref(value),
            Self::Multi(values) => values,
            Self::Unknown => &[],
        }
    }
}

impl<'a, T: Into<Value<'a>>> From<T> for ContextValue<'a> {
    fn from(value: T) -> Self {
        Self::Single(value.into())
    }
}

impl<'a, T: Into<Value<'a>>> FromIterator<T> for ContextValue<'a> {
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
/// context.insert("aws:CurrentTime", ContextValue::Unknown)?;
/// assert_eq!(context.get("AWS:sourceip"), Some(&ContextValue::from("10.0.0.1")));
/// assert!(context.insert("aws:sourceIP", "10.0.0.2").is_err());
/// # Ok::<(), iamkit_engine::ContextError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context<'a> {
    entries: Vec<Entry<'a>>,
    unknown: usize,
}

/// A few dozen keys at most come with a request, nearly all of them with different ends, so that comparing them one by
/// one is the fastest look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry<'a> {
    key: Cow<'a, str>,
    /// Of the key.
    ends: Ends,
    value: ContextValue<'a>,
}

impl Entry<'_> {
    /// Whether it is the key, given in lower case and with its ends.
    #[inline]
    fn is(&self, folded_key: &str, ends: Ends) -> bool {
        self.ends.equal(self.key.as_bytes(), ends, folded_key.as_bytes())
    }

    fn is_unknown(&self) -> bool {
        matches!(self.value, ContextValue::Unknown)
    }
}

/// A key that the context holds already, in whatever letter case: which value counts would be a guess (S34)
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the context holds the key `{}` twice", Shown::value(.0))]
pub struct ContextError(String);

impl<'a> Context<'a> {
    /// Adds a key.
    ///
    /// # Errors
    /// When the context holds the key already, in any letter case.
    pub fn insert(
        &mut self,
        key: impl Into<Cow<'a, str>>,
        value: impl Into<ContextValue<'a>>,
    ) -> Result<(), ContextError> {
        let key = key.into();
        let ends = Ends::of(key.as_bytes());
        let is_there = |entry: &Entry<'_>| entry.ends == ends && entry.key.eq_ignore_ascii_case(&key);
        if self.entries.iter().any(is_there) {
            return Err(ContextError(key.into()));
        }
        // `extend` makes room before the entry is made, which is then written where it stays; `push` copies it there.
        self.entries.extend(std::iter::once_with(|| Entry { key, ends, value: value.into() }));
        self.unknown += usize::from(self.entries.last().is_some_and(Entry::is_unknown));
        Ok(())
    }

    /// The value of a key, in any letter case.
    pub fn get(&self, key: &str) -> Option<&ContextValue<'a>> {
        let entry = self.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(key))?;
        Some(&entry.value)
    }

    /// The keys as given with their values, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ContextValue<'a>)> {
        self.entries.iter().map(|entry| (&*entry.key, &entry.value))
    }

    /// The keys that are unknown.
    pub(crate) fn unknown_keys(&self) -> impl Iterator<Item = &str> {
        self.iter().filter(|(_, value)| **value == ContextValue::Unknown).map(|(key, _)| key)
    }

    pub(crate) fn has_unknown(&self) -> bool {
        self.unknown != 0
    }

    /// Looks a key up that is given in lower case.
    #[inline]
    pub(crate) fn find(&self, folded_key: &str) -> Option<&ContextValue<'a>> {
        let ends = Ends::of_folded(folded_key.as_bytes());
        self.entries.iter().find(|entry| entry.is(folded_key, ends)).map(|entry| &entry.value)
    }

    /// The context with something else said of a key: a value, or nothing at all.
    pub(crate) fn replaced(&self, key: &str, value: Option<&ContextValue<'a>>) -> Self {
        let mut context = Self::default();
        for entry in &self.entries {
            let value = if entry.key.eq_ignore_ascii_case(key) { value } else { Some(&entry.value) };
            if let Some(value) = value {
                context.unknown += usize::from(matches!(value, ContextValue::Unknown));
                context.entries.push(Entry { key: entry.key.clone(), value: value.clone(), ..*entry });
            }
        }
        context
    }
}
