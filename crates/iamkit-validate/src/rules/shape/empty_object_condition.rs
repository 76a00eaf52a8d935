//! `EMPTY_OBJECT_CONDITION`.

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "EMPTY_OBJECT_CONDITION",
    severity: Severity::Suggestion,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "`Condition`, or an operator in it, is an empty object.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}}"#,
    ),
    check: Check::Statement(check),
};

fn check(input: &Input<'_>, statement: &Statement<'_>, found: &mut Found<'_>) {
    let Some(condition) = &statement.condition else { return };
    let blocks = condition.operators.iter().filter(|block| block.keys.is_empty()).map(|block| block.span);
    let whole = condition.operators.is_empty().then_some(condition.span);
    for span in whole.into_iter().chain(blocks) {
        // What is no object is of another kind, which is found of it.
        if input.document.text.get(span.start..span.end).is_some_and(|text| text.starts_with('{')) {
            found.at(span, "The object tests nothing: take it out.");
        }
    }
}
