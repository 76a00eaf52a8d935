//! `INVALID_CONDITION_OPERATOR`.

use iamkit_policy::OperatorKind;
use iamkit_policy::shown::Shown;

use crate::rules::prelude::*;

/// So many operators of a document are told with the nearest.
const MOST: usize = 8;

/// No operator has a name as long.
const LONGEST: usize = 40;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "INVALID_CONDITION_OPERATOR",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "A condition operator has a name that none has.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEqual": {"aws:username": "alice"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEqualsIfExists": {"aws:username": "alice"}}}}"#,
    ),
    check: Check::Operator(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, block: &OperatorBlock<'_>, found: &mut Found<'_>) {
    if block.operator.is_none() {
        let name = Shown::value(&block.name.text);
        let near = Some(&block.name.text).filter(|_| found.count() < MOST);
        let message = match near.and_then(|name| nearest(name)) {
            Some(near) => format!("`{name}` is no condition operator: did you mean `{near}`?"),
            None => format!(
                "`{name}` is no condition operator: write one such as `StringEquals`, perhaps with `ForAnyValue:` or \
                 `ForAllValues:` before it and `IfExists` behind it."
            ),
        };
        found.at(block.name.span, message);
    }
}

/// The operator that has the name but for a few characters of its own or too many.
fn nearest(name: &str) -> Option<&'static str> {
    let name = name.rsplit(':').next().filter(|name| name.len() <= LONGEST)?.to_ascii_lowercase();
    let is_near = |known: &str| known == name || known.starts_with(&name) || name.starts_with(known);
    let near = OperatorKind::ALL
        .iter()
        .filter(|kind| 3 < name.len() && is_near(&kind.as_str().to_ascii_lowercase()));
    near.map(|kind| kind.as_str()).min_by_key(|known| known.len().abs_diff(name.len()))
}
