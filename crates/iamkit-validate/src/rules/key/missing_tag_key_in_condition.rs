//! `MISSING_TAG_KEY_IN_CONDITION`.

use iamkit_policy::shown::Shown;

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "MISSING_TAG_KEY_IN_CONDITION",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A condition key is to name a tag and doesn't.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:ResourceTag/": "b"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:ResourceTag/a": "b"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    if key.known(input.catalog) == KnownKey::WithoutTag {
        let name = key.key.text.trim_end_matches('/');
        found.at(
            key.key.span,
            format!("The name of a tag is missing: write `{}/` and the name.", Shown::value(name)),
        );
    }
}
