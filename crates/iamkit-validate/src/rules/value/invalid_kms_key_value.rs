//! `INVALID_KMS_KEY_VALUE`.

use iamkit_policy::shown::Shown;

use super::pieces::has_variable;
use crate::rules::prelude::*;

/// Keys whose values are ARNs of KMS keys (Amazon S3 User Guide, "Policy keys", 2026-11; AWS names the first, that the
/// others of S3's services are alike is inferred).
const KEYS: [&str; 4] = [
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3express:x-amz-server-side-encryption-aws-kms-key-id",
    "s3tables:kmskeyarn",
    "s3vectors:kmskeyarn",
];

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_KMS_KEY_VALUE",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A value of a key that names a KMS key isn't the ARN of one.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "1234abcd-12ab-34cd-56ef-1234567890ab"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"}}}}"#,
    ),
    check: Check::Value(check),
};

fn check(
    _: &Input<'_>,
    _: &Statement<'_>,
    key: &KeyTest<'_>,
    value: &ConditionValue<'_>,
    found: &mut Found<'_>,
) {
    let is_compared = |operator: Operator| operator.is_string() || operator.is_arn();
    if !KEYS.contains(&&*key.folded) || !key.is_under(is_compared) || has_variable(&value.text) {
        return;
    }
    let takes_wildcards = key.is_under(Operator::takes_wildcards);
    if !is_key_arn(&value.text, takes_wildcards) {
        let text = Shown::value(&value.text);
        found.at(
            value.span,
            format!(
                "`{text}` is no ARN of a KMS key: write one such as \
                 `arn:aws:kms:us-east-1:111122223333:key/…`, no alias."
            ),
        );
    }
}

/// Whether a text is, or may stand for, the ARN of a key. Where it has wildcards, each field may be anything of them.
fn is_key_arn(text: &str, takes_wildcards: bool) -> bool {
    let is_wild = |field: &str| takes_wildcards && field.contains(['*', '?']);
    if takes_wildcards && text.bytes().filter(|byte| *byte == b':').count() < 5 {
        // A `*` may stand for colons.
        return text.contains('*');
    }
    let fields = text.splitn(6, ':').collect::<Vec<_>>();
    let [arn, partition, service, region, account, resource] = *fields else { return false };
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let is_key = resource.strip_prefix("key/").is_some_and(|id| !id.is_empty());
    (arn == "arn" || is_wild(arn))
        && !partition.is_empty()
        && (service == "kms" || is_wild(service))
        && !region.is_empty()
        && (is_account || is_wild(account))
        && (is_key || is_wild(resource) && !resource.starts_with("alias/"))
}
