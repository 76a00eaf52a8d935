//! `manages-permissions`.

use super::exposed::{Exposure, tell};
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "manages-permissions",
    severity: Severity::SecurityWarning,
    kinds: GRANTING,
    about: "A policy allows permissions to be changed on every resource, under no condition.",
    explanation: "Resources can be opened to anybody, and guards be taken away.",
    advice: "Name the resources that are meant, or demand a condition.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:PutBucketPolicy", "Resource": "*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:PutBucketPolicy", "Resource": "arn:aws:s3:::logs"}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    tell(subject, Exposure::Permissions, "it lets permissions be changed", found);
}
