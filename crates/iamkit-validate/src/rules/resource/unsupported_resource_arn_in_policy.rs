//! `UNSUPPORTED_RESOURCE_ARN_IN_POLICY`.

use crate::rules::attached::is_arn_of;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
    severity: Severity::Error,
    kinds: Kinds::TYPED,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "A resource is none of the type to which the policy is attached.",
    finds: of(
        PolicyResourceType::S3Bucket,
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "*"}}"#,
    ),
    passes: of(
        PolicyResourceType::S3Bucket,
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}}"#,
    ),
    check: Check::Resource(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, resource: &Resource<'_>, found: &mut Found<'_>) {
    let Some(resource_type) = input.policy_type.resource_type() else { return };
    let is_fine = if resource.is_any() {
        // Recorded for buckets alone.
        resource_type != PolicyResourceType::S3Bucket
    } else {
        // What is wrong in itself is found by other rules.
        resource.problem(input.catalog).is_some()
            || is_arn_of(&resource.item.text, resource_type, input.catalog)
    };
    if !is_fine {
        let text = Shown::value(&resource.item.text);
        found.at(resource.item.span, format!("`{text}` is no resource of type `{resource_type}`."));
    }
}
