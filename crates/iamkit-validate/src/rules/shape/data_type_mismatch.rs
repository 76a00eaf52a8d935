//! `DATA_TYPE_MISMATCH`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "DATA_TYPE_MISMATCH",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Inferred,
    about: "A value is of another JSON kind than its element takes.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": {"a": "b"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Document(check),
};

fn check(input: &Input<'_>, found: &mut Found<'_>) {
    for span in &input.document.mismatched {
        found.at(*span, "The element doesn't take a value of this kind.");
    }
}
