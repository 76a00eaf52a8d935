//! `EMPTY_ARRAY_ACTION`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "EMPTY_ARRAY_ACTION",
    severity: Severity::Suggestion,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "`Action` or `NotAction` is an empty list.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": [], "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for element in statement.action.iter().chain(&statement.not_action) {
        if element.is_empty_list {
            found.at(element.span, "The list names nothing: the statement has no effect by it.");
        }
    }
}
