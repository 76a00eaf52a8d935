//! `INVALID_CONDITION_OPERATOR`.

use iamkit_policy::shown::Shown;
use iamkit_policy::{OperatorKind, Quantifier};

use crate::document::without_if_exists;
use crate::rules::prelude::*;

/// So many operators of a document are told with the nearest.
const MOST: usize = 8;

/// No operator has a name as long.
const LONGEST: usize = 60;

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

/// The operator that is spelt most alike, with the prefix and the suffix that the name has.
fn nearest(name: &str) -> Option<String> {
    if LONGEST < name.len() {
        return None;
    }
    let (prefix, rest) = name.rsplit_once(':').map_or(("", name), |(prefix, rest)| (prefix, rest));
    let (base, suffix) = match without_if_exists(rest) {
        Some(base) => (base, "IfExists"),
        None => (rest, ""),
    };
    let kind = most_alike(base, OperatorKind::ALL.iter().map(|kind| kind.as_str()))?;
    let quantifier = most_alike(prefix, Quantifier::ALL.into_iter().map(Quantifier::as_str));
    let quantifier = quantifier.map_or_else(String::new, |it| format!("{it}:"));
    let suffix = if kind == OperatorKind::Null.as_str() { "" } else { suffix };
    Some(format!("{quantifier}{kind}{suffix}"))
}

/// The one of some names that has the text but for few letters, or that goes on where the text ends.
fn most_alike(text: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    let far = |name: &str| {
        let name = name.to_ascii_lowercase();
        let is_part = 3 < text.len() && (name.starts_with(&text) || text.starts_with(&name));
        let distance = strsim::osa_distance(&name, &text);
        (is_part || distance <= name.len() / 4).then_some(distance)
    };
    names.filter_map(|name| Some((far(name)?, name))).min_by_key(|(far, _)| *far).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn misspelt_operators_are_told_with_the_nearest() {
        for (name, near) in [
            ("StringEqual", Some("StringEquals")),
            ("StringEqauls", Some("StringEquals")),
            ("StringEqualIfExists", Some("StringEqualsIfExists")),
            ("ForAnyValues:StringLike", Some("ForAnyValue:StringLike")),
            ("ForAnyValue::StringEquals", Some("ForAnyValue:StringEquals")),
            ("forallvalue:stringlikes", Some("ForAllValues:StringLike")),
            ("NumericGreater", Some("NumericGreaterThan")),
            ("NotIpAdress", Some("NotIpAddress")),
            ("Nul", Some("Null")),
            ("Matches", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(nearest(name).as_deref(), near, "{name}");
        }
    }
}
