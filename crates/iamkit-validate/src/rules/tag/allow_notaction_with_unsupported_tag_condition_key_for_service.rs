//! `ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE`.

use super::unsupported::{KINDS, others};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    severity: Severity::Suggestion,
    kinds: KINDS,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A statement that allows all but some actions asks for a tag of the resource, which not every service has.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "logs:*", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/a": "b"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "logs:*", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestTag/a": "b"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if statement.is_allow() {
        others(input, statement, found);
    }
}
