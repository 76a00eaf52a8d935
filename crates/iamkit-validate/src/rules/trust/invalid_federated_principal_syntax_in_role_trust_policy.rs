//! `INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY`.

use super::provider::Provider;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY",
    severity: Severity::Error,
    kinds: Kinds::TRUST,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A federated principal is neither a domain name nor the ARN of an identity provider.",
    finds: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "my idp"}, "Action": "sts:AssumeRoleWithWebIdentity"}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "accounts.google.com"}, "Action": "sts:AssumeRoleWithWebIdentity"}}"#,
    ),
    check: Check::Principal(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, principal: &Principal<'_>, found: &mut Found<'_>) {
    if principal.key == PrincipalKey::Federated && Provider::read(&principal.item.text).is_none() {
        found.at(
            principal.item.span,
            "A federated principal is a domain name, or the ARN of a SAML or OIDC provider of IAM.",
        );
    }
}
