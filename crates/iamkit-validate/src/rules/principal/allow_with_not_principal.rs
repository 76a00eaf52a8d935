//! `ALLOW_WITH_NOT_PRINCIPAL`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "ALLOW_WITH_NOT_PRINCIPAL",
    severity: Severity::SecurityWarning,
    kinds: Kinds::RESOURCE,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A statement allows everyone but some.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "NotPrincipal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if let Some(element) = statement.not_principal.as_ref().filter(|_| statement.is_allow()) {
        found.at(
            element.span,
            "Everyone else is allowed, also without signing: name whom you mean with `Principal`.",
        );
    }
}
