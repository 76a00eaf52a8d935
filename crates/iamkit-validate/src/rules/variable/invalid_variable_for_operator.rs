//! `INVALID_VARIABLE_FOR_OPERATOR`.

use crate::document::variables;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_VARIABLE_FOR_OPERATOR",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A variable is a value of an operator that compares no texts.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"NumericEquals": {"aws:MultiFactorAuthAge": "${aws:TokenIssueTime}"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:PrincipalTag/a": "${aws:username}"}}}}"#,
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
    let is_of_texts = |operator: Operator| operator.is_string() || operator.is_arn();
    if key.is_under(|operator| !is_of_texts(operator)) && variables(&value.text).next().is_some() {
        found.at(value.span, "Variables are values of the operators of texts and ARNs alone.");
    }
}
