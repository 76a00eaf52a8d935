//! Every verdict against ten thousand random requests, made of the policies' own words so that they meet them.
//!
//! The requests are decided by the compiled engine. `IAMKIT_CASES` sets how many pairs of generated policies there are.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "integration test")]

mod dense;
mod random;

use iamkit_engine::{CompiledPolicies, PolicyKind, Principal, Request};
use iamkit_managed::ManagedPolicies;
use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, Limits, Relation, Universe, compare};
use iamkit_testkit::generate;
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::TestRunner;
use random::{Random, Spec};

/// Half of the requests of a pair are made of the one policy's words, half of the other's.
const HALF: usize = 5_000;

/// One of so many managed policies is compared with the others.
const EVERY: usize = 40;

/// A policy, its requests, and which requests of others it allows.
struct Side {
    access: Access,
    compiled: CompiledPolicies,
    spec: Spec,
    text: String,
}

impl Side {
    fn new(document: &PolicyDocument) -> Self {
        Self {
            access: Access::identity(document).unwrap(),
            compiled: CompiledPolicies::compile(PolicyKind::Identity, [("p", document)]).unwrap(),
            spec: Spec::new(document),
            text: document.to_string(),
        }
    }

    fn requests(&self, count: usize, random: &mut Random) -> Vec<random::Made> {
        (0..count).map(|_| self.spec.request(random)).collect()
    }

    fn decide(&self, requests: &[random::Made]) -> Vec<bool> {
        let decide = |made: &random::Made| {
            let principal: Principal = made.principal.parse().unwrap();
            let context = made.context();
            let request = Request::new(&principal, &made.action, &made.resource);
            request.is_ok_and(|request| self.compiled.is_allowed(&request.with_context(&context)))
        };
        requests.iter().map(decide).collect()
    }
}

/// Checks a verdict against what both sides decide about the same requests; whether it is one that requests can refute.
fn check(a: &Side, b: &Side, requests: &[random::Made], by_a: &[bool], by_b: &[bool]) -> Relation {
    let relation = compare(&a.access, &b.access, &Universe::Strings, &Limits::default()).relation;
    for ((request, by_a), by_b) in requests.iter().zip(by_a).zip(by_b) {
        let is_refuted = match relation {
            Relation::Equal => by_a != by_b,
            Relation::Narrower => *by_a && !by_b,
            Relation::Broader => *by_b && !by_a,
            Relation::Incomparable | Relation::Unknown => false,
        };
        assert!(!is_refuted, "{relation}: {request:?}\n{}\n{}", a.text, b.text);
    }
    relation
}

#[test]
fn the_verdict_on_each_pair_of_real_policies_agrees_with_ten_thousand_requests() {
    let mut random = Random::new(4);
    let policies = ManagedPolicies::embedded().iter().step_by(EVERY);
    let sides = policies.map(|policy| Side::new(&policy.current().document().unwrap())).collect::<Vec<_>>();
    let requests = sides.iter().map(|side| side.requests(HALF, &mut random)).collect::<Vec<_>>();
    let answers = |side: &Side| requests.iter().map(|requests| side.decide(requests)).collect::<Vec<_>>();
    let answers = sides.iter().map(answers).collect::<Vec<_>>();
    for (one, a) in sides.iter().enumerate() {
        let is_met = answers[one][one].iter().any(|is_allowed| *is_allowed);
        assert!(is_met, "no request is allowed by {}", a.text);
        for (two, b) in sides.iter().enumerate().take(one) {
            for of in [one, two] {
                check(a, b, &requests[of], &answers[one][of], &answers[two][of]);
            }
        }
    }
}

/// Pairs of generated policies: of any two, and of one with a part of itself, so that many are within each other.
fn check_generated(documents: impl Strategy<Value = serde_json::Value>, pairs: usize) {
    let pairs = std::env::var("IAMKIT_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(pairs);
    let mut runner = TestRunner::deterministic();
    let mut random = Random::new(8);
    let (mut checked, mut one_sided) = (0, 0);
    while checked < pairs {
        let mut json = documents.new_tree(&mut runner).unwrap().current();
        let Ok(a) = json.to_string().parse::<PolicyDocument>() else { continue };
        if checked % 2 == 0 {
            json = documents.new_tree(&mut runner).unwrap().current();
        } else {
            let statements = json["Statement"].as_array_mut().unwrap();
            let at = random.below(statements.len());
            let values = statements[at].get_mut("Condition").and_then(serde_json::Value::as_object_mut);
            match values {
                // One condition less.
                Some(block) if !block.is_empty() => {
                    let operator = block.keys().next().unwrap().clone();
                    block.remove(&operator);
                }
                _ => statements.push(statements[at].clone()),
            }
        }
        let Ok(b) = json.to_string().parse::<PolicyDocument>() else { continue };
        let (a, b) = (Side::new(&a), Side::new(&b));
        let mut requests = a.requests(HALF, &mut random);
        requests.extend(b.requests(HALF, &mut random));
        let relation = check(&a, &b, &requests, &a.decide(&requests), &b.decide(&requests));
        one_sided += usize::from(relation != Relation::Incomparable);
        checked += 1;
    }
    assert!(pairs / 4 < one_sided, "{one_sided} of {pairs} verdicts could have been refuted");
}

#[test]
fn the_verdict_on_each_pair_of_generated_policies_agrees_with_ten_thousand_requests() {
    check_generated(generate::document(), 100);
}

#[test]
fn the_verdict_on_policies_about_few_keys_agrees_with_ten_thousand_requests() {
    check_generated(dense::document(), 100);
}
