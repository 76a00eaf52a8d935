//! `POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA`.

use super::size::thousand;
use crate::rules::prelude::*;
use iamkit_policy::SizeQuota;

/// Of a bucket policy, in characters (S3 quotas: 20 KB).
const QUOTA: SizeQuota = SizeQuota::BUCKET;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
    severity: Severity::Warning,
    kinds: Kinds::TYPED,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "The characters exceed the quota of the resource.",
    finds: of(
        PolicyResourceType::S3Bucket,
        concat!(
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::"#,
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            r#"/*"}}"#
        ),
    ),
    passes: of(
        PolicyResourceType::S3Bucket,
        concat!(
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::"#,
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            thousand!(),
            r#"/*"}}"#
        ),
    ),
    check: Check::Document(check),
};

fn check(input: &Input<'_>, found: &mut Found<'_>) {
    if input.policy_type.resource_type() != Some(PolicyResourceType::S3Bucket) {
        // Of the others no quota is documented.
        return;
    }
    let characters = QUOTA.size(input.document.text);
    let quota = QUOTA.characters();
    if quota < characters {
        let message = format!("The document has {characters} characters; the quota is {quota}.");
        found.at(input.document.span, message);
    }
}
