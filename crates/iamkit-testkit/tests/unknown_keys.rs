//! The laws of unknown keys, over random situations: `Depends` names just the keys that matter, its values make the
//! decisions that it says, and what is definite stays so whatever the keys turn out to be.
//!
//! `PROPTEST_CASES` makes them run longer.

#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_engine::{ContextValue, Decision, Dependency, Evaluation};
use iamkit_testkit::case::{ExpectedDecision, Situation, Value};
use iamkit_testkit::engine::{self, each_resource};
use iamkit_testkit::generate;
use iamkit_testkit::naive::ask_naive;
use iamkit_testkit::runner::{Answer, Outcome};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// The engine's answer for a situation with one resource; `None` where it is refused.
#[expect(clippy::redundant_closure_for_method_calls, reason = "the method is not general over lifetimes")]
fn evaluate(situation: &Situation) -> Option<Evaluation> {
    each_resource(situation, |layers, request| layers.evaluate(request)).ok()?.into_iter().next()
}

fn decision(situation: &Situation) -> Option<Decision> {
    evaluate(situation).map(|evaluation| evaluation.decision())
}

/// The situation with an unknown key turned into a value, or into its absence.
fn learnt(situation: &Situation, key: &str, value: Option<&Value>) -> Situation {
    let mut learnt = situation.clone();
    learnt.request.unknown.retain(|unknown| unknown != key);
    learnt.request.context.0.extend(value.map(|value| (key.to_owned(), value.clone())));
    learnt
}

fn value_of(value: &ContextValue<'_>) -> Value {
    let texts = value.values().iter().map(|value| value.as_str().to_owned());
    match value {
        ContextValue::Single(_) => Value::One(texts.collect()),
        _ => Value::Many(texts.collect()),
    }
}

/// A situation with unknown keys and one resource, and for each of the keys two values it may turn out to have.
fn open() -> impl Strategy<Value = (Situation, Vec<[Option<Value>; 2]>)> {
    generate::open_situation().prop_flat_map(|mut situation| {
        situation.request.resources.truncate(1);
        let unknown = situation.request.unknown.iter();
        let values = unknown.map(|key| [generate::any_value(key), generate::any_value(key)]);
        let values = values.collect::<Vec<_>>();
        (Just(situation), values)
    })
}

/// The situation with every unknown key but one turned into its first value.
fn all_but(situation: &Situation, values: &[[Option<Value>; 2]], kept: &str) -> Situation {
    let keys = situation.request.unknown.iter().zip(values).filter(|(key, _)| *key != kept);
    keys.fold(situation.clone(), |known, (key, [value, _])| learnt(&known, key, value.as_ref()))
}

fn config() -> ProptestConfig {
    ProptestConfig { max_global_rejects: u32::MAX, failure_persistence: None, ..ProptestConfig::default() }
}

/// Trying every value has a bound, which is another one for each voice; beyond it nothing is compared.
fn answers_as_naive(situation: &Situation) -> Result<(), TestCaseError> {
    let answer = |outcome| match outcome {
        Outcome::Answer(answer) => Ok(Some(answer)),
        Outcome::Error { error } if error.contains("too many values") => Err(()),
        _ => Ok(None),
    };
    if let (Ok(found), Ok(expected)) = (answer(engine::ask_engine(situation)), answer(ask_naive(situation))) {
        let parts = |answer: &Answer| (answer.decision, answer.depends_on.clone());
        prop_assert_eq!(found.as_ref().map(parts), expected.as_ref().map(parts));
        let is_allowed = found.is_some_and(|answer| answer.decision == ExpectedDecision::Allowed);
        prop_assert_eq!(engine::is_allowed(situation).unwrap_or(false), is_allowed);
    }
    Ok(())
}

proptest! {
    // The naive evaluator tries all pairs of values, so a few situations take as long as thousands of others.
    #![proptest_config(ProptestConfig { cases: config().cases / 8 + 1, ..config() })]

    #[test]
    fn what_the_naive_evaluator_sees_of_two_unknown_keys_the_engine_sees((situation, _) in open()) {
        // Values of two keys that agree with each other are tried by the engine alone.
        if let (Some(found), Outcome::Answer(expected)) = (evaluate(&situation), ask_naive(&situation)) {
            let listed = found.depends_on().iter().map(|dependency| dependency.key().to_owned()).collect::<Vec<_>>();
            prop_assert!(expected.depends_on.iter().all(|key| listed.contains(key)), "{listed:?} {expected:?}");
            let is_open = found.decision() == Decision::Depends;
            prop_assert!(is_open || found.decision().as_str() == decision_of(&expected), "{found:?} {expected:?}");
        }
    }
}

fn decision_of(answer: &Answer) -> String {
    serde_json::to_value(answer.decision).unwrap().as_str().unwrap().to_owned()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn engine_answers_as_naive_on_an_unknown_key((mut situation, _) in open()) {
        situation.request.unknown.truncate(1);
        answers_as_naive(&situation)?;
    }

    #[test]
    fn learning_a_key_never_turns_a_definite_answer((situation, values) in open()) {
        let Some(before) = decision(&situation) else { return Ok(()) };
        prop_assume!(before != Decision::Depends);
        for (key, values) in situation.request.unknown.iter().zip(&values) {
            for value in values {
                prop_assert_eq!(decision(&learnt(&situation, key, value.as_ref())), Some(before));
            }
        }
        prop_assert_eq!(decision(&all_but(&situation, &values, "")), Some(before));
    }

    #[test]
    fn each_value_makes_the_decision_that_is_told((situation, _) in open()) {
        let Some(answer) = evaluate(&situation) else { return Ok(()) };
        for dependency in answer.depends_on() {
            let told = dependency.possibilities().iter().map(|possibility| possibility.decision());
            prop_assert!(1 < told.clone().collect::<std::collections::BTreeSet<_>>().len());
            for possibility in dependency.possibilities() {
                let value = possibility.value().map(value_of);
                let learnt = learnt(&situation, dependency.key(), value.as_ref());
                let decided = decision(&learnt).unwrap();
                // With another unknown key the value alone may not settle it.
                let is_open = !learnt.request.unknown.is_empty() && decided == Decision::Depends;
                prop_assert!(is_open || decided == possibility.decision(), "{dependency:?} {decided:?}");
            }
        }
    }

    #[test]
    fn a_key_that_is_not_listed_changes_nothing((situation, values) in open()) {
        let Some(answer) = evaluate(&situation) else { return Ok(()) };
        let listed = answer.depends_on().iter().map(Dependency::key).collect::<Vec<_>>();
        for (key, [one, other]) in situation.request.unknown.iter().zip(&values) {
            if !listed.contains(&key.as_str()) {
                let known = all_but(&situation, &values, key);
                let with = |value: &Option<Value>| decision(&learnt(&known, key, value.as_ref()));
                prop_assert_eq!(with(one), with(other));
            }
        }
    }

    #[test]
    fn what_depends_names_a_key_and_nothing_else_does((situation, _) in open()) {
        let Some(answer) = evaluate(&situation) else { return Ok(()) };
        prop_assert_eq!(answer.decision() == Decision::Depends, !answer.depends_on().is_empty());
    }
}

#[test]
fn many_random_situations_depend() {
    let mut runner = TestRunner::deterministic();
    let situations = open();
    let answers = (0..2_000).filter_map(|_| evaluate(&situations.new_tree(&mut runner).unwrap().current().0));
    let n_open = answers.filter(|answer| answer.decision() == Decision::Depends).count();
    assert!(60 <= n_open, "{n_open} of 2,000 depend");
}
