//! `INVALID_ROLE_REFERENCE`.

use super::unique_id::is_unique_id;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_ROLE_REFERENCE",
    severity: Severity::Warning,
    kinds: Kinds::RESOURCE,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A principal is the unique ID of a role, as is left of one that was deleted.",
    finds: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "AROAEXAMPLEID12345678"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    passes: resource(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#,
    ),
    check: Check::Principal(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, principal: &Principal<'_>, found: &mut Found<'_>) {
    if is_unique_id(principal, "AROA") {
        found.at(
            principal.item.span,
            "The unique ID stands for a role that was deleted: name the ARN of one that is there.",
        );
    }
}
