//! `always-true`.

use iamkit_prover::PartIdleness;

use super::condition_part::tell;
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "always-true",
    severity: Severity::Warning,
    kinds: ALL,
    about: "A condition holds for every request that the rest of its statement is about.",
    explanation: "It looks like a guard, and keeps nobody out.",
    advice: "Correct the condition, or take it out.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*", "Condition": {"IpAddressIfExists": {"aws:SourceIp": ["0.0.0.0/0", "::/0"]}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*", "Condition": {"IpAddressIfExists": {"aws:SourceIp": ["0.0.0.0/0"]}}}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    tell(subject, PartIdleness::AlwaysHolds, found);
}
