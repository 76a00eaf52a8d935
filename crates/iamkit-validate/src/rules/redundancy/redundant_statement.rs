//! `REDUNDANT_STATEMENT`.

use crate::rules::prelude::*;
use std::collections::BTreeMap;

use iamkit_policy::Span;

use super::same::{meaning, sign};

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "REDUNDANT_STATEMENT",
    severity: Severity::Suggestion,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Inferred,
    about: "Two statements differ in nothing but `Sid` and order.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}, {"Sid": "B", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}, {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]}"#,
    ),
    check: Check::Document(check),
};

fn check(input: &Input<'_>, found: &mut Found<'_>) {
    let mut alike: BTreeMap<u64, Vec<&Statement<'_>>> = BTreeMap::new();
    for statement in &input.document.statements {
        alike.entry(sign(statement)).or_default().push(statement);
    }
    for statements in alike.into_values().filter(|statements| 1 < statements.len()) {
        let mut places: BTreeMap<String, Vec<Span>> = BTreeMap::new();
        for statement in statements {
            // Of a statement that isn't read whole it isn't known whether it is like another.
            if let Some(meaning) = meaning(input.document, statement) {
                places.entry(meaning).or_default().push(statement.span);
            }
        }
        for spans in places.into_values().filter(|spans| 1 < spans.len()) {
            found.all_of(spans, "These statements say the same: keep one of them.");
        }
    }
}
