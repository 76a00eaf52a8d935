//! `RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL`.

use super::source::{has_source, is_let_in, other_sources};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
    severity: Severity::Suggestion,
    kinds: Kinds::RESOURCE_NOT_TRUST,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A service is allowed by where it calls from and not by whom it calls for.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:Referer": "a"}}}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(_: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    let mut principals = statement.all_principals();
    if principals.any(|principal| is_let_in(statement, principal)) && !has_source(statement) {
        for key in other_sources(statement) {
            found.at(key.key.span, "Test `aws:SourceArn`, `aws:SourceAccount` or `aws:SourceOrgID` instead.");
        }
    }
}
