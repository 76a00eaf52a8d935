//! `UNSUPPORTED_ELEMENT_COMBINATION`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "UNSUPPORTED_ELEMENT_COMBINATION",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A statement has an element and its negation.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "NotAction": "s3:*", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    let actions =
        (statement.action.as_ref().map(|it| it.name), statement.not_action.as_ref().map(|it| it.name));
    let resources =
        (statement.resource.as_ref().map(|it| it.name), statement.not_resource.as_ref().map(|it| it.name));
    let principals =
        (statement.principal.as_ref().map(|it| it.name), statement.not_principal.as_ref().map(|it| it.name));
    for pair in [actions, resources, principals] {
        if let (Some(element), Some(negation)) = pair {
            let (first, second) =
                if element.start < negation.start { (element, negation) } else { (negation, element) };
            found.all_of(
                vec![first, second],
                "The statement has an element and its negation: keep one of them.",
            );
        }
    }
}
