//! `SCP_SYNTAX_ERROR_PRINCIPAL`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "SCP_SYNTAX_ERROR_PRINCIPAL",
    severity: Severity::Error,
    kinds: Kinds::SERVICE_CONTROL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A service control policy has `Principal` or `NotPrincipal`.",
    finds: service_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}}"#,
    ),
    passes: service_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for element in statement.principals() {
        found.at(
            element.name,
            "A service control policy is about every principal of its accounts: it names none.",
        );
    }
}
