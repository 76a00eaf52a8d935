//! `INVALID_ARN_ACCOUNT`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_ARN_ACCOUNT",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Documented,
    about: "The account of an ARN has not twelve digits.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:sqs:us-east-1:1234:q"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:sqs:us-east-1:111122223333:q"}}"#,
    ),
    check: Check::Resource(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, resource: &Resource<'_>, found: &mut Found<'_>) {
    if resource.problem(input.catalog) == Some(ArnProblem::Account) {
        let text = Shown::value(&resource.item.text);
        found.at(resource.item.span, format!("The account of `{text}` has not twelve digits."));
    }
}
