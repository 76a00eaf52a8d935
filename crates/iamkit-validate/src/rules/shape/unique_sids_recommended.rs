//! `UNIQUE_SIDS_RECOMMENDED`.

use super::sids::repeated_sids;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "UNIQUE_SIDS_RECOMMENDED",
    severity: Severity::Warning,
    kinds: Kinds::RESOURCE_NOT_TRUST,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "Two statements have the same `Sid`; letter case counts.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}, {"Sid": "A", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}, {"Sid": "a", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
    ),
    check: Check::Document(check),
};

fn check(input: &Input<'_>, found: &mut Found<'_>) {
    for spans in repeated_sids(input.document) {
        found.all_of(spans, "These statements have the same `Sid`: give each its own.");
    }
}
