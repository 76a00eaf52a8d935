//! The comparisons of conditions in the prover's own form, and what they say of one request value (S26, S35–S42).
//!
//! It reads the same rules as the engine and shares no code with it but the parsing of values; witnesses are re-run there.

use std::cmp::Ordering;
use std::net::IpAddr;

use iamkit_policy::normal::{ArnPattern, Operand, OrderRelation, Pattern, TypedComparison as Normal};
use iamkit_policy::value;
use iamkit_policy::value::{Decimal, Instant};
use ipnet::IpNet;

use crate::domain::question::truth::Truth;
use crate::language::Word;
use crate::language::text::Text;
use crate::language::word::{any_arn, in_any_case, of_arn, of_folded, of_plain};

/// A comparison of one value with those of a policy; `None` among the values is one that can't be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Comparison {
    Text { is_negated: bool, is_any_case: bool, values: Box<[Text]> },
    Arn { is_negated: bool, values: Box<[Option<[Text; 6]>]> },
    Numeric { relation: OrderRelation, values: Box<[Option<Decimal>]> },
    Date { relation: OrderRelation, values: Box<[Option<Instant>]> },
    Bool { values: Box<[Text]> },
    Binary { values: Box<[Option<Vec<u8>>]> },
    Ip { is_negated: bool, values: Box<[Option<IpNet>]> },
    Null { values: Box<[Option<bool>]> },
}

/// What of a text a comparison looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    /// Its characters.
    Text,
    Numeric,
    Date,
    Binary,
    Ip,
    /// Only whether there is one.
    Presence,
}

impl Comparison {
    pub(crate) fn new(normal: &Normal) -> Self {
        match normal {
            Normal::String { is_negated, values } => {
                Self::Text { is_negated: *is_negated, is_any_case: false, values: texts(values) }
            }
            Normal::StringIgnoreCase { is_negated, values } => {
                Self::Text { is_negated: *is_negated, is_any_case: true, values: texts(values) }
            }
            Normal::Arn { is_negated, values } => {
                Self::Arn { is_negated: *is_negated, values: sorted(values.iter().map(arn).collect()) }
            }
            Normal::Numeric { relation, values } => {
                Self::Numeric { relation: *relation, values: operands(values) }
            }
            Normal::Date { relation, values } => Self::Date { relation: *relation, values: operands(values) },
            Normal::Bool { values } => Self::Bool { values: texts(values) },
            Normal::Binary { values } => Self::Binary { values: operands(values) },
            Normal::IpAddress { is_negated, values } => {
                Self::Ip { is_negated: *is_negated, values: operands(values) }
            }
            Normal::Null { values } => Self::Null { values: operands(values) },
        }
    }

    pub(crate) fn family(&self) -> Family {
        match self {
            Self::Text { .. } | Self::Arn { .. } | Self::Bool { .. } => Family::Text,
            Self::Numeric { .. } => Family::Numeric,
            Self::Date { .. } => Family::Date,
            Self::Binary { .. } => Family::Binary,
            Self::Ip { .. } => Family::Ip,
            Self::Null { .. } => Family::Presence,
        }
    }

    /// The comparison without its negation, where patterns are compared.
    pub(crate) fn positive(&self) -> Self {
        match self {
            Self::Text { is_any_case, values, .. } => {
                Self::Text { is_negated: false, is_any_case: *is_any_case, values: values.clone() }
            }
            Self::Arn { values, .. } => Self::Arn { is_negated: false, values: values.clone() },
            other => other.clone(),
        }
    }

