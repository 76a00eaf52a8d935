//! `EMPTY_SID_VALUE`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "EMPTY_SID_VALUE",
    severity: Severity::Suggestion,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "`Sid` is empty.",
    finds: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}}"#,
    ),
    passes: trust(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if let Some(sid) = statement.sid.as_ref().filter(|sid| sid.text.is_empty()) {
        found.at(sid.span, "The `Sid` is empty: name the statement, or take it out.");
    }
}
