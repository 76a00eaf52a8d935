//! `MISSING_EFFECT`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISSING_EFFECT",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "A statement has no `Effect`.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if !statement.has_effect {
        found.at(statement.span, "The statement has no `Effect`: say `Allow` or `Deny`.");
    }
}
