//! `key-of-other-actions`.

use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "key-of-other-actions",
    severity: Severity::Warning,
    kinds: ALL,
    about: "No action of a statement carries a condition key.",
    explanation: "The condition is decided as if the key were absent from every request.",
    advice: "Ask for a key that the actions carry, or put the condition beside others.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*", "Condition": {"StringLike": {"s3:prefix": "logs/*"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": {"StringLike": {"s3:prefix": "logs/*"}}}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    for it in subject.untaken().iter().filter(|it| it.is_of_other_actions) {
        found.text(it.place, &*it.message);
    }
}
