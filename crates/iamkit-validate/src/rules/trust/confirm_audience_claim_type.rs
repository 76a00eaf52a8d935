//! `CONFIRM_AUDIENCE_CLAIM_TYPE`.

use crate::rules::prelude::*;

use super::narrowed;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "CONFIRM_AUDIENCE_CLAIM_TYPE",
    severity: Severity::Suggestion,
    kinds: Kinds::TRUST,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A set operator stands before a test of an audience of which it isn't known whether it has several values.",
    finds: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/idp.example.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"ForAllValues:StringEquals": {"idp.example.com:aud": "a"}}}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/idp.example.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"idp.example.com:aud": "a"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    let known = narrowed::is_known_claim(&key.folded);
    let is_set = key.operator.is_some_and(|operator| !operator.is_null() && operator.quantifier.is_some());
    if is_set && !known && key.folded.ends_with(":aud") {
        found.at(key.key.span, "Make sure that the audience of this provider has several values; test it without set operator otherwise.");
    }
}
