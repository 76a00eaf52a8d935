//! `WILDCARD_WITHOUT_LIKE_OPERATOR`.

use super::pieces::{Piece, pieces};
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "WILDCARD_WITHOUT_LIKE_OPERATOR",
    severity: Severity::Warning,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "A value has a wildcard, which the operator takes for a character like others.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:ResourceTag/a": "a*"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringLike": {"aws:ResourceTag/a": "a*"}}}}"#,
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
    let Some(operator) = key.operator.filter(|operator| operator.is_string() && !operator.takes_wildcards())
    else {
        return;
    };
    if value.text.contains(['*', '?']) && pieces(&value.text).any(|piece| piece == Piece::Wildcard) {
        let wanted = if operator.kind.is_negated() { "StringNotLike" } else { "StringLike" };
        let message = format!(
            "`{}` takes `*` and `?` for characters: write `{wanted}` where they stand for others, `${{*}}` and `${{?}}` \
             where not.",
            operator.kind.as_str()
        );
        found.at(value.span, message);
    }
}
