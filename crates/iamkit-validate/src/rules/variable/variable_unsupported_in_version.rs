//! `VARIABLE_UNSUPPORTED_IN_VERSION`.

use super::place::places;
use crate::document::variables;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "VARIABLE_UNSUPPORTED_IN_VERSION",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A variable stands in a document of a version that has none.",
    finds: identity(
        r#"{"Version": "2008-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::${aws:username}"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    let version = input.document.version.as_ref().map(|it| &*it.text);
    let is_old = !input.document.has_version || version == Some("2008-10-17");
    for place in places(statement).filter(|_| is_old) {
        if variables(place.text).next().is_some() {
            found.at(place.span, "The text is taken as it stands: variables need the version `2012-10-17`.");
        }
    }
}
