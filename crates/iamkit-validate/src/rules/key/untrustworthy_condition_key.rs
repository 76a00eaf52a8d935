//! `UNTRUSTWORTHY_CONDITION_KEY`.

use iamkit_policy::shown::Shown;

use crate::rules::prelude::*;

/// Headers that a client sends (IAM User Guide, "AWS global condition context keys", 2026-11; that these are all is
/// inferred).
const UNTRUSTWORTHY: [&str; 2] = ["aws:referer", "aws:useragent"];

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "UNTRUSTWORTHY_CONDITION_KEY",
    severity: Severity::SecurityWarning,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A condition tests what whoever asks can write at will.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:Referer": "https://example.com"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:username": "alice"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    if UNTRUSTWORTHY.contains(&&*key.folded) {
        let name = Shown::value(&key.key.text);
        found.at(
            key.key.span,
            format!(
                "Whoever asks can write any `{name}`: test a key that AWS sets, such as `aws:SourceArn`."
            ),
        );
    }
}
