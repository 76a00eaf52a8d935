//! `MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL`.

use super::narrowed;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
    severity: Severity::SecurityWarning,
    kinds: Kinds::TRUST,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A trust policy trusts whatever an OIDC provider says, for no condition is on its claims.",
    finds: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "accounts.google.com"}, "Action": "sts:AssumeRoleWithWebIdentity"}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "accounts.google.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"accounts.google.com:aud": "a"}}}}"#,
    ),
    check: Check::Principal(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, principal: &Principal<'_>, found: &mut Found<'_>) {
    let Some(host) = narrowed::oidc_host(statement, principal) else { return };
    if !narrowed::has_claim(statement, &host, "") {
        let message = "Every identity of the provider is trusted: test its claims, such as `aud` and `sub`.";
        found.at(principal.item.span, message);
    }
}
