//! `INVALID_POLICY_ELEMENT`.

use crate::rules::prelude::*;
use iamkit_policy::shown::Shown;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_POLICY_ELEMENT",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A document or statement has a member that isn't one of its elements; letter case counts.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Actions": "s3:GetObject", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Id": "a", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Document(check),
};

fn check(input: &Input<'_>, found: &mut Found<'_>) {
    for name in &input.document.unknown_members {
        found.at(name.span, format!("There is no element `{}`.", Shown::value(&name.text)));
    }
}
