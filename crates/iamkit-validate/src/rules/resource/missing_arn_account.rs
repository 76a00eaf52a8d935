//! `MISSING_ARN_ACCOUNT`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISSING_ARN_ACCOUNT",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "An ARN has no account, and such resources have one.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:sqs:us-east-1::q"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:ec2:*::image/*"}}"#,
    ),
    check: Check::Resource(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, resource: &Resource<'_>, found: &mut Found<'_>) {
    if resource.problem(input.catalog) == Some(ArnProblem::MissingAccount) {
        let text = Shown::value(&resource.item.text);
        found.at(
            resource.item.span,
            format!("Such resources have an account: `{text}` has none, and matches nothing."),
        );
    }
}
