//! `SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED`.

use super::narrowed;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
    severity: Severity::Warning,
    kinds: Kinds::TRUST,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A trust policy trusts workflows of GitHub by a pattern that is wider than a branch of a repository.",
    finds: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*"}}}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/app:ref:refs/heads/main"}}}}"#,
    ),
    check: Check::Value(check),
};

fn check(
    _: &Input<'_>,
    statement: &Statement<'_>,
    key: &KeyTest<'_>,
    value: &ConditionValue<'_>,
    found: &mut Found<'_>,
) {
    let is_subject = key.folded == "token.actions.githubusercontent.com:sub";
    if !statement.is_allow() || !is_subject || !key.is_under(Operator::takes_wildcards) {
        return;
    }
    let has_ref = narrowed::has_claim(statement, narrowed::GITHUB, "ref");
    if is_wide(&value.text, has_ref) {
        found.at(value.span, "Name the owner, the repository and the branch whose workflows are trusted.");
    }
}

/// Whether a subject leaves open whose workflows, or of which branch unless that is tested beside it.
fn is_wide(subject: &str, has_ref: bool) -> bool {
    let mut parts = subject.splitn(3, ':');
    let (kind, repository, rest) = (parts.next(), parts.next(), parts.next());
    let is_open = |part: Option<&str>| part.is_some_and(|part| part.contains('*'));
    is_open(kind) || is_open(repository) || !has_ref && is_open(rest)
}
