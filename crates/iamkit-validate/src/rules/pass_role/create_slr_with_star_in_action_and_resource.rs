//! `CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE`.

use super::grant::{CREATE_SLR, Form, KINDS};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
    severity: Severity::Warning,
    kinds: KINDS,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "`iam:CreateServiceLinkedRole` is allowed on every role by a pattern.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::111122223333:role/r"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if let Some(spans) = CREATE_SLR.grants(Form::StarBoth, input, statement) {
        found.all_of(spans, "By its wildcards the statement lets create a service-linked role of any service: name the actions, and name the services' roles.");
    }
}
