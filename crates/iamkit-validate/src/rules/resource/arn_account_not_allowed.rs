//! `ARN_ACCOUNT_NOT_ALLOWED`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "ARN_ACCOUNT_NOT_ALLOWED",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Documented,
    about: "An ARN has an account, and such resources have none.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3::111122223333:b/*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Resource(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, resource: &Resource<'_>, found: &mut Found<'_>) {
    if resource.problem(input.catalog) == Some(ArnProblem::AccountNotAllowed) {
        let text = Shown::value(&resource.item.text);
        found.at(
            resource.item.span,
            format!("Such resources have no account: leave that field of `{text}` empty."),
        );
    }
}
