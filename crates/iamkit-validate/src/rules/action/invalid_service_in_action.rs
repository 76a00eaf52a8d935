//! `INVALID_SERVICE_IN_ACTION`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_SERVICE_IN_ACTION",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "The prefix of an item of `Action` or `NotAction` is no service.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "zocalo:*", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Action(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, action: &Action<'_>, found: &mut Found<'_>) {
    if action.named(input.catalog, &input.work) == Named::NoService {
        let text = Shown::value(&action.item.text);
        found.at(action.item.span, format!("There is no service with the prefix of `{text}`."));
    }
}
