//! `INVALID_ARN_RESOURCE`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_ARN_RESOURCE",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Documented,
    about: "The service of an ARN has no resource of this form.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:iam::111122223333:rol/x"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:iam::111122223333:role/x"}}"#,
    ),
    check: Check::Resource(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, resource: &Resource<'_>, found: &mut Found<'_>) {
    if resource.problem(input.catalog) == Some(ArnProblem::Resource) {
        let text = Shown::value(&resource.item.text);
        found.at(resource.item.span, format!("The service of `{text}` has no resource of this form."));
    }
}