    /// Comparisons of which one has to hold for this one to hold, which has no negation: each value with variables is a
    /// part of its own.
    pub(crate) fn parts(&self) -> Vec<Self> {
        let with = |texts: &[&Text]| match self {
            Self::Text { is_any_case, .. } => {
                let values = texts.iter().copied().cloned().collect();
                Self::Text { is_negated: false, is_any_case: *is_any_case, values }
            }
            _ => Self::Bool { values: texts.iter().copied().cloned().collect() },
        };
        let (open, plain): (Vec<_>, Vec<_>) = match self {
            Self::Text { values, .. } | Self::Bool { values } => {
                values.iter().partition(|text| text.has_variables())
            }
            Self::Arn { values, .. } => {
                let is_open = |arn: &Option<[Text; 6]>| arn.iter().flatten().any(Text::has_variables);
                let (open, plain): (Vec<_>, Vec<_>) = values.iter().cloned().partition(is_open);
                let with = |values: Vec<_>| Self::Arn { is_negated: false, values: values.into() };
                return std::iter::once(plain)
                    .chain(open.into_iter().map(|arn| vec![arn]))
                    .map(with)
                    .collect();
            }
            other => return vec![other.clone()],
        };
        std::iter::once(with(&plain)).chain(open.iter().map(|text| with(&[text]))).collect()
    }

    /// Whether it is one of the negated operators, which an absent key satisfies (S27).
    pub(crate) fn is_negated(&self) -> bool {
        match self {
            Self::Text { is_negated, .. } | Self::Arn { is_negated, .. } | Self::Ip { is_negated, .. } => {
                *is_negated
            }
            Self::Numeric { relation, .. } | Self::Date { relation, .. } => {
                *relation == OrderRelation::NotEquals
            }
            Self::Bool { .. } | Self::Binary { .. } | Self::Null { .. } => false,
        }
    }

    /// Whether some value can make the comparison impossible, so that it counts against the requester.
    pub(crate) fn can_be_unevaluable(&self) -> bool {
        !matches!(self, Self::Text { .. } | Self::Arn { .. })
    }

    /// The patterns among its values.
    pub(crate) fn texts(&self) -> Vec<&Text> {
        match self {
            Self::Text { values, .. } | Self::Bool { values } => values.iter().collect(),
            Self::Arn { values, .. } => values.iter().flatten().flatten().collect(),
            _ => Vec::new(),
        }
    }

