//! `MISSING_QUOTE_IN_VARIABLE`.

use super::place::places;
use crate::document::variables;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISSING_QUOTE_IN_VARIABLE",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "The default of a variable isn't between single quotes.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username, x}"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username, 'x'}"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for place in places(statement) {
        if variables(place.text)
            .any(|variable| variable.is_closed && variable.default().is_some_and(|it| !is_quoted(it)))
        {
            found.at(
                place.span,
                "The default of a variable stands between single quotes: `${aws:username, 'nobody'}`.",
            );
        }
    }
}

fn is_quoted(default: &str) -> bool {
    let inside = default.trim().strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    inside.is_some_and(|inside| !inside.contains('\''))
}
