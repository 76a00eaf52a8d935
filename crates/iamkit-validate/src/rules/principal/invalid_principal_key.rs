//! `INVALID_PRINCIPAL_KEY`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_PRINCIPAL_KEY",
    severity: Severity::Error,
    kinds: Kinds::RESOURCE,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A key of a principal is none of those there are; letter case counts.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"aws": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    let entries = statement.entries();
    for entry in entries.filter(|entry| PrincipalKey::read(&entry.key_name.text) == PrincipalKey::Unknown) {
        found.at(
            entry.key_name.span,
            "The keys of a principal are `AWS`, `CanonicalUser`, `Federated` and `Service`.",
        );
    }
}
