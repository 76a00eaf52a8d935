//! `CREATE_SLR_WITH_STAR_IN_RESOURCE`.

use super::grant::{CREATE_SLR, Form, KINDS};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "CREATE_SLR_WITH_STAR_IN_RESOURCE",
    severity: Severity::Warning,
    kinds: KINDS,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "`iam:CreateServiceLinkedRole` is allowed on every role.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "*"}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/*"}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    if let Some(spans) = CREATE_SLR.grants(Form::StarResource, input, statement) {
        found.all_of(
            spans,
            "The statement lets create a service-linked role of any service: name the services' roles.",
        );
    }
}
