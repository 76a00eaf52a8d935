//! Conditions: does a test hold for a request (S26–S43).

use std::net::IpAddr;

use iamkit_policy::normal::{ArnPattern, Comparison, Operand, Pattern, Relation, Test};
use iamkit_policy::value::{self, Decimal, Instant};
use iamkit_policy::{Arn, Quantifier};

use crate::context::ContextValue;
use crate::request::Request;

/// Whether a test holds for the request.
pub(crate) fn holds(test: &Test, request: &Request) -> bool {
    let value = request.context().folded(test.key.folded());
    if let Comparison::Null { values } = &test.comparison {
        let is_null = value.is_none_or(ContextValue::is_null);
        return values.contains(&Operand::Value(is_null));
    }
    let Some(value) = value else { return absent_holds(test) };
    let passes = |value: &String| compare(&test.comparison, value, request);
    match (test.quantifier, value) {
        (None, ContextValue::Single(value)) => passes(value),
        // S33: a multi-valued key needs a set operator.
        (None, ContextValue::Multi(_)) => false,
        (Some(Quantifier::ForAllValues), value) => value.is_null() || value.values().iter().all(passes),
        (Some(Quantifier::ForAnyValue), value) => !value.is_null() && value.values().iter().any(passes),
    }
}

/// S27, S28, S30, S32: what a test says of a key that the request doesn't carry.
fn absent_holds(test: &Test) -> bool {
    match test.quantifier {
        _ if test.if_exists => true,
        Some(Quantifier::ForAllValues) => true,
        Some(Quantifier::ForAnyValue) => false,
        None => is_negated(&test.comparison),
    }
}

fn is_negated(comparison: &Comparison) -> bool {
    match comparison {
        Comparison::String { is_negated, .. }
        | Comparison::StringIgnoreCase { is_negated, .. }
        | Comparison::Arn { is_negated, .. }
        | Comparison::IpAddress { is_negated, .. } => *is_negated,
        Comparison::Numeric { relation, .. } | Comparison::Date { relation, .. } => {
            *relation == Relation::NotEquals
        }
        Comparison::Bool { .. } | Comparison::Binary { .. } | Comparison::Null { .. } => false,
    }
}

/// Compares one request value with the policy values: OR for positive, NOR for negated operators (S26).
fn compare(comparison: &Comparison, value: &str, request: &Request) -> bool {
    match comparison {
        Comparison::String { is_negated, values } => {
            values.iter().any(|pattern| pattern_matches(pattern, value, request)) != *is_negated
        }
        Comparison::StringIgnoreCase { is_negated, values } => {
            values.iter().any(|pattern| equals_ignoring_case(pattern, value, request)) != *is_negated
        }
        // S37: against what is no ARN, neither form matches.
        Comparison::Arn { is_negated, values } => value
            .parse::<Arn>()
            .is_ok_and(|arn| values.iter().any(|pattern| arn_matches(pattern, &arn, request)) != *is_negated),
        Comparison::Numeric { relation, values } => {
            Decimal::parse(value).is_some_and(|number| ordered(*relation, &number, values))
        }
        Comparison::Date { relation, values } => {
            Instant::parse(value).is_some_and(|instant| ordered(*relation, &instant, values))
        }
        Comparison::Bool { values } => value::parse_bool(value)
            .is_some_and(|truth| values.iter().any(|pattern| is_bool(pattern, truth, request))),
        Comparison::Binary { values } => {
            value::parse_binary(value).is_some_and(|bytes| ordered(Relation::Equals, &bytes, values))
        }
        Comparison::IpAddress { is_negated, values } => {
            value::parse_ip(value).is_some_and(|address| in_ranges(*is_negated, address, values))
        }
        // `Null` asks nothing of the value; `holds` has answered it.
        Comparison::Null { .. } => false,
    }
}

/// Whether a pattern, its variables replaced, matches; a variable without a value matches nothing (S11).
pub(crate) fn pattern_matches(pattern: &Pattern, text: &str, request: &Request) -> bool {
    let glob = pattern.resolve(|key| request.variable(key.folded()));
    glob.is_some_and(|glob| glob.matches(text))
}

/// S35: simple lower-casing, character by character.
fn equals_ignoring_case(pattern: &Pattern, value: &str, request: &Request) -> bool {
    let glob = pattern.resolve(|key| request.variable(key.folded()));
    let fold = |text: &str| text.chars().map(value::fold_char).collect::<String>();
    glob.is_some_and(|glob| glob.as_literal().is_some_and(|literal| fold(literal) == fold(value)))
}

/// S36: six components, each matched by itself.
fn arn_matches(pattern: &ArnPattern, arn: &Arn, request: &Request) -> bool {
    let patterns = pattern.components();
    let components = arn.as_str().splitn(6, ':');
    !patterns.is_empty()
        && patterns
            .iter()
            .zip(components)
            .all(|(pattern, component)| pattern_matches(pattern, component, request))
}

fn is_bool(pattern: &Pattern, truth: bool, request: &Request) -> bool {
    let glob = pattern.resolve(|key| request.variable(key.folded()));
    glob.is_some_and(|glob| glob.as_literal().and_then(value::parse_bool) == Some(truth))
}

/// Positive: one readable policy value stands in the relation. `NotEquals`: all are readable and differ, because a
/// comparison that can't be made is no match under negation either (INFER from S38).
fn ordered<T: Ord>(relation: Relation, value: &T, operands: &[Operand<T>]) -> bool {
    let mut stands = operands.iter().map(|operand| match operand {
        Operand::Unreadable(_) => false,
        Operand::Value(operand) => match relation {
            Relation::Equals => value == operand,
            Relation::NotEquals => value != operand,
            Relation::LessThan => value < operand,
            Relation::LessThanEquals => value <= operand,
            Relation::GreaterThan => operand < value,
            Relation::GreaterThanEquals => operand <= value,
        },
    });
    if relation == Relation::NotEquals { stands.all(|stands| stands) } else { stands.any(|stands| stands) }
}

/// S41: an address of one family is in no range of the other.
fn in_ranges(is_negated: bool, address: IpAddr, ranges: &[Operand<ipnet::IpNet>]) -> bool {
    let contains = |range: &Operand<ipnet::IpNet>| match range {
        Operand::Value(range) => range.contains(&address),
        Operand::Unreadable(_) => false,
    };
    let all_readable = ranges.iter().all(|range| matches!(range, Operand::Value(_)));
    if is_negated { all_readable && !ranges.iter().any(contains) } else { ranges.iter().any(contains) }
}
