//! `no-such-key`.

use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "no-such-key",
    severity: Severity::Warning,
    kinds: ALL,
    about: "A condition key or policy variable names no condition key.",
    explanation: "No request carries it, so that the condition is decided as if it were absent.",
    advice: "Correct the name to that of a condition key.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgIDs": "o-1a2b3c4d5e"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1a2b3c4d5e"}}}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    for it in subject.untaken().iter().filter(|it| !it.is_of_other_actions) {
        found.text(it.place, &*it.message);
    }
}
