//! `PRIVATE_IP_ADDRESS`.

use iamkit_policy::OperatorKind;

use super::address::{Share, private_values};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "PRIVATE_IP_ADDRESS",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "`aws:SourceIp` is tested for private addresses alone, which it never is.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    for value in private_values(key, OperatorKind::IpAddress, Share::All) {
        found.at(
            value.span,
            "`aws:SourceIp` is a public address, so that the condition never holds: write public ranges, \
             or test `aws:VpcSourceIp`.",
        );
    }
}
