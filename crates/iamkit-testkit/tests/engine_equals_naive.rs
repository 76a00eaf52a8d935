//! The compiled engine answers as the naive evaluator does, and both obey the laws of the policy language.

#![expect(clippy::unwrap_used, clippy::panic, reason = "integration test")]

use iamkit_conformance::case::{CaseRequest, ExpectedDecision, NamedPolicy, PolicyLayers, Situation};
use iamkit_conformance::engine::{self, CompiledSituation, ask_engine};
use iamkit_conformance::naive::{self, ask_naive};
use iamkit_conformance::runner::{Answer, VoiceOutcome};
use iamkit_engine::{CompiledPolicies, Decision, PolicyKind, StatementRef};
use iamkit_testkit::generate;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};

fn situation(documents: &[&Json], request: &CaseRequest) -> Situation {
    let named = ["p", "q", "r"].into_iter().zip(documents).map(|(name, document)| NamedPolicy {
        name: name.into(),
        document: document.to_string().parse().unwrap(),
    });
    let policies = PolicyLayers { identity: Some(named.collect()), ..PolicyLayers::default() };
    Situation { request: request.clone(), policies }
}

fn answer(outcome: VoiceOutcome) -> Answer {
    match outcome {
        VoiceOutcome::Answer(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn engine(documents: &[&Json], request: &CaseRequest) -> Answer {
    answer(ask_engine(&situation(documents, request)))
}

fn is_allowed(answer: &Answer) -> bool {
    answer.decision == ExpectedDecision::Allowed
}

fn decision(decision: ExpectedDecision) -> Decision {
    match decision {
        ExpectedDecision::Allowed => Decision::Allow,
        ExpectedDecision::ExplicitDeny => Decision::ExplicitDeny,
        ExpectedDecision::ImplicitDeny => Decision::ImplicitDeny,
        ExpectedDecision::Depends => Decision::Depends,
    }
}

/// A policy by itself of any kind whose own statements say everything.
fn alone() -> impl Strategy<Value = (PolicyKind, NamedPolicy)> {
    use PolicyKind::{Boundary, Identity, Key, Resource, ServiceControl, Session, Trust, VpcEndpoint};
    let of = |kinds: Vec<PolicyKind>, policy: BoxedStrategy<NamedPolicy>| (select(kinds), policy);
    prop_oneof![
        of(vec![Identity, Boundary, Session, ServiceControl], generate::limit().boxed()),
        of(vec![Resource, Key, VpcEndpoint], generate::endpoint().boxed()),
        of(vec![Trust], generate::trust().boxed()),
    ]
}

proptest! {
    #[test]
    fn engine_answers_as_naive(p in generate::document(), q in generate::document(), input in generate::request()) {
        let situation = situation(&[&p, &q], &input);
        let (answer, naive) = (answer(ask_engine(&situation)), answer(ask_naive(&situation)));
        // What blocks is compared where the naive evaluator says it.
        let blocked_by = naive.blocked_by.as_ref().and(answer.blocked_by.clone());
        prop_assert_eq!(&Answer { blocked_by, ..answer.clone() }, &naive);
        prop_assert_eq!(engine::is_allowed(&situation).unwrap(), is_allowed(&answer));
    }

    #[test]
    fn engine_answers_as_naive_on_a_policy_by_itself(((kind, policy), situation) in (alone(), generate::situation())) {
        let mut request = situation.request;
        request.resources.truncate(1);
        let naive = naive::decide_alone(kind, &policy, &request);
        let situation = Situation { request, policies: PolicyLayers::default() };
        let by_engine = CompiledPolicies::compile(kind, [("p", &policy.document)])
            .map_err(|error| error.to_string())
            .and_then(|compiled| {
                let situation = CompiledSituation::new(&situation)?;
                let requests = situation.requests()?;
                let evaluate = |request| compiled.evaluate(request).map_err(|error| error.to_string());
                requests.iter().map(evaluate).collect::<Result<Vec<_>, _>>()
            });
        match (by_engine, naive) {
            (Ok(evaluations), Ok(naive)) => {
                let (evaluation, places) = (&evaluations[0], naive.decided_by.iter());
                let decided_by = evaluation.decided_by().iter().map(StatementRef::index);
                prop_assert_eq!(evaluation.decision(), decision(naive.decision), "{:?} {}", kind, policy.document);
                prop_assert!(decided_by.eq(places.map(|place| place.statement)), "{:?} {}", kind, policy.document);
            }
            (Err(by_engine), Err(naive)) => prop_assert_eq!(by_engine, naive.to_string()),
            (by_engine, naive) => prop_assert!(false, "engine {:?}, naive {:?}", by_engine, naive),
        }
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
    assert!(40 <= allowed && 15 <= denied, "{allowed} allowed, {denied} denied of 400");
}
