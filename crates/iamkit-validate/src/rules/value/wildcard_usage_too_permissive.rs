//! `WILDCARD_USAGE_TOO_PERMISSIVE`.

use super::permissive::Guarded;
use super::pieces::Piece;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "WILDCARD_USAGE_TOO_PERMISSIVE",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Observed,
    about: "A wildcard stands where a value is to name one account, organization, network, user or subject.",
    finds: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:*"}}}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/app:*"}}}}"#,
    ),
    check: Check::Value(check),
};

fn check(
    input: &Input<'_>,
    _: &Statement<'_>,
    key: &KeyTest<'_>,
    value: &ConditionValue<'_>,
    found: &mut Found<'_>,
) {
    let what = Guarded::of(input, key);
    if what.is_some_and(|what| what.is_loose(&value.text, Piece::Wildcard)) {
        found.at(
            value.span,
            "The wildcard lets in others than are meant: write the value in full, or more of it before \
             the wildcard.",
        );
    }
}
