//! `ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
    severity: Severity::Error,
    kinds: Kinds::TRUST,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A trust policy has `NotPrincipal`.",
    finds: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if let Some(element) = &statement.not_principal {
        found.at(element.name, "A trust policy names whom it trusts: it has no `NotPrincipal`.");
    }
}
