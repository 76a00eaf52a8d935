//! `EQUIVALENT_TO_NULL_TRUE`.

use super::equal_presence::{Holds, is_any};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "EQUIVALENT_TO_NULL_TRUE",
    severity: Severity::Suggestion,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A negated pattern that matches every text only asks whether the key is absent.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringNotLike": {"aws:ResourceTag/a": "*"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringNotLike": {"aws:ResourceTag/a": "a*"}}}}"#,
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
    if is_any(&value.text) && Holds::for_any_text(key) == Some(Holds::WhereAbsent) {
        found.at(
            value.span,
            "The pattern matches every text: write `Null` and `true` where the key is to be absent.",
        );
    }
}
