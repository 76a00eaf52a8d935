//! `TYPE_MISMATCH_STRING`.

use iamkit_policy::OperatorKind;
use iamkit_policy::shown::Shown;
use iamkit_policy::value::is_binary;

use super::pieces::has_variable;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "TYPE_MISMATCH_STRING",
    severity: Severity::Warning,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A value of `BinaryEquals` is no Base64.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"BinaryEquals": {"kms:EncryptionContext:x": "!"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"BinaryEquals": {"kms:EncryptionContext:x": "aGk="}}}}"#,
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
    let is_of_bytes = |operator: Operator| operator.kind == OperatorKind::BinaryEquals;
    if key.is_under(is_of_bytes) && is_binary(&value.text, &[]).is_none() && !has_variable(&value.text) {
        let text = Shown::value(&value.text);
        found.at(value.span, format!("`{text}` is no Base64: write the bytes in Base64, with its padding."));
    }
}
