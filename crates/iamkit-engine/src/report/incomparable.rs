//! Which side of a comparison can't be read, in words: so that no comparison fails silently (S37–S42).

use iamkit_policy::Arn;
use iamkit_policy::normal::{ArnPattern, Operand, Pattern, Test, TypedComparison};
use iamkit_policy::shown::Shown;
use iamkit_policy::value::{self, Decimal, Instant};

use crate::context::Value;
use crate::request::{Carried, Request};

/// The value that isn't of the operator's type, of the request or of the policy; none where all are.
pub(super) fn value(test: &Test, request: &Request<'_>) -> Option<String> {
    let texts = match request.carried(test.key.folded()) {
        // What has no value is compared by the rules for absent keys.
        Carried::Nothing | Carried::Unknown => return None,
        Carried::Single(value) => vec![value.text],
        Carried::Multi(values) => values.iter().map(Value::as_str).collect(),
    };
    let unreadable = texts.into_iter().find(|text| !is_readable(&test.comparison, text));
    match unreadable {
        Some(given) => Some(format!("the request has `{}`", Shown::value(given))),
        None => unreadable_in_policy(&test.comparison)
            .map(|wanted| format!("the policy has `{}`", Shown::value(wanted))),
    }
}

/// Whether a value of the request is of the operator's type.
fn is_readable(comparison: &TypedComparison, text: &str) -> bool {
    match comparison {
        TypedComparison::String { .. }
        | TypedComparison::StringIgnoreCase { .. }
        | TypedComparison::Null { .. } => true,
        TypedComparison::Arn { .. } => Arn::components_of(text).is_some(),
        TypedComparison::Numeric { .. } => Decimal::borrowed(text).is_some(),
        TypedComparison::Date { .. } => Instant::parse(text).is_some(),
        TypedComparison::Bool { .. } => value::parse_bool(text).is_some(),
        TypedComparison::Binary { .. } => value::parse_binary(text).is_some(),
        TypedComparison::IpAddress { .. } => value::parse_ip(text).is_some(),
    }
}

/// The first policy value that isn't of the operator's type.
fn unreadable_in_policy(comparison: &TypedComparison) -> Option<&str> {
    match comparison {
        TypedComparison::String { .. } | TypedComparison::StringIgnoreCase { .. } => None,
        TypedComparison::Arn { values, .. } => values.iter().find_map(|value| match value {
            ArnPattern::Unmatchable(text) => Some(&**text),
            ArnPattern::Components(_) => None,
        }),
        TypedComparison::Bool { values } => {
            let literals = values.iter().filter_map(|pattern| match pattern {
                Pattern::Glob(glob) => glob.as_literal(),
                Pattern::Template(_) => None,
            });
            literals.into_iter().find(|text| value::parse_bool(text).is_none())
        }
        TypedComparison::Numeric { values, .. } => unreadable(values),
        TypedComparison::Date { values, .. } => unreadable(values),
        TypedComparison::Binary { values } => unreadable(values),
        TypedComparison::IpAddress { values, .. } => unreadable(values),
        TypedComparison::Null { values } => unreadable(values),
    }
}

fn unreadable<T>(values: &[Operand<T>]) -> Option<&str> {
    values.iter().find_map(|value| match value {
        Operand::Unreadable(text) => Some(&**text),
        Operand::Value(_) => None,
    })
}
