//! Conditions of the naive evaluator: one operator and key against the context.
//!
//! Rules: S26–S43.

use std::cmp::Ordering;
use std::net::IpAddr;

use iamkit_policy::{Condition, OperatorKind, Quantifier};

use super::context::Context;
use super::pattern::{self, Piece, Variables, Wildcards};
use super::value;
use crate::case::CaseValue;

/// What a test says
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    Holds,
    Fails,
    /// A value isn't of the operator's type.
    Unevaluable,
}

impl Truth {
    fn from_bool(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }

    /// One that fails decides; otherwise one that can't be evaluated does.
    pub(super) fn all(truths: impl Iterator<Item = Self>) -> Self {
        let truths = truths.collect::<Vec<_>>();
        [Self::Fails, Self::Unevaluable]
            .into_iter()
            .find(|truth| truths.contains(truth))
            .unwrap_or(Self::Holds)
    }

    /// One that holds decides; otherwise one that can't be evaluated does.
    pub(super) fn any(truths: impl Iterator<Item = Self>) -> Self {
        let truths = truths.collect::<Vec<_>>();
        [Self::Holds, Self::Unevaluable]
            .into_iter()
            .find(|truth| truths.contains(truth))
            .unwrap_or(Self::Fails)
    }
}

/// What the condition says of the context.
pub(super) fn holds(condition: &Condition, variables: Variables, context: &Context) -> Truth {
    let operator = condition.operator();
    let given = context.get(condition.key());
    // S29.
    if operator.kind() == OperatorKind::Null {
        let is_null = given.is_none_or(CaseValue::is_null);
        return Truth::any(condition.values().iter().map(|text| match value::truth(text.as_str()) {
            Some(truth) => Truth::from_bool(truth == is_null),
            None => Truth::Unevaluable,
        }));
    }
    let Some(given) = given else {
        // S28, S32; then S30; then S27.
        return Truth::from_bool(
            operator.if_exists()
                || match operator.quantifier() {
                    Some(Quantifier::ForAllValues) => true,
                    Some(Quantifier::ForAnyValue) => false,
                    None => is_negated(operator.kind()),
                },
        );
    };
    let passes = |text: &String| value_passes(condition, text, variables, context);
    #[expect(clippy::match_same_arms, reason = "each rule has its own line")]
    match (operator.quantifier(), given) {
        (None, CaseValue::One(text)) => passes(text),
        // S33.
        (None, CaseValue::Many(_)) => Truth::Fails,
        // S30, S31.
        (Some(Quantifier::ForAllValues), given) if given.is_null() => Truth::Holds,
        (Some(Quantifier::ForAnyValue), given) if given.is_null() => Truth::Fails,
        (Some(_), CaseValue::One(text)) => passes(text),
        (Some(Quantifier::ForAllValues), CaseValue::Many(texts)) => Truth::all(texts.iter().map(passes)),
        (Some(Quantifier::ForAnyValue), CaseValue::Many(texts)) => Truth::any(texts.iter().map(passes)),
    }
}

fn is_negated(kind: OperatorKind) -> bool {
    kind.as_str().contains("Not")
}

/// S26: OR over policy values, NOR for negated operators; a value that isn't of the operator's type is its own outcome.
fn value_passes(condition: &Condition, text: &str, variables: Variables, context: &Context) -> Truth {
    let kind = condition.operator().kind();
    if !is_comparable(kind, text) {
        // S37: what is no ARN matches nothing, nor does it differ.
        let is_arn = matches!(family(kind), Family::Arn);
        return if is_arn { Truth::Fails } else { Truth::Unevaluable };
    }
    let values = condition.values().iter();
    let verdicts = values.map(|policy| verdict(kind, policy.as_str(), text, variables, context));
    let verdicts = verdicts.collect::<Vec<_>>();
    // S38: no number is equal to, or differs from, a policy value that is none.
    if matches!(family(kind), Family::Number) && is_negated(kind) && verdicts.contains(&Truth::Unevaluable) {
        return Truth::Fails;
    }
    let matches = verdicts.into_iter().map(|verdict| match verdict {
        Truth::Unevaluable if matches!(family(kind), Family::Number) => Truth::Fails,
        verdict => verdict,
    });
    match (Truth::any(matches), is_negated(kind)) {
        (Truth::Holds, true) => Truth::Fails,
        (Truth::Fails, true) => Truth::Holds,
        (truth, _) => truth,
    }
}

/// Whether the request value is of the operator's kind at all.
fn is_comparable(kind: OperatorKind, text: &str) -> bool {
    match family(kind) {
        Family::Number => value::compare_numbers(text, "0").is_some(),
        Family::Date => value::instant(text).is_some(),
        Family::Bool => value::truth(text).is_some(),
        Family::Binary => value::bytes(text).is_some(),
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

fn verdict(kind: OperatorKind, policy: &str, given: &str, variables: Variables, context: &Context) -> Truth {
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
            // A variable without a value makes a policy value that matches nothing (S11).
            exact().map_or(Some(false), |policy| {
                value::truth(given).zip(value::truth(&policy)).map(|(given, policy)| given == policy)
            })
        }
        Family::Binary => {
            value::bytes(given).zip(value::bytes(policy)).map(|(given, policy)| given == policy)
        }
        Family::Address => given.parse::<IpAddr>().ok().and_then(|address| value::in_range(address, policy)),
        Family::Arn => is_arn(given).then(|| arn_matches(policy, given, variables, context)),
        Family::Null => None,
    };
    match answer {
        Some(true) => Truth::Holds,
        Some(false) => Truth::Fails,
        None => Truth::Unevaluable,
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
