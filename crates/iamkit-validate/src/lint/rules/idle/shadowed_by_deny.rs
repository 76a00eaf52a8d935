//! `shadowed-by-deny`.

use iamkit_prover::Idleness;

use super::statement::tell;
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "shadowed-by-deny",
    severity: Severity::Warning,
    kinds: ALL,
    about: "All that a statement allows is denied.",
    explanation: "Whoever was meant to have the access doesn't have it.",
    advice: "Narrow the Deny, or take the Allow out.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:*:*:news"}, {"Effect": "Deny", "Action": "sns:*", "Resource": "*"}]}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:*:*:news"}, {"Effect": "Deny", "Action": "sns:*", "NotResource": "arn:aws:sns:*:*:news"}]}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    tell(subject, &[Idleness::ShadowedByDeny], found);
}
