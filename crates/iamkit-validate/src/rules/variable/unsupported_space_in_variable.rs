//! `UNSUPPORTED_SPACE_IN_VARIABLE`.

use super::place::places;
use crate::document::variables;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "UNSUPPORTED_SPACE_IN_VARIABLE",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "The name of a variable has white space.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws: username}"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username, 'x'}"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for place in places(statement) {
        if variables(place.text).any(|variable| variable.is_closed && has_space(variable.name())) {
            found.at(place.span, "The name of a variable has no white space.");
        }
    }
}

/// White space within a name, or around one; a blank one is empty.
fn has_space(name: &str) -> bool {
    !name.trim().is_empty() && name.contains(char::is_whitespace)
}
