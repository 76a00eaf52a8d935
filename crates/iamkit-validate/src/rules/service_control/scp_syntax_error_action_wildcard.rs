//! `SCP_SYNTAX_ERROR_ACTION_WILDCARD`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "SCP_SYNTAX_ERROR_ACTION_WILDCARD",
    severity: Severity::Error,
    kinds: Kinds::SERVICE_CONTROL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "An action of a service control policy has a wildcard before its end.",
    finds: service_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:*Role", "Resource": "*"}}"#,
    ),
    passes: service_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:Get*", "Resource": "*"}}"#,
    ),
    check: Check::Action(check),
};

// AWS's page still lists it, while AWS Organizations takes such policies today: ignore the code where that matters.
fn check(_: &Input<'_>, _: &Statement<'_>, action: &Action<'_>, found: &mut Found<'_>) {
    let before_end = action.item.text.char_indices().rev().skip(1);
    if before_end.into_iter().any(|(_, character)| matches!(character, '*' | '?')) {
        found.at(
            action.item.span,
            "AWS's page allows wildcards of service control policies at the end of an action alone.",
        );
    }
}
