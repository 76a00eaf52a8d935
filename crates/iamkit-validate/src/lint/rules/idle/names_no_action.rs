//! `names-no-action`.

use iamkit_prover::{IdleStatement, Idleness};

use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "names-no-action",
    severity: Severity::Warning,
    kinds: ALL,
    about: "A statement names no action.",
    explanation: "It allows and denies nothing, whatever it was meant for.",
    advice: "Correct the name to that of an action, or take it out where the action is gone.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "*", "Resource": "*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}"#,
    ),
    check,
};

/// Not where each of its names is told to be none.
fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    let names_none = |it: &&IdleStatement| it.why == Idleness::NamesNoAction;
    for it in subject.idle_statements().list.iter().filter(names_none) {
        let Some(statement) = subject.statement(it.statement.statement) else { continue };
        let list = statement.actions();
        let is_told = subject.catalog().is_some() && !list.is_negated() && !list.values().is_empty();
        if !is_told {
            found.proven(statement, it.why.as_str(), it.facts);
        }
    }
}
