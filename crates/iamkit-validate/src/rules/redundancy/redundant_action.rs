//! `REDUNDANT_ACTION`.

use super::items::{Letters, tell_of};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "REDUNDANT_ACTION",
    severity: Severity::Suggestion,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "An item of `Action` or `NotAction` covers others of the same list.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["iam:Get*", "iam:List*", "iam:GetUser"], "Resource": "arn:aws:iam::111122223333:user/u"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["iam:Get*", "iam:*User"], "Resource": "arn:aws:iam::111122223333:user/u"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for element in statement.action.iter().chain(&statement.not_action) {
        let items = element.items.iter().map(|it| &it.item).collect::<Vec<_>>();
        tell_of(&items, Letters::Alike, input, found);
    }
}
