//! `INVALID_GLOBAL_CONDITION_KEY`.

use iamkit_policy::shown::Shown;

use super::aws_arn;
use super::nearest_key::nearest;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_GLOBAL_CONDITION_KEY",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "A condition key has the prefix `aws`, and no global key has that name.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:PrincipalOrg": "o-1"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    if key.known(input.catalog) == KnownKey::NoGlobalKey && !aws_arn::is_meant(key) {
        let name = Shown::value(&key.key.text);
        let message = format!("There is no global condition key `{name}`{}", nearest(input, key, found));
        found.at(key.key.span, message);
    }
}
