//! `EQUIVALENT_TO_NULL_FALSE`.

use super::equal_presence::{Holds, is_any};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "EQUIVALENT_TO_NULL_FALSE",
    severity: Severity::Suggestion,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "A pattern that matches every text only asks whether the key is there.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringLike": {"aws:ResourceTag/a": "*"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringLike": {"aws:ResourceTag/a": "a*"}}}}"#,
    ),
    check: Check::Value(check),
};

fn check(
    _: &Input<'_>,
    _: &Statement<'_>,
    key: &KeyTest<'_>,
    value: &ConditionValue<'_>,
    found: &mut Found<'_>,
) {
    if is_any(&value.text) && Holds::for_any_text(key) == Some(Holds::WherePresent) {
        found.at(
            value.span,
            "The pattern matches every text: write `Null` and `false` where the key is to be there.",
        );
    }
}
