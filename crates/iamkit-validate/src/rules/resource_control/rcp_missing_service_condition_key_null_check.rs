//! `RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK`.

use super::related::of_unchecked_sources;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK",
    severity: Severity::Warning,
    kinds: Kinds::RESOURCE_CONTROL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A condition on the source of a service's call isn't limited to calls that have one.",
    finds: resource_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a"}}}}"#,
    ),
    passes: resource_control(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a"}, "Null": {"aws:SourceAccount": "false"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    for key in of_unchecked_sources(statement) {
        found.at(key.key.span, "Calls without a source are denied too: put `Null` of `aws:SourceAccount` with `false` beside it.");
    }
}
