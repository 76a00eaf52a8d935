//! The request context: condition keys with their values, or with the word that a value is not known.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use iamkit_policy::Arn;
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

    /// The same, owning its text.
    pub fn into_owned(self) -> Value<'static> {
        Value { text: Cow::Owned(self.text.into_owned()), typed: self.typed }
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

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::from(text.as_str())
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self { text, typed: Typed::Text }
    }
}

impl From<Box<str>> for Value<'_> {
    fn from(text: Box<str>) -> Self {
        Self::from(String::from(text))
    }
}

impl<'a> From<&'a Arn> for Value<'a> {
    fn from(arn: &'a Arn) -> Self {
        Self::from(arn.as_str())
    }
}

impl From<Ipv4Addr> for Value<'_> {
    fn from(address: Ipv4Addr) -> Self {
        Self::from(IpAddr::V4(address))
    }
}

impl From<Ipv6Addr> for Value<'_> {
    fn from(address: Ipv6Addr) -> Self {
        Self::from(IpAddr::V6(address))
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

macro_rules! from_numbers {
    ($($number:ty),*) => {
        $(impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                Self::from(number.to_string())
            }
        })*
    };
}

from_numbers!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

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

    /// The same, owning its texts.
    pub fn into_owned(self) -> ContextValue<'static> {
        match self {
            Self::Single(value) => ContextValue::Single(value.into_owned()),
            Self::Multi(values) => ContextValue::Multi(values.into_iter().map(Value::into_owned).collect()),
            Self::Unknown => ContextValue::Unknown,
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

impl<'a, T: Into<Value<'a>>> From<Vec<T>> for ContextValue<'a> {
    fn from(values: Vec<T>) -> Self {
        values.into_iter().collect()
    }
}

impl<'a, T: Into<Value<'a>>, const N: usize> From<[T; N]> for ContextValue<'a> {
    fn from(values: [T; N]) -> Self {
        values.into_iter().collect()
    }
}

/// Condition keys and their values; key names have no letter case (S34)
///
/// ```
/// use iamkit_engine::{Context, ContextValue};
///
/// let mut context = Context::default();
/// context.insert("aws:SourceIp", "10.0.0.1")?;
/// context.insert("aws:TagKeys", ["a", "b"])?;
/// context.insert("s3:max-keys", 100)?;
/// context.insert("aws:CurrentTime", ContextValue::Unknown)?;
/// assert_eq!(context.get("AWS:sourceip"), Some(&ContextValue::from("10.0.0.1")));
/// assert!(context.insert("aws:sourceIP", "10.0.0.2").is_err());
/// # Ok::<(), iamkit_engine::ContextError>(())
/// ```
///
/// Collected from pairs, or extended by them, it has the last value of a key that comes twice, as maps have; what comes
/// from elsewhere is better added with [`try_extend`](Self::try_extend).
///
/// ```
/// use iamkit_engine::{Context, ContextValue};
///
/// let mut context: Context = [("aws:SourceIp", "10.0.0.1"), ("AWS:SOURCEIP", "10.0.0.2")].into_iter().collect();
/// context.extend([("aws:MultiFactorAuthAge", 60), ("s3:max-keys", 5)]);
/// assert_eq!(context.get("aws:sourceip"), Some(&ContextValue::from("10.0.0.2")));
/// assert_eq!(context.len(), 3);
/// assert!(context.try_extend([("S3:max-keys", 7)]).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context<'a> {
    entries: Vec<Entry<'a>>,
    /// Once there are more than [`FEW`].
    order: Option<Box<Order>>,
    unknown: usize,
}

/// So many keys are compared one by one.
const FEW: usize = 64;

/// The places of the entries by their keys in lower case
#[derive(Debug, Clone, PartialEq, Eq)]
struct Order(Vec<u32>);

