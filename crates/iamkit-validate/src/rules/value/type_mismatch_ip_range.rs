//! `TYPE_MISMATCH_IP_RANGE`.

use iamkit_policy::shown::Shown;
use iamkit_policy::value::parse_ip_range;

use super::pieces::has_variable;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "TYPE_MISMATCH_IP_RANGE",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A value of an address operator is neither an address nor a range.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/33"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"IpAddress": {"aws:SourceIp": "2001:db8::/32"}}}}"#,
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
    let is_range = || parse_ip_range(&value.text).is_some();
    if key.is_under(Operator::is_ip_address) && !is_range() && !has_variable(&value.text) {
        let text = Shown::value(&value.text);
        found.at(
            value.span,
            format!(
                "`{text}` is no address: write one such as `203.0.113.7`, or a range such as \
                 `203.0.113.0/24`."
            ),
        );
    }
}
