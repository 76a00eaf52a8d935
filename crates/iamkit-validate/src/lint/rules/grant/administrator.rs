//! `administrator`.

use super::granted::{facts_of, is_of_everything, places};
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "administrator",
    severity: Severity::SecurityWarning,
    kinds: GRANTING,
    about: "A policy allows everything, on every resource and under no condition.",
    explanation: "Whoever has it is an administrator, however it is written.",
    advice: "Grant what is needed, or attach `AdministratorAccess`, by which everybody sees it.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, {"Effect": "Allow", "NotAction": "s3:*", "Resource": "arn:*"}, {"Effect": "Allow", "NotAction": "s3:*", "NotResource": "arn:*"}]}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, {"Effect": "Allow", "NotAction": ["s3:*", "iam:*"], "Resource": "*"}]}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    if !is_of_everything(subject) {
        return;
    }
    let mut statements = Vec::new();
    for line in &subject.unlimited().list {
        for statement in subject.deciding(&line.witness) {
            if !statements.iter().any(|it: &&iamkit_policy::Statement| it.index() == statement.index()) {
                statements.push(statement);
            }
        }
    }
    statements.sort_by_key(|it| it.index());
    let facts = facts_of(&subject.unlimited().list);
    let message = "it allows everything, on every resource and under no condition".to_owned();
    found.draft(places(subject, &statements), message, facts, FindingEvidence::Proof);
}
