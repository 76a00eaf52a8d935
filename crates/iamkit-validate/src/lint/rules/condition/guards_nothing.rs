//! `guards-nothing`.

use iamkit_prover::PartIdleness;

use super::condition_part::tell;
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "guards-nothing",
    severity: Severity::Warning,
    kinds: ALL,
    about: "What a condition keeps out is allowed, or denied, by other statements all the same.",
    explanation: "It looks like a guard, and another statement goes around it.",
    advice: "Put the same condition to the other statement, or take it out.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}}, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}}]}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}}, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalAccount": "444455556666"}}}]}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    tell(subject, PartIdleness::GuardsNothing, found);
}
