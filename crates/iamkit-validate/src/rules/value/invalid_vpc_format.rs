//! `INVALID_VPC_FORMAT`.

use iamkit_policy::shown::Shown;

use super::pieces::{is_id, is_literal_text};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_VPC_FORMAT",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A value of `aws:SourceVpc` isn't the id of a VPC.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-12345678"}}}}"#,
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
    if key.folded != "aws:sourcevpc" || !is_literal_text(key, &value.text) {
        return;
    }
    if !is_id(&value.text, "vpc-") {
        let text = Shown::value(&value.text);
        found.at(
            value.span,
            format!("`{text}` is no id of a VPC: write `vpc-` and 8 or 17 letters and digits."),
        );
    }
}
