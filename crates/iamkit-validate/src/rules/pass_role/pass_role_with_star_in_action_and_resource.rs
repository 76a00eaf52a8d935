//! `PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE`.

use super::grant::{Form, KINDS, PASS_ROLE};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
    severity: Severity::SecurityWarning,
    kinds: KINDS,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "`iam:PassRole` is allowed on every role by a pattern.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::111122223333:role/r"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if let Some(spans) = PASS_ROLE.grants(Form::StarBoth, input, statement) {
        found.all_of(spans, "By its wildcards the statement lets hand any role to any service: name the actions, and name the roles, or the services by `iam:PassedToService`.");
    }
}
