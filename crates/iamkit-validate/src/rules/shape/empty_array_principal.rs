//! `EMPTY_ARRAY_PRINCIPAL`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "EMPTY_ARRAY_PRINCIPAL",
    severity: Severity::Suggestion,
    kinds: Kinds::RESOURCE,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "An entry of `Principal` or `NotPrincipal` is an empty list.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": []}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    let entries = statement.entries();
    for entry in entries.filter(|entry| entry.is_empty_list) {
        found.at(entry.span, "The list names no principal.");
    }
}
