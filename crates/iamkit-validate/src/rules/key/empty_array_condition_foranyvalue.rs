//! `EMPTY_ARRAY_CONDITION_FORANYVALUE`.

use super::empty_list::Under;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "EMPTY_ARRAY_CONDITION_FORANYVALUE",
    severity: Severity::Suggestion,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A condition key under `ForAnyValue` has no values.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": []}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": ["a"]}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    if key.is_empty_list && Under::of(key) == Under::ForAnyValue {
        found.at(
            key.span,
            "No value is listed, so that the condition never holds: list values, or take it out.",
        );
    }
}
