//! `RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL`.

use super::source::{has_source, is_let_in, other_sources};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",
    severity: Severity::SecurityWarning,
    kinds: Kinds::RESOURCE_NOT_TRUST,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A service is allowed whoever it calls for.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}}"#,
    ),
    check: Check::Principal(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, principal: &Principal<'_>, found: &mut Found<'_>) {
    if is_let_in(statement, principal) && !has_source(statement) && other_sources(statement).next().is_none()
    {
        let message = "The service may call for anyone: test `aws:SourceArn`, `aws:SourceAccount` or `aws:SourceOrgID`.";
        found.at(principal.item.span, message);
    }
}
