//! `INVALID_ACTION`.

use super::operation::authorising;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_ACTION",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "An item of `Action` or `NotAction` names no action of its service, or has no service.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["S3:getobject", "s3:Get*"], "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Action(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, action: &Action<'_>, found: &mut Found<'_>) {
    match action.named(input.catalog, &input.work) {
        Named::NoAction => found.at(action.item.span, message(&action.item.text)),
        Named::NoName => {
            let text = Shown::value(&action.item.text);
            found.at(
                action.item.span,
                format!("`{text}` is no action: write `service:Name`, with one colon."),
            );
        }
        _ => {}
    }
}

/// Says which action it may be, where the name is that of an operation that another action authorises.
fn message(text: &str) -> String {
    let shown = Shown::value(text);
    match authorising(text) {
        Some(action) => {
            format!("There is no action `{shown}`: did you mean `{action}`, which authorises that operation?")
        }
        None if text.contains(['*', '?']) => format!("No action of the service matches `{shown}`."),
        None => format!("There is no action `{shown}`."),
    }
}
