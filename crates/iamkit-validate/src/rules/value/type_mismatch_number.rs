//! `TYPE_MISMATCH_NUMBER`.

use iamkit_policy::shown::Shown;
use iamkit_policy::value::Decimal;

use super::pieces::has_variable;
use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "TYPE_MISMATCH_NUMBER",
    severity: Severity::Warning,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A value of a numeric operator is no number.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "an hour"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}}}"#,
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
    let is_number = || value.kind == ValueKind::Number || Decimal::borrowed(&value.text).is_some();
    if key.is_under(Operator::is_numeric) && !is_number() && !has_variable(&value.text) {
        let text = Shown::value(&value.text);
        found
            .at(value.span, format!("`{text}` is no number: write digits, perhaps with a point among them."));
    }
}
