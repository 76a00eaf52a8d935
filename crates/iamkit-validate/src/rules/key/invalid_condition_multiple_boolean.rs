//! `INVALID_CONDITION_MULTIPLE_BOOLEAN`.

use iamkit_policy::OperatorKind;

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_CONDITION_MULTIPLE_BOOLEAN",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "`Bool` has more than one value.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Bool": {"aws:SecureTransport": ["true", "false"]}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Bool": {"aws:SecureTransport": ["true"]}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    if 1 < key.values.len() && key.is_under(|operator| operator.kind == OperatorKind::Bool) {
        found.at(key.span, "`Bool` takes one value: write `true` or `false`.");
    }
}
