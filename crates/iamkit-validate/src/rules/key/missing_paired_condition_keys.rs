//! `MISSING_PAIRED_CONDITION_KEYS`.

use crate::rules::prelude::*;

/// A key, and those of which one must be there too (IAM User Guide, "AWS global condition context keys", 2026-11).
const PAIRS: [(&str, &[&str]); 1] =
    [("aws:vpcsourceip", &["aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcarn"])];

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISSING_PAIRED_CONDITION_KEYS",
    severity: Severity::SecurityWarning,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A condition tests a key that says something only along with another.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}, "StringEquals": {"aws:SourceVpc": "vpc-12345678"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for (one, others) in PAIRS {
        let is_paired = || statement.keys().any(|key| others.contains(&&*key.folded));
        if !statement.keys().any(|key| key.folded == one) || is_paired() {
            continue;
        }
        for key in statement.keys().filter(|key| key.folded == one) {
            found.at(
                key.key.span,
                "Addresses of one VPC are those of others as well: test `aws:SourceVpc`, `aws:SourceVpce` or \
                 `aws:SourceVpcArn` too.",
            );
        }
    }
}
