//! `RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY`.

use super::related::of_principals;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY",
    severity: Severity::Warning,
    kinds: Kinds::RESOURCE_CONTROL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A condition on the caller's account or organization doesn't leave calls of AWS services out.",
    finds: resource_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a"}}}}"#,
    ),
    passes: resource_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for key in of_principals(statement) {
        found.at(key.key.span, "Calls of AWS services don't carry the key: put `BoolIfExists` of `aws:PrincipalIsAWSService` with `false` beside it.");
    }
}
