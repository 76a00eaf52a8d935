//! `REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION`.

use super::equal_presence::{Holds, is_any};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
    severity: Severity::Suggestion,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A pattern that matches every text makes the condition hold for no request.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ForAnyValue:StringNotLike": {"aws:TagKeys": "*"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ForAnyValue:StringNotLike": {"aws:TagKeys": "a*"}}}}"#,
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
    if is_any(&value.text) && Holds::for_any_text(key) == Some(Holds::Never) {
        found.at(
            value.span,
            "The condition holds for no request, nor does the statement: take it out, or write what the \
             key is to be.",
        );
    }
}
