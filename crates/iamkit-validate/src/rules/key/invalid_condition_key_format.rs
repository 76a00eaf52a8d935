//! `INVALID_CONDITION_KEY_FORMAT`.

use iamkit_policy::shown::Shown;

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_CONDITION_KEY_FORMAT",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A condition key has no prefix and name with a colon between them.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"username": "alice"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:username": "alice"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    if key.known(input.catalog) == KnownKey::Malformed {
        let name = Shown::value(&key.key.text);
        found.at(
            key.key.span,
            format!(
                "`{name}` is no condition key: write a prefix, a colon and a name, such as `aws:username`."
            ),
        );
    }
}
