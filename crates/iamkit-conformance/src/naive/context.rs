//! The context of the naive evaluator: a list of keys and values, and the keys that follow from the principal.
//!
//! Rules: S14, S29, S34, S44, S45.

use std::collections::BTreeMap;

use super::requester::Requester;
use crate::case::{CaseResource, Value};

impl Value {
    /// S29, S30: nothing, or nothing but empty strings.
    pub(super) fn is_null(&self) -> bool {
        match self {
            Self::One(text) => text.is_empty(),
            Self::Many(texts) => texts.iter().all(String::is_empty),
        }
    }
}

/// Keys and values in their order, and where each stands by its name in lower case
#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    entries: Vec<(String, Value)>,
    places: BTreeMap<String, usize>,
}

impl Context {
    /// The given keys, and those that follow from the principal and the resource unless they were given or were unknown.
    pub(super) fn new(
        given: &[(String, Value)],
        unknown: &[String],
        requester: &Requester,
        resource: &CaseResource,
    ) -> Self {
        let mut context = Self::default();
        for (key, value) in given {
            context.push(key, value.clone());
        }
        let owner = owner(resource).map(|account| ("aws:ResourceAccount", account));
        for (key, value) in requester.facts().into_iter().chain(owner) {
            let is_unknown = unknown.iter().any(|other| other.eq_ignore_ascii_case(key));
            if context.get(key).is_none() && !is_unknown {
                context.push(key, Value::One(value.into()));
            }
        }
        context
    }

    /// S34: key names have no letter case.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        let place = self.places.get(&key.to_ascii_lowercase())?;
        self.entries.get(*place).map(|(_, value)| value)
    }

    /// A key more; the first of its name counts.
    fn push(&mut self, key: &str, value: Value) {
        self.places.entry(key.to_ascii_lowercase()).or_insert(self.entries.len());
        self.entries.push((key.to_owned(), value));
    }

    /// The context with a key more.
    pub(super) fn with(&self, key: &str, text: &str) -> Self {
        let mut context = self.clone();
        context.push(key, Value::One(text.to_owned()));
        context
    }

    /// A text with the variables of the single-valued keys replaced, whether or not they count there.
    pub(super) fn filled_in(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (key, value) in &self.entries {
            let variable = format!("${{{}}}", key.to_ascii_lowercase());
            if let (Value::One(value), Some(at)) = (value, text.to_ascii_lowercase().find(&variable)) {
                text.replace_range(at..at + variable.len(), value);
            }
        }
        text
    }

    /// S14: the value a variable takes; a multi-valued key has none.
    pub(super) fn single(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Value::One(text) => Some(text),
            Value::Many(_) => None,
        }
    }
}

/// S73: the account that owns a resource, as given or as its ARN tells.
pub(super) fn owner(resource: &CaseResource) -> Option<&str> {
    let told = components(&resource.arn).map(|[.., account, _]| account);
    let told = told.filter(|account| account.len() == 12 && account.chars().all(|c| c.is_ascii_digit()));
    resource.account.as_deref().or(told)
}

/// The six components of an ARN; the last one may hold colons.
pub(super) fn components(arn: &str) -> Option<[&str; 6]> {
    let components = arn.splitn(6, ':').collect::<Vec<_>>();
    <[&str; 6]>::try_from(components).ok().filter(|[start, ..]| *start == "arn")
}

/// S72: the name behind `alias/` of an alias of a key; what stands in the ARN of another service is none.
pub(super) fn key_alias(arn: &str) -> Option<&str> {
    let [_, _, service, _, _, name] = components(arn)?;
    name.strip_prefix("alias/").filter(|_| service == "kms")
}
