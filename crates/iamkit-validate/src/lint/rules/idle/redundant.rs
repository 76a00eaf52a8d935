//! `redundant`.

use iamkit_prover::Idleness;

use super::statement::tell;
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "redundant",
    severity: Severity::Warning,
    kinds: ALL,
    about: "Without a statement the same is allowed and denied.",
    explanation: "Whoever changes what says the same may believe that this changed too.",
    advice: "Take the statement out, or what says the same.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:Receive*", "Resource": "*"}, {"Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": "arn:aws:sqs:*:*:jobs"}]}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:Receive*", "Resource": "arn:aws:sqs:*:*:mail"}, {"Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": "arn:aws:sqs:*:*:jobs"}]}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    tell(subject, &[Idleness::Redundant, Idleness::DeniedAnyway], found);
}
