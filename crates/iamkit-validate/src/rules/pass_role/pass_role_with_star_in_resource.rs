//! `PASS_ROLE_WITH_STAR_IN_RESOURCE`.

use super::grant::{Form, KINDS, PASS_ROLE};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "PASS_ROLE_WITH_STAR_IN_RESOURCE",
    severity: Severity::SecurityWarning,
    kinds: KINDS,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "`iam:PassRole` is allowed on every role.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if let Some(spans) = PASS_ROLE.grants(Form::StarResource, input, statement) {
        found.all_of(spans, "The statement lets hand any role to any service: name the roles, or the services by `iam:PassedToService`.");
    }
}
