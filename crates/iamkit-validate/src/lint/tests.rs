//! Each rule finds something in the one example and nothing in the other.

use iamkit_policy::PolicyDocument;
use iamkit_prover::{Limits, Universe};

use super::{LintExample, LintRule, lint_by};
use crate::Finding;

fn found(rule: &'static LintRule, example: LintExample) -> Vec<Finding> {
    let document: PolicyDocument = example.text.parse().expect("it is a policy");
    let found = lint_by([rule], &document, example.kind, &Universe::real(), &Limits::default());
    let found = found.expect("it is one of its kind");
    assert_eq!(found.unknown, [], "{}", rule.code);
    found.findings
}

#[test]
fn rules_find_what_they_say() {
    let mut wrong = Vec::new();
    for rule in LintRule::all() {
        let (finds, passes) = (found(rule, rule.finds), found(rule, rule.passes));
        if finds.is_empty() {
            wrong.push(format!("{} finds nothing in {}", rule.code, rule.finds.text));
        }
        assert!(finds.iter().all(|it| it.code == rule.code && !it.locations.is_empty()));
        wrong
            .extend(passes.iter().map(|it| format!("{}: {} in {}", rule.code, it.message, rule.passes.text)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rules_have_codes_of_their_own_and_are_about_their_examples() {
    let mut codes = std::collections::HashSet::new();
    for rule in LintRule::all() {
        assert!(codes.insert(rule.code), "{} is there twice", rule.code);
        assert!(rule.kinds.contains(&rule.finds.kind) && rule.kinds.contains(&rule.passes.kind));
        assert!(rule.code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", rule.code);
        for sentence in [rule.about, rule.explanation, rule.advice] {
            assert!(sentence.ends_with('.'), "{}: {sentence}", rule.code);
        }
    }
}
