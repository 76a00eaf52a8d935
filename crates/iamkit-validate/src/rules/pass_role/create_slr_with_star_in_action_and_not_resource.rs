//! `CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE`.

use super::grant::{CREATE_SLR, Form, KINDS};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
    severity: Severity::Warning,
    kinds: KINDS,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "`iam:CreateServiceLinkedRole` is allowed on all but some resources by a pattern.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*", "NotResource": "arn:aws:iam::111122223333:role/r"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:iam::111122223333:role/r"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if let Some(spans) = CREATE_SLR.grants(Form::StarNotResource, input, statement) {
        found.all_of(spans, "By a wildcard and `NotResource` the statement lets create a service-linked role of any service but some: name the actions, and name the services' roles in `Resource`.");
    }
}
