//! `TYPE_MISMATCH_DATE`.

use iamkit_policy::shown::Shown;
use iamkit_policy::value::Instant;

use super::epoch::is_epoch;
use super::pieces::has_variable;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "TYPE_MISMATCH_DATE",
    severity: Severity::Warning,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A value of a date operator is no date.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"DateLessThan": {"aws:CurrentTime": "soon"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}}}"#,
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
    let is_date = || Instant::parse(&value.text).is_some() || is_epoch(&value.text);
    if key.is_under(Operator::is_date) && !is_date() && !has_variable(&value.text) {
        let text = Shown::value(&value.text);
        found.at(value.span, format!("`{text}` is no date: write one such as `2020-01-01T00:00:00Z`."));
    }
}
