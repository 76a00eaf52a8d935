//! `exposes-credentials`.

use super::exposed::{Exposure, tell};
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "exposes-credentials",
    severity: Severity::SecurityWarning,
    kinds: GRANTING,
    about: "A policy allows credentials or secrets to be taken on every resource, under no condition.",
    explanation: "Whoever has them acts as somebody else, and keeps on when this policy is gone.",
    advice: "Name the users, roles, secrets or parameters that are meant.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:*:*:secret:app/*"}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    tell(subject, Exposure::Credentials, "it hands out credentials", found);
}
