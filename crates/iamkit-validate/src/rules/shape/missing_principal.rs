//! `MISSING_PRINCIPAL`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISSING_PRINCIPAL",
    severity: Severity::Error,
    kinds: Kinds::RESOURCE.and(Kinds::RESOURCE_CONTROL),
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "A statement has neither `Principal` nor `NotPrincipal`.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if statement.principal.is_none() && statement.not_principal.is_none() {
        found.at(statement.span, "The statement has neither `Principal` nor `NotPrincipal`.");
    }
}
