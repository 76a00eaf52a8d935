//! `FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE`.

use crate::rules::prelude::*;
use iamkit_policy::Quantifier;

use super::narrowed;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE",
    severity: Severity::SecurityWarning,
    kinds: Kinds::TRUST,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "`ForAnyValue` stands before a test of an audience that has one value.",
    finds: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "accounts.google.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"ForAnyValue:StringEquals": {"accounts.google.com:aud": "a"}}}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "accounts.google.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"accounts.google.com:aud": "a"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    let known = narrowed::is_known_claim(&key.folded);
    let is_set = key
        .operator
        .is_some_and(|operator| !operator.is_null() && operator.quantifier == Some(Quantifier::ForAnyValue));
    if is_set && known && key.folded.ends_with(":aud") {
        found.at(key.key.span, "The audience has one value: test it without `ForAnyValue:`.");
    }
}