impl Order {
    fn of(entries: &[Entry<'_>]) -> Self {
        let mut places = (0..).take(entries.len()).collect::<Vec<u32>>();
        places.sort_by(|one, other| folded_order(key_at(entries, *one), key_at(entries, *other)));
        Self(places)
    }

    /// Where a key is in the order, in any letter case, or where it would be.
    fn find(&self, key: &str, entries: &[Entry<'_>]) -> Result<usize, usize> {
        // Keys often come in their order.
        if let Some(last) = self.0.last()
            && folded_order(key_at(entries, *last), key).is_lt()
        {
            return Err(self.0.len());
        }
        self.0.binary_search_by(|place| folded_order(key_at(entries, *place), key))
    }

    /// The place of a key among the entries.
    fn place(&self, key: &str, entries: &[Entry<'_>]) -> Option<usize> {
        let place = self.0.get(self.find(key, entries).ok()?)?;
        usize::try_from(*place).ok()
    }

    /// Puts the last entry into the order, whose key is there once.
    fn add_last(&mut self, entries: &[Entry<'_>]) {
        let Some((last, place)) = entries.last().zip(u32::try_from(entries.len() - 1).ok()) else { return };
        if let Err(at) = self.find(&last.key, entries) {
            self.0.insert(at, place);
        }
    }
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

fn key_at<'e>(entries: &'e [Entry<'_>], place: u32) -> &'e str {
    usize::try_from(place).ok().and_then(|place| entries.get(place)).map_or("", |entry| &entry.key)
}

/// The order of keys in lower case.
fn folded_order(one: &str, other: &str) -> Ordering {
    let (one, other) = (one.bytes(), other.bytes());
    one.map(|byte| byte.to_ascii_lowercase()).cmp(other.map(|byte| byte.to_ascii_lowercase()))
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
        let is_known = match &self.order {
            Some(order) => order.find(&key, &self.entries).is_ok(),
            None => self.entries.iter().any(is_there),
        };
        if is_known {
            return Err(ContextError(key.into()));
        }
        // `extend` makes room before the entry is made, which is then written where it stays; `push` copies it there.
        self.entries.extend(std::iter::once_with(|| Entry { key, ends, value: value.into() }));
        self.added();
        Ok(())
    }

    /// Counts the last entry, and puts it into the order.
    fn added(&mut self) {
        self.unknown += usize::from(self.entries.last().is_some_and(Entry::is_unknown));
        match &mut self.order {
            Some(order) => order.add_last(&self.entries),
            None if FEW < self.entries.len() => self.order = Some(Box::new(Order::of(&self.entries))),
            None => {}
        }
    }

    /// The place of a key, in any letter case, among the entries.
    fn place(&self, key: &str) -> Option<usize> {
        match &self.order {
            Some(order) => order.place(key, &self.entries),
            None => self.entries.iter().position(|entry| entry.key.eq_ignore_ascii_case(key)),
        }
    }

    /// Says what a key has, in place of what was said of it before in any letter case.
    pub fn set(&mut self, key: impl Into<Cow<'a, str>>, value: impl Into<ContextValue<'a>>) {
        let (key, value) = (key.into(), value.into());
        let Some(entry) = self.place(&key).and_then(|place| self.entries.get_mut(place)) else {
            let ends = Ends::of(key.as_bytes());
            self.entries.push(Entry { key, ends, value });
            return self.added();
        };
        self.unknown -= usize::from(entry.is_unknown());
        entry.value = value;
        self.unknown += usize::from(entry.is_unknown());
    }

    /// Adds keys one by one, up to the first that can't be added.
    ///
    /// # Errors
    /// When a key is there already, in any letter case.
    pub fn try_extend<K: Into<Cow<'a, str>>, V: Into<ContextValue<'a>>>(
        &mut self,
        keys: impl IntoIterator<Item = (K, V)>,
    ) -> Result<(), ContextError> {
        keys.into_iter().try_for_each(|(key, value)| self.insert(key, value))
    }

    /// How many keys there are, unknown ones included.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The same, owning its keys and values.
    pub fn into_owned(self) -> Context<'static> {
        let entries = self.entries.into_iter().map(|entry| Entry {
            key: Cow::Owned(entry.key.into_owned()),
            ends: entry.ends,
            value: entry.value.into_owned(),
        });
        Context { entries: entries.collect(), order: self.order, unknown: self.unknown }
    }

    /// The value of a key, in any letter case.
    pub fn get(&self, key: &str) -> Option<&ContextValue<'a>> {
        self.entries.get(self.place(key)?).map(|entry| &entry.value)
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
        if self.order.is_some() {
            return self.get(folded_key);
        }
        let ends = Ends::of_folded(folded_key.as_bytes());
        self.entries.iter().find(|entry| entry.is(folded_key, ends)).map(|entry| &entry.value)
    }

    /// The context with something else said of a key: a value, or nothing at all.
    pub(crate) fn replaced(&self, key: &str, value: Option<&ContextValue<'a>>) -> Self {
        let mut context = Self::default();
        for entry in &self.entries {
            let value = if entry.key.eq_ignore_ascii_case(key) { value } else { Some(&entry.value) };
            if let Some(value) = value {
                context.entries.push(Entry { key: entry.key.clone(), value: value.clone(), ..*entry });
                context.added();
            }
        }
        context
    }
}

impl<'a, K: Into<Cow<'a, str>>, V: Into<ContextValue<'a>>> Extend<(K, V)> for Context<'a> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, keys: I) {
        keys.into_iter().for_each(|(key, value)| self.set(key, value));
    }
}

impl<'a, K: Into<Cow<'a, str>>, V: Into<ContextValue<'a>>> FromIterator<(K, V)> for Context<'a> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(keys: I) -> Self {
        let mut context = Self::default();
        context.extend(keys);
        context
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Many keys are found as few are, whatever their letter case and the order in which they came.
    #[test]
    fn many_keys_are_found_as_few_are() {
        let name = |at: usize| format!("aws:PrincipalTag/k{}", at * 7919 % 1000);
        for count in [FEW - 1, FEW, FEW + 1, FEW + 2, 1000] {
            let mut context = Context::default();
            for at in 0..count {
                context.insert(name(at), at).expect("each is there once");
            }
            assert_eq!(context.order.is_some(), FEW < count);
            context.set("aws:principaltag/K0", "other");
            assert!(context.insert("AWS:principaltag/k0", 1).is_err());
            assert_eq!(context.len(), count);
            for at in 1..count {
                let value = Some(ContextValue::from(at));
                assert_eq!(context.get(&name(at).to_ascii_uppercase()).cloned(), value);
                assert_eq!(context.find(&name(at).to_ascii_lowercase()).cloned(), value);
            }
            assert_eq!(context.get("aws:PrincipalTag/k0"), Some(&"other".into()));
            assert_eq!(context.find("aws:principaltag/none"), None);
            let without = context.replaced(&name(1), None);
            assert_eq!((without.len(), without.get(&name(1))), (count - 1, None));
            assert_eq!(context.replaced(&name(1), Some(&ContextValue::Unknown)).has_unknown(), 1 < count);
        }
    }
}
