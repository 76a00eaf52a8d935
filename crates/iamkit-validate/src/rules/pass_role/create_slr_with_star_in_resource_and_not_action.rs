//! `CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION`.

use super::grant::{CREATE_SLR, Form, KINDS};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
    severity: Severity::Warning,
    kinds: KINDS,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "`iam:CreateServiceLinkedRole` is allowed on every role, since `NotAction` leaves it out.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if let Some(spans) = CREATE_SLR.grants(Form::StarNotAction, input, statement) {
        found.all_of(spans, "By leaving it out of `NotAction` the statement lets create a service-linked role of any service: name the actions, and name the services' roles.");
    }
}
