//! Atoms: what a statement asks of one part of a request, in a form that equal questions share.

use iamkit_policy::global_key::Presence;
use iamkit_policy::normal::{PrincipalPattern, Test};
use iamkit_policy::{ConditionOperator, Quantifier};

use crate::domain::question::comparison::Comparison;
use crate::domain::question::truth::Truth;
use crate::language::text::Text;

/// A question about one part of a request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Atom {
    /// Whether one of the patterns matches the resource.
    Resource(Box<[Text]>),
    /// Whether the resource is an ARN with these components, compared one by one.
    ResourceArn(Box<[[Text; 6]]>),
    /// Whether the resource is an ARN that names an account.
    ResourceHasAccount,
    Key(KeyAtom),
    /// Whether one of the entries names the principal.
    Principal(Box<[PrincipalPattern]>),
    /// Whether an Allow for these entries is enough for the principal, whose own policies allow the request or not (S47).
    Grants(Box<[PrincipalPattern]>),
    /// Whether the `NotPrincipal` of a Deny exempts the principal (S52).
    Exempt(Box<[PrincipalPattern]>),
    /// Whether requests of the principal have the global key, given in lower case, so (S44).
    Comes(Box<str>, Presence),
    /// Whether the principal is of the account, and needs to be granted the request itself or asks elsewhere.
    AsksIn(Box<str>, bool),
    /// Whether the principal asks in its own account, or in this one if it is told, where its own policies allow the request,
    /// so that only a Deny of the resource's policy counts (S56).
    AtHome(Option<Box<str>>),
}

/// A question about a condition key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct KeyAtom {
    /// The key in lower case.
    pub(crate) key: Box<str>,
    pub(crate) quantifier: Option<Quantifier>,
    pub(crate) if_exists: bool,
    /// Whether what can't be compared counts as true: how a Deny reads its conditions.
    pub(crate) unevaluable_holds: bool,
    pub(crate) comparison: Comparison,
}

/// A question about a key in the words of the policy that asked it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) operator: ConditionOperator,
    pub(crate) key: Box<str>,
    pub(crate) values: Vec<Box<str>>,
}

/// What a request has under a key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum KeyValue {
    Absent,
    Single(String),
    Multi(Vec<String>),
}

impl KeyValue {
    /// S29.
    pub(crate) fn is_null(&self) -> bool {
        match self {
            Self::Absent => true,
            Self::Single(text) => text.is_empty(),
            Self::Multi(texts) => texts.iter().all(String::is_empty),
        }
    }
}

impl KeyAtom {
    pub(crate) fn new(test: &Test, is_deny: bool) -> Self {
        let comparison = Comparison::new(&test.comparison);
        Self {
            key: test.key.folded().into(),
            quantifier: test.quantifier,
            if_exists: test.if_exists,
            unevaluable_holds: is_deny && comparison.can_be_unevaluable(),
            comparison,
        }
    }

    /// Whether a request has just this text under the key.
    pub(crate) fn equals(key: &str, text: &str) -> Self {
        let values = [Text::literal(text)].into();
        let comparison = Comparison::Text { is_negated: false, is_any_case: false, values };
        Self { key: key.into(), quantifier: None, if_exists: false, unevaluable_holds: false, comparison }
    }

    /// Whether a request has nothing at all under the key.
    pub(crate) fn absent(key: &str) -> Self {
        let comparison = Comparison::Text { is_negated: false, is_any_case: false, values: Box::default() };
        Self { key: key.into(), quantifier: None, if_exists: true, unevaluable_holds: false, comparison }
    }

    pub(crate) fn has_variables(&self) -> bool {
        self.comparison.texts().into_iter().any(Text::has_variables)
    }

    /// Whether it compares the key with the variable of the same key.
    pub(crate) fn has_own_variable(&self) -> bool {
        self.comparison.texts().into_iter().flat_map(Text::variables).any(|key| *key == *self.key)
    }

    /// Whether an outcome of the comparison counts as true.
    pub(crate) fn counts(&self, truth: Truth) -> bool {
        truth == Truth::Holds || (truth == Truth::Unevaluable && self.unevaluable_holds)
    }

    /// Whether it holds for what a request has, given whether each of its values passes.
    pub(crate) fn holds(&self, value: &KeyValue, passes: impl FnMut(usize) -> bool) -> bool {
        if let Some(truth) = self.comparison.null_holds(value.is_null()) {
            return self.counts(truth);
        }
        match (value, self.quantifier) {
            (KeyValue::Absent, quantifier) => self.absent_holds(quantifier),
            (value, Some(quantifier)) if value.is_null() => quantifier == Quantifier::ForAllValues,
            (KeyValue::Single(_), _) => (0..1).all(passes),
            (KeyValue::Multi(texts), Some(Quantifier::ForAllValues)) => (0..texts.len()).all(passes),
            (KeyValue::Multi(texts), Some(Quantifier::ForAnyValue)) => (0..texts.len()).any(passes),
            // S33: a multi-valued key needs a set operator.
            (KeyValue::Multi(_), None) => false,
        }
    }

    /// S27, S28, S30, S32.
    fn absent_holds(&self, quantifier: Option<Quantifier>) -> bool {
        match quantifier {
            _ if self.if_exists => true,
            Some(Quantifier::ForAllValues) => true,
            Some(Quantifier::ForAnyValue) => false,
            None => self.comparison.is_negated(),
        }
    }

    /// The same question with its patterns changed.
    pub(crate) fn map_texts(&self, change: &impl Fn(&Text) -> Option<Text>) -> Self {
        Self { comparison: self.comparison.map_texts(change), ..self.clone() }
    }
}

impl Atom {
    /// The variables it asks for, by their keys in lower case.
    pub(crate) fn variables(&self) -> Vec<&str> {
        let texts = match self {
            Self::Resource(texts) => texts.iter().collect(),
            Self::ResourceArn(arns) => arns.iter().flatten().collect(),
            Self::Key(atom) => atom.comparison.texts(),
            _ => Vec::new(),
        };
        let mut keys = texts.into_iter().flat_map(Text::variables).collect::<Vec<_>>();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The variables whose values have to be known before it can be looked into: all but a key's own.
    pub(crate) fn open_variables(&self) -> Vec<&str> {
        let mut keys = self.variables();
        if let Self::Key(atom) = self {
            keys.retain(|key| **key != *atom.key);
        }
        keys
    }

    /// Whether it is about the resource of a request.
    pub(crate) fn is_about_resources(&self) -> bool {
        matches!(self, Self::Resource(_) | Self::ResourceArn(_) | Self::ResourceHasAccount)
    }

    pub(crate) fn has_variables(&self) -> bool {
        match self {
            Self::Resource(texts) => texts.iter().any(Text::has_variables),
            Self::Key(atom) => atom.has_variables(),
            _ => false,
        }
    }

    /// The same question with its patterns changed, those left out that become nothing.
    pub(crate) fn map_texts(&self, change: &impl Fn(&Text) -> Option<Text>) -> Self {
        match self {
            Self::Resource(texts) => {
                let mut texts = texts.iter().filter_map(change).collect::<Vec<_>>();
                texts.sort_unstable();
                texts.dedup();
                Self::Resource(texts.into())
            }
            Self::Key(atom) => Self::Key(atom.map_texts(change)),
            other => other.clone(),
        }
    }
}

/// An atom in the words of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AtomWords {
    Values(Vec<Box<str>>),
    Condition(Words),
}
