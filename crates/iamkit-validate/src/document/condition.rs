//! `Condition`: operators, keys and values.

use std::borrow::Cow;
use std::cell::OnceCell;

use iamkit_catalog::Catalog;
use iamkit_policy::Span;

use super::item::Item;
use super::known_key::KnownKey;
use super::operator::Operator;

/// `Condition`
#[derive(Debug)]
pub(crate) struct ConditionElement<'t> {
    /// The value.
    pub(crate) span: Span,
    pub(crate) operators: Vec<OperatorBlock<'t>>,
}

/// An operator and the keys under it
#[derive(Debug)]
pub(crate) struct OperatorBlock<'t> {
    pub(crate) name: Item<'t>,
    /// What the name says, if it is an operator's.
    pub(crate) operator: Option<Operator>,
    /// The value.
    pub(crate) span: Span,
    pub(crate) keys: Vec<KeyTest<'t>>,
}

/// A key and the values it is compared with
#[derive(Debug)]
pub(crate) struct KeyTest<'t> {
    pub(crate) key: Item<'t>,
    /// The key in lower case.
    pub(crate) folded: String,
    /// Of the block it stands in.
    pub(crate) operator: Option<Operator>,
    /// The value.
    pub(crate) span: Span,
    pub(crate) is_empty_list: bool,
    pub(crate) values: Vec<ConditionValue<'t>>,
    /// What is known of the key, once somebody has asked.
    pub(super) known: OnceCell<KnownKey>,
}

/// A value of a key
#[derive(Debug)]
pub(crate) struct ConditionValue<'t> {
    /// What a string says; a number or boolean as it is spelt.
    pub(crate) text: Cow<'t, str>,
    pub(crate) span: Span,
    pub(crate) kind: ValueKind,
}

/// Of which JSON kind a value is
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueKind {
    Text,
    Number,
    Boolean,
}

impl<'t> ConditionElement<'t> {
    /// Every key under every operator.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &KeyTest<'t>> {
        self.operators.iter().flat_map(|block| &block.keys)
    }
}

impl KeyTest<'_> {
    /// The key in lower case up to its slash, for keys of tags.
    pub(crate) fn base(&self) -> &str {
        self.folded.split_once('/').map_or(&self.folded, |(base, _)| base)
    }

    /// What is known of the key, found once.
    pub(crate) fn known(&self, catalog: &Catalog) -> KnownKey {
        *self.known.get_or_init(|| KnownKey::find(catalog, &self.folded))
    }

    /// Whether it is tested with an operator of that kind, whatever its prefix and suffix.
    pub(crate) fn is_under(&self, is_it: impl Fn(Operator) -> bool) -> bool {
        self.operator.is_some_and(is_it)
    }
}
