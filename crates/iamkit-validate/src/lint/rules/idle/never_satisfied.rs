//! `never-satisfied`.

use iamkit_prover::Idleness;

use super::statement::tell;
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "never-satisfied",
    severity: Severity::Warning,
    kinds: ALL,
    about: "The conditions of a statement are never satisfied.",
    explanation: "No request satisfies all of them together, so that it allows and denies nothing.",
    advice: "Correct the conditions, or take the statement out.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:Encrypt", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}, "StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:Encrypt", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}, "StringNotEquals": {"aws:ResourceAccount": "111122223333"}}}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    tell(subject, &[Idleness::NeverSatisfied], found);
}
