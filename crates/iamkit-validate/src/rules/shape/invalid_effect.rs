//! `INVALID_EFFECT`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_EFFECT",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "`Effect` is neither `Allow` nor `Deny`, letter by letter.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Denys", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    let invalid = statement.effect.as_ref().filter(|_| statement.effect().is_none());
    if let Some(effect) = invalid {
        found.at(effect.span, "The effect is neither `Allow` nor `Deny`.");
    }
}
