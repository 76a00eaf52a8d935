//! `names-nothing`.

use iamkit_prover::Idleness;

use super::statement::tell;
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "names-nothing",
    severity: Severity::Warning,
    kinds: ALL,
    about: "The actions of a statement have no such principal or resource.",
    explanation: "No request for these actions is about them, so that it allows and denies nothing.",
    advice: "Name resources or principals that the actions have, or other actions.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:sqs:*:*:jobs"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:*:*:key/*"}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    tell(subject, &[Idleness::NamesNothing], found);
}
