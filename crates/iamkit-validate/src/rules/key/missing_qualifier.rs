//! `MISSING_QUALIFIER`.

use iamkit_policy::shown::Shown;

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISSING_QUALIFIER",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "A request can have several values of the key, and the operator doesn't say whether all or any must match.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:TagKeys": "a"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    if !key.is_under(|operator| operator.quantifier.is_none() && !operator.is_null()) {
        return;
    }
    if key.known(input.catalog).facts().is_some_and(|facts| facts.is_list == Some(true)) {
        let name = Shown::value(&key.key.text);
        found.at(
            key.key.span,
            format!(
                "A request can have several values of `{name}`: write `ForAnyValue:` before the operator where one must \
                 match, `ForAllValues:` where all must."
            ),
        );
    }
}
