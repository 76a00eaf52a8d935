//! `IMPROVE_IP_RANGE`.

use ipnet::IpNet;

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "IMPROVE_IP_RANGE",
    severity: Severity::Suggestion,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A range of addresses has bits behind its prefix, which aren't compared.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.9/24"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}}"#,
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
    if !key.is_under(Operator::is_ip_address) {
        return;
    }
    let Ok(range) = value.text.parse::<IpNet>() else { return };
    if range.addr() != range.network() {
        found.at(
            value.span,
            format!("Only the first {} bits are compared: write `{}`.", range.prefix_len(), range.trunc()),
        );
    }
}