    /// The texts among its values that stand for themselves.
    pub(crate) fn literals(&self) -> Vec<String> {
        match self {
            Self::Text { values, .. } => values.iter().filter_map(Text::as_literal).map(Into::into).collect(),
            Self::Arn { values, .. } => {
                let joined = |components: &[Text; 6]| {
                    let literals = components.iter().map(Text::as_literal).collect::<Option<Vec<_>>>()?;
                    Some(literals.join(":"))
                };
                values.iter().flatten().filter_map(joined).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The comparison with each pattern changed, those left out that become nothing.
    pub(crate) fn map_texts(&self, change: &impl Fn(&Text) -> Option<Text>) -> Self {
        match self {
            Self::Text { is_negated, is_any_case, values } => Self::Text {
                is_negated: *is_negated,
                is_any_case: *is_any_case,
                values: sorted(values.iter().filter_map(change).collect()),
            },
            Self::Bool { values } => {
                Self::Bool { values: sorted(values.iter().filter_map(change).collect()) }
            }
            Self::Arn { is_negated, values } => {
                let changed = |components: &[Text; 6]| {
                    let changed = components.iter().map(change).collect::<Option<Vec<_>>>()?;
                    <[Text; 6]>::try_from(changed).ok()
                };
                let values = values.iter().flatten().filter_map(changed).map(Some).collect();
                Self::Arn { is_negated: *is_negated, values: sorted(values) }
            }
            other => other.clone(),
        }
    }

    /// What it says of a value; its patterns have no variables.
    pub(crate) fn compare(&self, text: &str) -> Truth {
        match self {
            Self::Text { is_negated, is_any_case: false, values } => {
                (values.iter().any(|value| value.matches(text)) != *is_negated).into()
            }
            Self::Text { is_negated, is_any_case: true, values } => {
                let folded = text.chars().map(value::fold_char).collect::<String>();
                (values.iter().any(|value| value.folded().matches(&folded)) != *is_negated).into()
            }
            Self::Arn { is_negated, values } => arn_holds(*is_negated, values, text),
            Self::Numeric { relation, values } => numeric_holds(*relation, values, text),
            Self::Date { relation, values } => date_holds(*relation, values, text),
            Self::Bool { values } => bool_holds(values, text),
            Self::Binary { values } => match value::parse_binary(text) {
                Some(bytes) => is_among(values, |value| value.cmp(&bytes)),
                None => Truth::Unevaluable,
            },
            Self::Ip { is_negated, values } => match value::parse_ip(text) {
                Some(address) => ip_holds(values, address).negated_if(*is_negated),
                None => Truth::Unevaluable,
            },
            Self::Null { .. } => Truth::Fails,
        }
    }

    /// How many of its values are looked at to compare one.
    pub(crate) fn cost(&self) -> usize {
        match self {
            Self::Text { values, .. } | Self::Bool { values } => values.len(),
            Self::Arn { values, .. } => 2 * values.len(),
            Self::Ip { values, .. } => values.len().min(MANY_RANGES),
            Self::Numeric { .. } | Self::Date { .. } | Self::Binary { .. } | Self::Null { .. } => 1,
        }
    }

    /// S29: what `Null` says of a key that is null or not.
    pub(crate) fn null_holds(&self, is_null: bool) -> Option<Truth> {
        match self {
            Self::Null { values } => Some(any(values, |asks_for_null| *asks_for_null == is_null)),
            _ => None,
        }
    }
}

fn texts(patterns: &[Pattern]) -> Box<[Text]> {
    sorted(patterns.iter().map(Text::new).collect())
}

fn arn(pattern: &ArnPattern) -> Option<[Text; 6]> {
    let components = pattern.components().iter().map(Text::new).collect::<Vec<_>>();
    <[Text; 6]>::try_from(components).ok()
}

fn operands<T: Clone + Ord>(operands: &[Operand<T>]) -> Box<[Option<T>]> {
    let values = operands.iter().map(|operand| match operand {
        Operand::Value(value) => Some(value.clone()),
        Operand::Unreadable(_) => None,
    });
    sorted(values.collect())
}

fn sorted<T: Ord>(mut values: Vec<T>) -> Box<[T]> {
    values.sort_unstable();
    values.dedup();
    values.into()
}

fn any<T>(values: &[Option<T>], stands: impl Fn(&T) -> bool) -> Truth {
    Truth::any(values.iter().map(|value| match value {
        Some(value) => stands(value).into(),
        None => Truth::Unevaluable,
    }))
}

/// The six components of an ARN; `None` for what is none (S37).
pub(crate) fn arn_components(text: &str) -> Option<Vec<&str>> {
    let components = text.splitn(6, ':').collect::<Vec<_>>();
    (text.starts_with("arn:") && components.len() == 6).then_some(components)
}

fn arn_holds(is_negated: bool, values: &[Option<[Text; 6]>], text: &str) -> Truth {
    let Some(components) = arn_components(text) else { return Truth::Fails };
    let is_named = values.iter().flatten().any(|patterns| {
        patterns.iter().zip(&components).all(|(pattern, component)| pattern.matches(component))
    });
    (is_named != is_negated).into()
}

/// S38.
fn numeric_holds(relation: OrderRelation, values: &[Option<Decimal>], text: &str) -> Truth {
    let Some(number) = Decimal::borrowed(text) else { return Truth::Unevaluable };
    // A value that can't be read is unequal to nothing.
    let is_readable = values.first().is_none_or(Option::is_some);
    let stands = is_in_order(relation, values, |value| number.compare(value).reverse());
    (stands && (is_readable || relation != OrderRelation::NotEquals)).into()
}

/// S39.
fn date_holds(relation: OrderRelation, values: &[Option<Instant>], text: &str) -> Truth {
    let Some(instant) = Instant::parse(text) else { return Truth::Unevaluable };
    if relation == OrderRelation::NotEquals {
        return is_among(values, |value| value.cmp(&instant)).negated_if(true);
    }
    let is_readable = values.first().is_none_or(Option::is_some);
    match is_in_order(relation, values, |value| value.cmp(&instant)) {
        false if !is_readable => Truth::Unevaluable,
        stands => stands.into(),
    }
}

/// From so many ranges on, those that may hold an address are looked up, one for each length of what they have in common.
const MANY_RANGES: usize = 129;

/// S41: whether one of the ranges, which are sorted and begin where their first address is, holds the address.
fn ip_holds(values: &[Option<IpNet>], address: IpAddr) -> Truth {
    if values.len() < MANY_RANGES {
        return any(values, |range| range.contains(&address));
    }
    let lengths = if address.is_ipv4() { 0..=32 } else { 0..=128 };
    let mut around = lengths.filter_map(|length| Some(IpNet::new(address, length).ok()?.trunc()));
    if around.any(|range| values.binary_search(&Some(range)).is_ok()) {
        return Truth::Holds;
    }
    if values.first().is_some_and(Option::is_none) { Truth::Unevaluable } else { Truth::Fails }
}

/// Whether one of the values, which are sorted, is equal to what they are compared with.
fn is_among<T>(values: &[Option<T>], compare: impl Fn(&T) -> Ordering) -> Truth {
    let of = |value: &Option<T>| value.as_ref().map_or(Ordering::Less, &compare);
    match values.binary_search_by(of) {
        Ok(_) => Truth::Holds,
        Err(_) if values.first().is_some_and(Option::is_none) => Truth::Unevaluable,
        Err(_) => Truth::Fails,
    }
}

/// Whether what values, which are sorted, are compared with stands so to one of them; for `NotEquals`, to all of them.
fn is_in_order<T>(relation: OrderRelation, values: &[Option<T>], compare: impl Fn(&T) -> Ordering) -> bool {
    let equals = || is_among(values, &compare) == Truth::Holds;
    let stands = |value: Option<&Option<T>>| {
        value.and_then(Option::as_ref).is_some_and(|value| is_in(relation, compare(value).reverse()))
    };
    match relation {
        OrderRelation::Equals => equals(),
        OrderRelation::NotEquals => !equals(),
        OrderRelation::LessThan | OrderRelation::LessThanEquals => stands(values.last()),
        // Values that can't be read come first.
        OrderRelation::GreaterThan | OrderRelation::GreaterThanEquals => {
            stands(values.iter().find(|value| value.is_some()))
        }
    }
}

/// S42.
fn bool_holds(values: &[Text], text: &str) -> Truth {
    let Some(truth) = value::parse_bool(text) else { return Truth::Unevaluable };
    Truth::any(values.iter().map(|value| match value::parse_bool(&value.literal_text()) {
        Some(value) => (value == truth).into(),
        None => Truth::Unevaluable,
    }))
}

fn is_in(relation: OrderRelation, order: Ordering) -> bool {
    match relation {
        OrderRelation::Equals => order.is_eq(),
        OrderRelation::NotEquals => order.is_ne(),
        OrderRelation::LessThan => order.is_lt(),
        OrderRelation::LessThanEquals => order.is_le(),
        OrderRelation::GreaterThan => order.is_gt(),
        OrderRelation::GreaterThanEquals => order.is_ge(),
    }
}

/// The words of each truth value (S42).
fn of_bools() -> [Vec<Word>; 2] {
    ["true", "false"].map(|text| vec![in_any_case(text)])
}

/// The lists of words by which a comparison of text tells values apart.
pub(crate) fn words(comparison: &Comparison) -> Vec<Vec<Word>> {
    match comparison {
        Comparison::Text { is_any_case: false, values, .. } => {
            vec![values.iter().map(of_plain).collect()]
        }
        Comparison::Text { is_any_case: true, values, .. } => {
            vec![values.iter().map(|value| of_folded(value, &|_| 0)).collect()]
        }
        Comparison::Arn { values, .. } => {
            let words = values.iter().flatten().filter_map(|components| of_arn(components, &|_| 0));
            vec![words.collect(), vec![any_arn()]]
        }
        Comparison::Bool { .. } => of_bools().into(),
        _ => Vec::new(),
    }
}
