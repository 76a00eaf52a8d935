//! `PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE`.

use super::grant::{Form, KINDS, PASS_ROLE};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    severity: Severity::SecurityWarning,
    kinds: KINDS,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "`iam:PassRole` is allowed on all but some resources, since `NotAction` leaves it out.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "s3:*", "NotResource": "arn:aws:iam::111122223333:role/r"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:iam::111122223333:role/r"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if let Some(spans) = PASS_ROLE.grants(Form::BothNot, input, statement) {
        found.all_of(spans, "By what `NotAction` and `NotResource` leave out the statement lets hand any role to any service but some: name the actions, and name the roles, or the services by `iam:PassedToService`.");
    }
}
