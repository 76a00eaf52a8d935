//! `REDUNDANT_CONDITION_VALUE_NUM`.

use crate::rules::prelude::*;
use iamkit_policy::OperatorKind;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "REDUNDANT_CONDITION_VALUE_NUM",
    severity: Severity::Suggestion,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "A number is compared with several bounds, of which one decides.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": ["2700", "3600"]}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"NumericEquals": {"aws:MultiFactorAuthAge": ["2700", "3600"]}}}}"#,
    ),
    check: Check::Key(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, key: &KeyTest<'_>, found: &mut Found<'_>) {
    use OperatorKind::{
        NumericGreaterThan, NumericGreaterThanEquals, NumericLessThan, NumericLessThanEquals,
    };
    let which = match key.operator.map(|operator| operator.kind) {
        Some(NumericLessThan | NumericLessThanEquals) => "greatest",
        Some(NumericGreaterThan | NumericGreaterThanEquals) => "least",
        _ => return,
    };
    // Inferred: what is no number is found by another rule, and is no bound.
    let is_number = |value: &&ConditionValue<'_>| value.text.trim().parse::<f64>().is_ok();
    let spans = key.values.iter().filter(is_number).map(|value| value.span).collect::<Vec<_>>();
    if 1 < spans.len() {
        found.all_of(spans, format!("One of these bounds decides: keep the {which}."));
    }
}
