//! `UNIQUE_SIDS_REQUIRED`.

use super::sids::repeated_sids;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "UNIQUE_SIDS_REQUIRED",
    severity: Severity::Error,
    kinds: Kinds::IDENTITY.and(Kinds::SERVICE_CONTROL).and(Kinds::RESOURCE_CONTROL).and(Kinds::TRUST),
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "Two statements have the same `Sid`; letter case counts.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}, {"Sid": "A", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}, {"Sid": "a", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
    ),
    check: Check::Document(check),
};

fn check(input: &Input<'_>, found: &mut Found<'_>) {
    for spans in repeated_sids(input.document) {
        found.all_of(spans, "These statements have the same `Sid`: give each its own.");
    }
}
