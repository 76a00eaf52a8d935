//! The compiled engine answers as the naive evaluator does, and both obey the laws of the policy language.

#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_engine::CompiledPolicies;
use iamkit_policy::PolicyDocument;
use iamkit_testkit::case::ExpectedDecision;
use iamkit_testkit::generate;
use iamkit_testkit::runner::{self, Answer};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};

use iamkit_testkit::naive::Input;

fn parsed(document: &Json) -> PolicyDocument {
    document.to_string().parse().unwrap()
}

fn engine(documents: &[&Json], input: &Input) -> Answer {
    let documents = documents.iter().map(|document| parsed(document)).collect::<Vec<_>>();
    let named = ["p", "q", "r"].into_iter().zip(&documents).collect::<Vec<_>>();
    runner::ask_engine(&named, input).unwrap()
}

fn is_allowed(answer: &Answer) -> bool {
    answer.decision == ExpectedDecision::Allowed
}

proptest! {
    #[test]
    fn engine_answers_as_naive(p in generate::document(), q in generate::document(), input in generate::request()) {
        let (p, q) = (parsed(&p), parsed(&q));
        let policies = [("p", &p), ("q", &q)];
        let answer = runner::ask_engine(&policies, &input).unwrap();
        prop_assert_eq!(&answer, &runner::ask_naive(&policies, &input));
        let compiled = CompiledPolicies::compile(policies).unwrap();
        prop_assert_eq!(compiled.is_allowed(&runner::request(&input).unwrap()), is_allowed(&answer));
    }

    #[test]
    fn a_further_deny_never_allows_more(p in generate::document(), mut deny in generate::statement(), input in generate::request()) {
        deny["Effect"] = json!("Deny");
        let deny = json!({"Version": "2012-10-17", "Statement": deny});
        prop_assert!(is_allowed(&engine(&[&p], &input)) || !is_allowed(&engine(&[&p, &deny], &input)));
    }

    #[test]
    fn order_and_duplication_of_statements_change_no_decision(p in generate::document(), input in generate::request()) {
        let mut turned = p.clone();
        let statements = turned["Statement"].as_array_mut().unwrap();
        let first = statements[0].clone();
        statements.push(first);
        statements.reverse();
        let (answer, other) = (engine(&[&p], &input), engine(&[&turned], &input));
        prop_assert_eq!(answer.decision, other.decision);
    }
}

#[test]
fn random_requests_meet_random_policies() {
    let mut runner = TestRunner::deterministic();
    let pairs = (generate::document(), generate::request());
    let (mut allowed, mut denied) = (0, 0);
    for _ in 0..400 {
        let (document, input) = pairs.new_tree(&mut runner).unwrap().current();
        match engine(&[&document], &input).decision {
            ExpectedDecision::Allowed => allowed += 1,
            ExpectedDecision::ExplicitDeny => denied += 1,
            _ => {}
        }
    }
    assert!(60 <= allowed && 20 <= denied, "{allowed} allowed, {denied} denied of 400");
}
