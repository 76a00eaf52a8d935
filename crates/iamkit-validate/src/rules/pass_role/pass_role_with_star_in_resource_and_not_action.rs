//! `PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION`.

use super::grant::{Form, KINDS, PASS_ROLE};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
    severity: Severity::SecurityWarning,
    kinds: KINDS,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "`iam:PassRole` is allowed on every role, since `NotAction` leaves it out.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if let Some(spans) = PASS_ROLE.grants(Form::StarNotAction, input, statement) {
        found.all_of(spans, "By leaving it out of `NotAction` the statement lets hand any role to any service: name the actions, and name the roles, or the services by `iam:PassedToService`.");
    }
}
