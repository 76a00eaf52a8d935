//! `NULL_WITH_QUALIFIER`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "NULL_WITH_QUALIFIER",
    severity: Severity::Suggestion,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "`Null` has a set prefix.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ForAnyValue:Null": {"aws:TagKeys": "true"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Null": {"aws:TagKeys": "true"}}}}"#,
    ),
    check: Check::Operator(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, block: &OperatorBlock<'_>, found: &mut Found<'_>) {
    if block.operator.is_some_and(|operator| operator.is_null() && operator.quantifier.is_some()) {
        found.at(block.name.span, "A set prefix changes nothing before `Null`: write `Null` alone.");
    }
}
