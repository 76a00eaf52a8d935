//! `exposes-data`.

use super::exposed::{Exposure, tell};
use crate::lint::rules::prelude::*;

pub(in crate::lint::rules) static RULE: LintRule = LintRule {
    code: "exposes-data",
    severity: Severity::SecurityWarning,
    kinds: GRANTING,
    about: "A policy allows data to be read on every resource, under no condition.",
    explanation: "One leaked key is enough to copy all of it.",
    advice: "Name the resources that are meant, or demand a condition.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::logs/*"}}"#,
    ),
    check,
};

fn check(subject: &Subject<'_>, found: &mut LintFound<'_>) {
    tell(subject, Exposure::Data, "it lets data be read", found);
}
