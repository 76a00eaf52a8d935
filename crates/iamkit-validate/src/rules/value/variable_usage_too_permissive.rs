//! `VARIABLE_USAGE_TOO_PERMISSIVE`.

use super::permissive::Guarded;
use super::pieces::Piece;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "VARIABLE_USAGE_TOO_PERMISSIVE",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Observed,
    about: "A variable stands where a value is to name one account, organization, network, user or subject.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringLike": {"aws:SourceVpc": "${aws:PrincipalTag/v}"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringLike": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}}}"#,
    ),
    check: Check::Value(check),
};

fn check(
    input: &Input<'_>,
    _: &Statement<'_>,
    key: &KeyTest<'_>,
    value: &ConditionValue<'_>,
    found: &mut Found<'_>,
) {
    let what = Guarded::of(input, key);
    if what.is_some_and(|what| what.is_loose(&value.text, Piece::Variable(""))) {
        found.at(
            value.span,
            "What stands for the variable may have wildcards, which let in others than are meant: write \
             the value in full.",
        );
    }
}
