//! `TYPE_MISMATCH_BOOLEAN`.

use iamkit_policy::OperatorKind;
use iamkit_policy::shown::Shown;
use iamkit_policy::value::parse_bool;

use super::pieces::has_variable;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "TYPE_MISMATCH_BOOLEAN",
    severity: Severity::Warning,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A value of `Bool` or `Null` is neither `true` nor `false`.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Bool": {"aws:SecureTransport": "yes"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Bool": {"aws:SecureTransport": "TRUE"}}}}"#,
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
    let is_of_truth = |operator: Operator| operator.kind == OperatorKind::Bool || operator.is_null();
    // What stands for the variable isn't known here, and that one stands there is found by another rule.
    if key.is_under(is_of_truth) && parse_bool(&value.text).is_none() && !has_variable(&value.text) {
        let text = Shown::value(&value.text);
        found.at(value.span, format!("`{text}` is no truth value: write `true` or `false`."));
    }
}
