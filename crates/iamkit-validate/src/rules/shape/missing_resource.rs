//! `MISSING_RESOURCE`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISSING_RESOURCE",
    severity: Severity::Error,
    kinds: Kinds::IDENTITY
        .and(Kinds::RESOURCE_NOT_TRUST)
        .and(Kinds::SERVICE_CONTROL)
        .and(Kinds::RESOURCE_CONTROL),
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "A statement has neither `Resource` nor `NotResource`.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject"}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if statement.resource.is_none() && statement.not_resource.is_none() {
        found.at(statement.span, "The statement has neither `Resource` nor `NotResource`.");
    }
}
