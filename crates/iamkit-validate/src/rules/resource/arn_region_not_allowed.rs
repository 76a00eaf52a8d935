//! `ARN_REGION_NOT_ALLOWED`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "ARN_REGION_NOT_ALLOWED",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "An ARN has a Region, and such resources have none.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:iam:us-east-1:111122223333:role/x"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:iam::111122223333:role/x"}}"#,
    ),
    check: Check::Resource(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, resource: &Resource<'_>, found: &mut Found<'_>) {
    if resource.problem(input.catalog) == Some(ArnProblem::RegionNotAllowed) {
        let text = Shown::value(&resource.item.text);
        found.at(
            resource.item.span,
            format!("Such resources have no Region: leave that field of `{text}` empty."),
        );
    }
}
