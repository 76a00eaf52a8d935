//! `MISSING_ARN_FIELD`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISSING_ARN_FIELD",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "An ARN has fewer than six fields; in identity policies one that ends in `*` may have.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b"}}"#,
    ),
    check: Check::Resource(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, resource: &Resource<'_>, found: &mut Found<'_>) {
    let is_short = match resource.problem(input.catalog) {
        Some(ArnProblem::MissingField) => true,
        // Inferred: identity policies with such short forms are accepted and work.
        Some(ArnProblem::ShortForm) => input.policy_type != PolicyType::Identity,
        _ => false,
    };
    if is_short {
        let text = Shown::value(&resource.item.text);
        found.at(
            resource.item.span,
            format!("`{text}` has too few fields: write `arn:partition:service:region:account:resource`."),
        );
    }
}
