//! `idle-action`.

use iamkit_prover::{Idleness, PartIdleness, StatementPart};

use super::part::written;
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "idle-action",
    severity: Severity::Warning,
    kinds: ALL,
    about: "An action of a list does nothing: without it the same is allowed and denied.",
    explanation: "It looks as if it were allowed or denied by this item, and isn't.",
    advice: "Take the action out, or name resources that it has, in a statement of its own.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "arn:aws:s3:::logs/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"]}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    for it in subject.idle_parts().list.iter().filter(|it| matches!(it.part, StatementPart::Action(_))) {
        let statement = subject.statement(it.statement.statement);
        let Some((name, place)) = statement.and_then(|statement| written(statement, it.part)) else {
            continue;
        };
        let why = match it.why {
            PartIdleness::Statement(Idleness::NamesNothing) => {
                "the statement names no resource or principal that it has"
            }
            why => why.as_str(),
        };
        found.proven(place, format!("`{}` does nothing here: {why}", Shown::value(name)), it.facts);
    }
}
