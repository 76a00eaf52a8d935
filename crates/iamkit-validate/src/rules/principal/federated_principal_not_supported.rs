//! `FEDERATED_PRINCIPAL_NOT_SUPPORTED`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "FEDERATED_PRINCIPAL_NOT_SUPPORTED",
    severity: Severity::Error,
    kinds: Kinds::IDENTITY.and(Kinds::RESOURCE_NOT_TRUST),
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A policy that is no trust policy names a federated principal.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "accounts.google.com"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "accounts.google.com"}, "Action": "sts:AssumeRoleWithWebIdentity"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    let entries = statement.entries();
    for entry in entries.filter(|entry| PrincipalKey::read(&entry.key_name.text) == PrincipalKey::Federated) {
        found.at(
            entry.span,
            "Only trust policies name identity providers: name the roles that their identities take.",
        );
    }
}
