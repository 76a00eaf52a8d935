//! `STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS`.

use iamkit_catalog::{KeyType, KeyTypes};
use iamkit_policy::OperatorKind;

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
    severity: Severity::SecurityWarning,
    kinds: Kinds::ALL,
    mark: Mark::Observed,
    place_mark: Mark::Observed,
    about: "`StringLike` or `StringNotLike` is used with a key whose values are ARNs.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/r"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/r"}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(input: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    let Some(operator) = key.operator else { return };
    let wanted = match operator.kind {
        OperatorKind::StringLike => "ArnLike",
        OperatorKind::StringNotLike => "ArnNotLike",
        _ => return,
    };
    if key.known(input.catalog).facts().is_some_and(|facts| facts.types == KeyTypes::from(KeyType::Arn)) {
        let message = format!(
            "A `*` of `{}` goes beyond colons: write `{wanted}`, which keeps to the parts of an ARN.",
            operator.kind.as_str()
        );
        found.at(key.key.span, message);
    }
}
