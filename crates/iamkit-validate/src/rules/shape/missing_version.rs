//! `MISSING_VERSION`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISSING_VERSION",
    severity: Severity::Warning,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Inferred,
    about: "A document has no `Version`.",
    finds: identity(
        r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Document(check),
};

fn check(input: &Input<'_>, found: &mut Found<'_>) {
    if !input.document.has_version {
        found.at(input.document.span, "Without `Version` the document is read as of 2008: say `2012-10-17`.");
    }
}
