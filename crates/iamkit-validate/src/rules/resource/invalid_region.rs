//! `INVALID_REGION`.

use std::borrow::Cow;

use crate::arn::is_open;
use crate::rules::prelude::*;
use iamkit_catalog::Regions;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_REGION",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A condition compares a key of Regions with a text that is no Region.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:RequestedRegion": "us-moon-1"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringLike": {"aws:RequestedRegion": "us-*"}}}}"#,
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
    // Inferred: the page tells of `aws:RequestedRegion` alone.
    let is_of_regions = matches!(&*key.folded, "aws:requestedregion" | "ec2:region");
    let is_equality = key.is_under(|operator| operator.is_string() && !operator.takes_wildcards());
    if !is_of_regions || !is_equality || is_open(&value.text) {
        return;
    }
    let is_folded = key.is_under(|operator| operator.kind.as_str().ends_with("IgnoreCase"));
    let region =
        if is_folded { Cow::Owned(value.text.to_ascii_lowercase()) } else { Cow::Borrowed(&*value.text) };
    if Regions::embedded().partition_of(&region).is_none() {
        let text = Shown::value(&value.text);
        found.at(value.span, format!("`{text}` is no Region: no request is to it."));
    }
}
