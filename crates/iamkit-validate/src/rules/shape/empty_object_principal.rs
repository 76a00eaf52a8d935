//! `EMPTY_OBJECT_PRINCIPAL`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "EMPTY_OBJECT_PRINCIPAL",
    severity: Severity::Suggestion,
    kinds: Kinds::RESOURCE,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "`Principal` or `NotPrincipal` is an empty object.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for element in statement.principals() {
        if matches!(&element.form, PrincipalForm::Entries(entries) if entries.is_empty()) {
            found.at(element.span, "The object names no principal.");
        }
    }
}
