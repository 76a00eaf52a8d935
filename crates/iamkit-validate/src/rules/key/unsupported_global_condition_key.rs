//! `UNSUPPORTED_GLOBAL_CONDITION_KEY`.

use super::aws_arn;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "UNSUPPORTED_GLOBAL_CONDITION_KEY",
    severity: Severity::Error,
    kinds: Kinds::RESOURCE.and(Kinds::RESOURCE_CONTROL),
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "The condition key `aws:ARN` is used.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ArnLike": {"aws:ARN": "arn:aws:iam::111122223333:role/r"}}}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/r"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    if aws_arn::is_meant(key) {
        found.at(
            key.key.span,
            "`aws:ARN` is of old: write `aws:PrincipalArn` for who asks, `aws:SourceArn` for what asks.",
        );
    }
}
