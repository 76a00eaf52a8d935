//! `POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA`.

use super::size::thousand;
use crate::rules::prelude::*;
use iamkit_policy::SizeQuota;

/// The default quota of trust policies (IAM quotas).
const QUOTA: SizeQuota = SizeQuota::TRUST;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
    severity: Severity::Warning,
    kinds: Kinds::TRUST,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "The characters that are no white space exceed the default quota of trust policies.",
    finds: trust(concat!(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": ""#,
        thousand!(),
        thousand!(),
        r#""}}}}"#
    )),
    passes: trust(concat!(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": ""#,
        thousand!(),
        r#""}}}}"#
    )),
    check: Check::Document(check),
};

fn check(input: &Input<'_>, found: &mut Found<'_>) {
    let characters = QUOTA.size(input.document.text);
    let quota = QUOTA.characters();
    if quota < characters {
        let message = format!(
            "The document has {characters} characters, white space not counted; the quota is {quota}."
        );
        found.at(input.document.span, message);
    }
}
