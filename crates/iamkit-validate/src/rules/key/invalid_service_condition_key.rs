//! `INVALID_SERVICE_CONDITION_KEY`.

use iamkit_policy::shown::Shown;

use super::nearest_key::nearest;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_SERVICE_CONDITION_KEY",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "A condition key has the prefix of a service, which has no key of that name.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"s3:Prefixes": "o-1"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"s3:prefix": "o-1"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    if key.known(input.catalog) == KnownKey::NoServiceKey {
        let name = Shown::value(&key.key.text);
        let message = format!("The service has no condition key `{name}`{}", nearest(input, key, found));
        found.at(key.key.span, message);
    }
}
