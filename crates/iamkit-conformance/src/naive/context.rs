//! The context of the naive evaluator: a list of keys and values, and the keys that follow from the principal.
//!
//! Rules: S14, S29, S34, S44, S45.

use std::collections::BTreeMap;

use super::arn::owner;
use super::requester::Requester;
use crate::situation::{CaseResource, CaseValue};

impl CaseValue {
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
    entries: Vec<(String, CaseValue)>,
    places: BTreeMap<String, usize>,
}

impl Context {
    /// The given keys, and those that follow from the principal and the resource unless they were given or were unknown.
    pub(super) fn new(
        given: &[(String, CaseValue)],
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
                context.push(key, CaseValue::One(value.into()));
            }
        }
        context
    }

    /// S34: key names have no letter case.
    pub(super) fn get(&self, key: &str) -> Option<&CaseValue> {
        let place = self.places.get(&key.to_ascii_lowercase())?;
        self.entries.get(*place).map(|(_, value)| value)
    }

    /// A key more; the first of its name counts.
    fn push(&mut self, key: &str, value: CaseValue) {
        self.places.entry(key.to_ascii_lowercase()).or_insert(self.entries.len());
        self.entries.push((key.to_owned(), value));
    }

    /// The context with a key more.
    pub(super) fn with(&self, key: &str, text: &str) -> Self {
        let mut context = self.clone();
        context.push(key, CaseValue::One(text.to_owned()));
        context
    }

    /// A text with the variables of the single-valued keys replaced, whether or not they count there.
    pub(super) fn filled_in(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (key, value) in &self.entries {
            let variable = format!("${{{}}}", key.to_ascii_lowercase());
            if let (CaseValue::One(value), Some(at)) = (value, text.to_ascii_lowercase().find(&variable)) {
                text.replace_range(at..at + variable.len(), value);
            }
        }
        text
    }

    /// S14: the value a variable takes; a multi-valued key has none.
    pub(super) fn single(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            CaseValue::One(text) => Some(text),
            CaseValue::Many(_) => None,
        }
    }
}
