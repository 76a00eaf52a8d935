//! `IRRELEVANT_CONDITION_KEY_IN_POLICY`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "IRRELEVANT_CONDITION_KEY_IN_POLICY",
    severity: Severity::Suggestion,
    kinds: Kinds::TYPED,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "The policy of a resource tests a key that is meant for those who ask for it.",
    finds: of(
        PolicyResourceType::S3Bucket,
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"s3:ResourceAccount": "111122223333"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"s3:ResourceAccount": "111122223333"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    let is_relevant = !matches!(
        input.policy_type.resource_type(),
        Some(PolicyResourceType::S3Bucket | PolicyResourceType::S3AccessPoint)
    );
    if !is_relevant && key.folded == "s3:resourceaccount" {
        found.at(
            key.key.span,
            "The resource's account is that of the policy: test `s3:ResourceAccount` in identity \
             policies, not here.",
        );
    }
}
