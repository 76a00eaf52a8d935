//! `REDUNDANT_STATEMENT`.

use crate::rules::prelude::*;
use std::collections::HashMap;

use iamkit_policy::Span;

use super::same::meaning;

pub(in crate::rules) static RULE: Rule = Rule {
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
    let mut places: HashMap<String, Vec<Span>> = HashMap::new();
    let mut order = Vec::new();
    for statement in &input.document.statements {
        // Of a statement that isn't read whole it isn't known whether it is like another.
        let Some(meaning) = meaning(input.document, statement) else { continue };
        let spans = places.entry(meaning.clone()).or_default();
        spans.push(statement.span);
        if spans.len() == 2 {
            order.push(meaning);
        }
    }
    for spans in order.iter().filter_map(|meaning| places.remove(meaning)) {
        found.all_of(spans, "These statements say the same: keep one of them.");
    }
}
