//! `ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE`.

use super::unsupported::{KINDS, untagged};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    severity: Severity::Suggestion,
    kinds: KINDS,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "A statement that allows actions asks for a tag of the resource, which some of them have not.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "logs:PutResourcePolicy", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/a": "b"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:StartInstances", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/a": "b"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if statement.is_allow() {
        untagged(input, statement, found);
    }
}
