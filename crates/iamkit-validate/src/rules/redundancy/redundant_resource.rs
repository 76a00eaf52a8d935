//! `REDUNDANT_RESOURCE`.

use super::items::{Letters, tell_of};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "REDUNDANT_RESOURCE",
    severity: Severity::Suggestion,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "An item of `Resource` or `NotResource` covers others of the same list.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b*", "arn:aws:s3:::b*/*"]}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for element in statement.resource.iter().chain(&statement.not_resource) {
        let items = element.items.iter().map(|it| &it.item).collect::<Vec<_>>();
        tell_of(&items, Letters::Differ, input, found);
    }
}
