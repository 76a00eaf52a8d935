//! Conditions of the naive evaluator: one operator and key against the context.
//!
//! Rules: S26–S43.

use std::cmp::Ordering;
use std::net::IpAddr;

use iamkit_policy::{Condition, OperatorKind, Quantifier};

use super::context::Context;
use super::pattern::{self, Piece, Variables, Wildcards};
use super::value;
use crate::case::Value;

/// What a condition comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Holds,
    Fails,
    /// A value isn't of the operator's type, and no other value settles the matter.
    Unevaluable,
}

impl From<bool> for Outcome {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }
}

/// What the condition comes to.
pub(super) fn outcome(condition: &Condition, variables: Variables, context: &Context) -> Outcome {
    let operator = condition.operator();
    let given = context.get(condition.key());
    // S29.
    if operator.kind() == OperatorKind::Null {
        let is_null = given.is_none_or(Value::is_null);
        let asked = condition.values().iter().map(|text| value::truth(text.as_str())).collect::<Vec<_>>();
        return match () {
            () if asked.contains(&Some(is_null)) => Outcome::Holds,
            () if asked.contains(&None) => Outcome::Unevaluable,
            () => Outcome::Fails,
        };
    }
    let Some(given) = given else {
        // S28, S32; then S30; then S27.
        let holds = operator.if_exists()
            || match operator.quantifier() {
                Some(Quantifier::ForAllValues) => true,
                Some(Quantifier::ForAnyValue) => false,
                None => is_negated(operator.kind()),
            };
        return holds.into();
    };
    let outcomes = match given {
        Value::One(text) => vec![value_outcome(condition, text, variables, context)],
        Value::Many(texts) => {
            texts.iter().map(|text| value_outcome(condition, text, variables, context)).collect()
        }
    };
    match (operator.quantifier(), given) {
        // S33.
        (None, Value::Many(_)) => Outcome::Fails,
        // S30, S31.
        (Some(quantifier), given) if given.is_null() => (quantifier == Quantifier::ForAllValues).into(),
        (Some(Quantifier::ForAnyValue), _) => {
            first_of([Outcome::Holds, Outcome::Unevaluable], &outcomes, Outcome::Fails)
        }
        (Some(Quantifier::ForAllValues) | None, _) => {
            first_of([Outcome::Fails, Outcome::Unevaluable], &outcomes, Outcome::Holds)
        }
    }
}

/// The first of the weighty outcomes that is among those found.
fn first_of(weighty: [Outcome; 2], found: &[Outcome], otherwise: Outcome) -> Outcome {
    weighty.into_iter().find(|outcome| found.contains(outcome)).unwrap_or(otherwise)
}

fn is_negated(kind: OperatorKind) -> bool {
    kind.as_str().contains("Not")
}

/// What one policy value says of one request value.
enum Verdict {
    Match,
    NoMatch,
    /// The two can't be compared.
    Incomparable,
}

/// S26: OR over policy values, NOR for negated operators.
///
/// What can't be compared is settled by rule under `Arn…` and `Numeric…`, where it fails in either polarity (S37, S38;
/// INFER), and otherwise by another policy value that matches; without one the outcome is open.
fn value_outcome(condition: &Condition, text: &str, variables: Variables, context: &Context) -> Outcome {
    let kind = condition.operator().kind();
    let is_arn = matches!(family(kind), Family::Arn);
    if !is_comparable(kind, text) {
        return if is_arn { Outcome::Fails } else { Outcome::Unevaluable };
    }
    let verdicts =
        condition.values().iter().map(|policy| verdict(kind, policy.as_str(), text, variables, context));
    let verdicts = verdicts.collect::<Vec<_>>();
    let matches = verdicts.iter().any(|verdict| matches!(verdict, Verdict::Match));
    let is_open = verdicts.iter().any(|verdict| matches!(verdict, Verdict::Incomparable));
    match (matches, is_open) {
        (false, true) if matches!(family(kind), Family::Number) => Outcome::Fails,
        (true, true) if matches!(family(kind), Family::Number) && is_negated(kind) => Outcome::Fails,
        (false, true) => Outcome::Unevaluable,
        (matches, _) => (matches != is_negated(kind)).into(),
    }
}

/// Whether the request value is of the operator's kind at all.
fn is_comparable(kind: OperatorKind, text: &str) -> bool {
    match family(kind) {
        Family::Number => value::compare_numbers(text, "0").is_some(),
        Family::Date => value::instant(text).is_some(),
        Family::Address => text.parse::<IpAddr>().is_ok(),
        Family::Arn => is_arn(text),
        Family::Bool => value::truth(text).is_some(),
        Family::Binary => value::bytes(text).is_some(),
        _ => true,
    }
}

