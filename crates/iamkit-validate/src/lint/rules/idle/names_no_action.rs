//! `names-no-action`.

use iamkit_policy::ElementList;
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

/// Not where a name of it is told to be none.
fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    let names_none = |it: &&IdleStatement| it.why == Idleness::NamesNoAction;
    for it in subject.idle_statements().list.iter().filter(names_none) {
        let Some(statement) = subject.statement(it.statement.statement) else { continue };
        if !is_told(subject, statement.actions()) {
            found.proven(statement, it.why.as_str(), it.facts);
        }
    }
}

fn is_told(subject: &Subject<'_>, list: &ElementList) -> bool {
    let mut named = list.values().iter().map(|name| subject.named(name.as_str()));
    !list.is_negated() && named.any(|named| named.is_none_or(|named| named.is_empty()))
}
