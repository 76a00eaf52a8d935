//! Each rule finds something in the one example and nothing in the other.

mod conditions;

use iamkit_catalog::Catalog;

use crate::rule::{Example, ValidationRule};
use crate::validate;

fn codes(example: Example) -> Vec<&'static str> {
    let findings = validate(example.text, example.policy_type, Catalog::embedded()).expect("it is small");
    assert!(findings.iter().all(|finding| !finding.locations.is_empty() && !finding.message.is_empty()));
    findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn rules_find_what_they_say() {
    for rule in ValidationRule::all() {
        let (finds, passes) = (codes(rule.finds), codes(rule.passes));
        assert!(finds.contains(&rule.code), "{}: {finds:?} in {}", rule.code, rule.finds.text);
        assert!(!passes.contains(&rule.code), "{}: {passes:?} in {}", rule.code, rule.passes.text);
    }
}

#[test]
fn rules_have_codes_of_their_own_and_are_about_their_examples() {
    let mut codes = std::collections::HashSet::new();
    for rule in ValidationRule::all() {
        assert!(codes.insert(rule.code), "{} is there twice", rule.code);
        assert!(rule.kinds.contains(rule.finds.policy_type.kinds()), "{}", rule.code);
        assert!(rule.about.ends_with('.'), "{}", rule.code);
    }
}

#[test]
fn a_repeated_name_is_told_wherever_it_stands_and_nothing_else() {
    let texts = [
        r#"{"Version": "2012-10-17", "Version": "x", "Statement": []}"#,
        r#"{"Statement": [{"Effect": "Allow", "Effect": "Deny"}]}"#,
        r#"{"Statement": {"Condition": {"Bool": {"a": "b", "\u0061": "c"}}}}"#,
    ];
    for (text, offset) in texts.into_iter().zip([26, 35, 48]) {
        let example = Example { policy_type: crate::PolicyType::Identity, text };
        assert_eq!(codes(example), ["JSON_SYNTAX_ERROR"], "{text}");
        let found = validate(text, example.policy_type, Catalog::embedded()).expect("it is small");
        assert_eq!(found[0].locations[0].start.offset, offset, "{text}");
    }
}
