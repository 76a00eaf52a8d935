//! `DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE`.

use super::unsupported::{KINDS, untagged};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    severity: Severity::SecurityWarning,
    kinds: KINDS,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A statement that denies actions asks for a tag of the resource, which some of them have not.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "logs:PutResourcePolicy", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/a": "b"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "ec2:StartInstances", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/a": "b"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if statement.is_deny() {
        untagged(input, statement, found);
    }
}
