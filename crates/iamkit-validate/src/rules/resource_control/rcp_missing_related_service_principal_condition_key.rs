//! `RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY`.

use super::related::of_sources;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY",
    severity: Severity::Warning,
    kinds: Kinds::RESOURCE_CONTROL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A condition on the source of a service's call isn't limited to calls of services.",
    finds: resource_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a"}}}}"#,
    ),
    passes: resource_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a"}, "Bool": {"aws:PrincipalIsAWSService": "true"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for key in of_sources(statement) {
        found.at(key.key.span, "Calls of others don't carry the key: put `Bool` of `aws:PrincipalIsAWSService` with `true` beside it.");
    }
}
