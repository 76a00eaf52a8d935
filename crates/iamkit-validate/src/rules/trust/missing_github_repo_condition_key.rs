//! `MISSING_GITHUB_REPO_CONDITION_KEY`.

use super::narrowed;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISSING_GITHUB_REPO_CONDITION_KEY",
    severity: Severity::SecurityWarning,
    kinds: Kinds::TRUST,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A trust policy trusts the workflows of every repository of GitHub.",
    finds: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:acme/app:ref:refs/heads/main"}}}}"#,
    ),
    check: Check::Principal(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, principal: &Principal<'_>, found: &mut Found<'_>) {
    let host = narrowed::oidc_host(statement, principal).filter(|host| host == narrowed::GITHUB);
    if host.is_some_and(|host| !narrowed::has_claim(statement, &host, "sub")) {
        let message =
            "Workflows of every repository are trusted: test `token.actions.githubusercontent.com:sub`.";
        found.at(principal.item.span, message);
    }
}
