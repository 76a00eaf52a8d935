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

/// Whether the condition holds.
pub(super) fn holds(condition: &Condition, variables: Variables, context: &Context) -> bool {
    let operator = condition.operator();
    let given = context.get(condition.key());
    // S29.
    if operator.kind() == OperatorKind::Null {
        let is_null = given.is_none_or(Value::is_null);
        return condition.values().iter().any(|text| value::truth(text.as_str()) == Some(is_null));
    }
    let Some(given) = given else {
        // S28, S32; then S30; then S27.
        return operator.if_exists()
            || match operator.quantifier() {
                Some(Quantifier::ForAllValues) => true,
                Some(Quantifier::ForAnyValue) => false,
                None => is_negated(operator.kind()),
            };
    };
    let passes = |text: &str| value_passes(condition, text, variables, context);
    #[expect(clippy::match_same_arms, reason = "each rule has its own line")]
    match (operator.quantifier(), given) {
        (None, Value::One(text)) => passes(text),
        // S33.
        (None, Value::Many(_)) => false,
        // S30, S31.
        (Some(Quantifier::ForAllValues), given) if given.is_null() => true,
        (Some(Quantifier::ForAnyValue), given) if given.is_null() => false,
        (Some(_), Value::One(text)) => passes(text),
        (Some(Quantifier::ForAllValues), Value::Many(texts)) => texts.iter().all(|text| passes(text)),
        (Some(Quantifier::ForAnyValue), Value::Many(texts)) => texts.iter().any(|text| passes(text)),
    }
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

/// S26: OR over policy values; for negated operators NOR, and false where a comparison can't be made (INFER, S37, S38).
fn value_passes(condition: &Condition, text: &str, variables: Variables, context: &Context) -> bool {
    let kind = condition.operator().kind();
    let verdicts =
        condition.values().iter().map(|policy| verdict(kind, policy.as_str(), text, variables, context));
    let verdicts = verdicts.collect::<Vec<_>>();
    if is_negated(kind) {
        return verdicts.iter().all(|verdict| matches!(verdict, Verdict::NoMatch))
            && is_comparable(kind, text);
    }
    verdicts.iter().any(|verdict| matches!(verdict, Verdict::Match))
}

/// Whether the request value is of the operator's kind at all.
fn is_comparable(kind: OperatorKind, text: &str) -> bool {
    match family(kind) {
        Family::Number => value::compare_numbers(text, "0").is_some(),
        Family::Date => value::instant(text).is_some(),
        Family::Address => text.parse::<IpAddr>().is_ok(),
        Family::Arn => is_arn(text),
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
            let policy = exact().and_then(|policy| value::truth(&policy));
            value::truth(given).zip(policy).map(|(given, policy)| given == policy)
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
