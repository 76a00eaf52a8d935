//! `VARIABLE_UNSUPPORTED_IN_ELEMENT`.

use crate::document::variables;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "VARIABLE_UNSUPPORTED_IN_ELEMENT",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A variable stands in an element that takes none.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:${aws:username}", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    let actions = statement.all_actions().map(|action| &action.item);
    let principals = statement.all_principals().map(|it| &it.item);
    let texts = statement.principals().filter_map(|element| match &element.form {
        PrincipalForm::Text(item) => Some(item),
        _ => None,
    });
    let items = statement.sid.iter().chain(&statement.effect).chain(actions).chain(texts).chain(principals);
    for item in items.filter(|item| variables(&item.text).next().is_some()) {
        found.at(item.span, "Variables stand in resources and in values of conditions alone.");
    }
}