enum Family {
    Text,
    TextAnyCase,
    Like,
    Number,
    Date,
    Bool,
    Binary,
    Address,
    Arn,
    Null,
}

fn family(kind: OperatorKind) -> Family {
    match kind.as_str() {
        "StringEquals" | "StringNotEquals" => Family::Text,
        "StringLike" | "StringNotLike" => Family::Like,
        "Bool" => Family::Bool,
        "BinaryEquals" => Family::Binary,
        "IpAddress" | "NotIpAddress" => Family::Address,
        name if name.starts_with("String") => Family::TextAnyCase,
        name if name.starts_with("Numeric") => Family::Number,
        name if name.starts_with("Date") => Family::Date,
        name if name.starts_with("Arn") => Family::Arn,
        _ => Family::Null,
    }
}

/// S16: whether `${…}` counts in the values of the operator.
pub(super) fn takes_variables(kind: OperatorKind) -> bool {
    matches!(family(kind), Family::Text | Family::TextAnyCase | Family::Like | Family::Bool | Family::Arn)
}

/// A text that is no ARN pattern matches nothing whatever its variables, so it asks for no key (INFER).
pub(super) fn is_dead(kind: OperatorKind, policy: &str) -> bool {
    matches!(family(kind), Family::Arn) && pattern::fields(&pattern::completed(policy), 5).len() < 6
}

fn verdict(
    kind: OperatorKind,
    policy: &str,
    given: &str,
    variables: Variables,
    context: &Context,
) -> Verdict {
    let exact = || {
        let pieces = pattern::read(policy, variables, Wildcards::No);
        pattern::substituted(&pieces, context).and_then(|pieces| pattern::literal(&pieces))
    };
    let answer = match family(kind) {
        Family::Text => Some(exact().is_some_and(|policy| policy == given)),
        Family::TextAnyCase => {
            Some(exact().is_some_and(|policy| value::folded(&policy) == value::folded(given)))
        }
        Family::Like => Some(like(policy, given, variables, context)),
        Family::Number => value::compare_numbers(given, policy).map(|order| is_in_relation(kind, order)),
        Family::Date => {
            let instants = value::instant(given).zip(value::instant(policy));
            instants.map(|(given, policy)| is_in_relation(kind, given.cmp(&policy)))
        }
        Family::Bool => {
            // A variable without a value matches nothing (S11), which is no question of types.
            exact().map_or(Some(false), |policy| Some(value::truth(given)? == value::truth(&policy)?))
        }
        Family::Binary => {
            value::bytes(given).zip(value::bytes(policy)).map(|(given, policy)| given == policy)
        }
        Family::Address => given.parse::<IpAddr>().ok().and_then(|address| value::in_range(address, policy)),
        Family::Arn => is_arn(given).then(|| arn_matches(policy, given, variables, context)),
        Family::Null => None,
    };
    match answer {
        Some(true) => Verdict::Match,
        Some(false) => Verdict::NoMatch,
        None => Verdict::Incomparable,
    }
}

/// S38, S39; for the `NotEquals` forms this is the relation that is negated.
fn is_in_relation(kind: OperatorKind, order: Ordering) -> bool {
    let name = kind.as_str();
    match order {
        Ordering::Equal => name.ends_with("Equals"),
        Ordering::Less => name.contains("LessThan"),
        Ordering::Greater => name.contains("GreaterThan"),
    }
}

fn like(policy: &str, given: &str, variables: Variables, context: &Context) -> bool {
    let pieces = pattern::read(policy, variables, Wildcards::Yes);
    pattern::substituted(&pieces, context).is_some_and(|pieces: Vec<Piece>| pattern::covers(&pieces, given))
}

/// S37.
fn is_arn(text: &str) -> bool {
    text.starts_with("arn:") && 6 <= text.split(':').count()
}

/// S36: six components, each a pattern of its own.
fn arn_matches(policy: &str, given: &str, variables: Variables, context: &Context) -> bool {
    let policy = if policy == "*" { "*:*:*:*:*:*".to_owned() } else { pattern::completed(policy) };
    let patterns = pattern::fields(&policy, 5);
    let components = given.splitn(6, ':').collect::<Vec<_>>();
    patterns.len() == 6
        && patterns
            .iter()
            .zip(components)
            .all(|(pattern, component)| like(pattern, component, variables, context))
}
