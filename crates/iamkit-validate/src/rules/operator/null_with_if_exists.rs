//! `NULL_WITH_IF_EXISTS`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "NULL_WITH_IF_EXISTS",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "`Null` has the suffix `IfExists`.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"NullIfExists": {"aws:username": "true"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Null": {"aws:username": "true"}}}}"#,
    ),
    check: Check::Operator(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, block: &OperatorBlock<'_>, found: &mut Found<'_>) {
    if block.operator.is_some_and(|operator| operator.is_null() && operator.if_exists) {
        found
            .at(block.name.span, "`Null` itself asks whether the key is there: write it without `IfExists`.");
    }
}
