//! `POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA`.

use super::size::thousand;
use crate::rules::prelude::*;
use iamkit_policy::SizeQuota;

/// Of all identity policies of a role together (IAM quotas).
const QUOTA: SizeQuota = SizeQuota::INLINE_OF_ROLE;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
    severity: Severity::Warning,
    kinds: Kinds::IDENTITY,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "The characters that are no white space, and one more, exceed the largest quota of identity policies.",
    finds: identity(concat!(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::"#,
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
        r#""}}"#
    )),
    passes: identity(concat!(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::"#,
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
        r#""}}"#
    )),
    check: Check::Document(check),
};

fn check(input: &Input<'_>, found: &mut Found<'_>) {
    let characters = QUOTA.size(input.document.text) + 1;
    let quota = QUOTA.characters();
    if quota < characters {
        let message = format!(
            "The document has {characters} characters, white space not counted; the quota is {quota}."
        );
        found.at(input.document.span, message);
    }
}
