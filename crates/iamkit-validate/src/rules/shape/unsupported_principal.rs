//! `UNSUPPORTED_PRINCIPAL`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "UNSUPPORTED_PRINCIPAL",
    severity: Severity::Error,
    kinds: Kinds::IDENTITY,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "An identity policy has `Principal` or `NotPrincipal`.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for element in statement.principals() {
        found
            .at(element.name, "An identity policy is about the identities it is attached to: it names none.");
    }
}
