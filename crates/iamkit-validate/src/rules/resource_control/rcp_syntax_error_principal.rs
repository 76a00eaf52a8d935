//! `RCP_SYNTAX_ERROR_PRINCIPAL`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "RCP_SYNTAX_ERROR_PRINCIPAL",
    severity: Severity::Error,
    kinds: Kinds::RESOURCE_CONTROL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A resource control policy has `NotPrincipal`, or a `Principal` that isn't everyone.",
    finds: resource_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "*"}}"#,
    ),
    passes: resource_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for element in statement.principals().filter(|element| element.is_negated || !element.is_everyone()) {
        found.at(
            element.span,
            "The principal of a resource control policy is `*`: choose callers by conditions.",
        );
    }
}
