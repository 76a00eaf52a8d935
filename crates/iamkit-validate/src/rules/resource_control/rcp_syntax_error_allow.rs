//! `RCP_SYNTAX_ERROR_ALLOW`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "RCP_SYNTAX_ERROR_ALLOW",
    severity: Severity::Error,
    kinds: Kinds::RESOURCE_CONTROL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A statement of a resource control policy allows something less than everything to everyone.",
    finds: resource_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b"}}"#,
    ),
    passes: resource_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if statement.is_allow() && !is_of_everything(statement) {
        found.at(
            statement.span,
            "A resource control policy denies: its Allow is of everyone, every resource and no condition.",
        );
    }
}

fn is_of_everything(statement: &Statement<'_>) -> bool {
    let of_everyone = statement.principal.as_ref().is_some_and(PrincipalElement::is_everyone);
    let of_all =
        statement.resource.as_ref().is_some_and(|element| element.items.iter().any(|it| it.item.text == "*"));
    of_everyone && of_all && statement.condition.is_none()
}
