//! `INVALID_DATE_VALUE`.

use iamkit_policy::value::Instant;

use super::epoch::is_epoch;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_DATE_VALUE",
    severity: Severity::Warning,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A value of a date operator is a count of seconds.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"DateLessThan": {"aws:CurrentTime": "1577836800"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"DateLessThan": {"aws:CurrentTime": "2020-01-01"}}}}"#,
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
    if key.is_under(Operator::is_date) && is_epoch(&value.text) {
        let date = Instant::parse(&value.text).and_then(|instant| instant.to_date());
        let example = date.unwrap_or_else(|| "2020-01-01T00:00:00Z".into());
        found.at(
            value.span,
            format!("Seconds since 1970 are hard to read, and miss leap seconds: write `{example}`."),
        );
    }
}
