//! The laws of unknown keys, over random situations: `Depends` names just the keys that matter, its values make the
//! decisions that it says, and what is definite stays so whatever the keys turn out to be.
//!
//! `PROPTEST_CASES` makes them run longer.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "integration test")]

use iamkit_conformance::case::{CasePrincipal, CaseValue, ExpectedDecision, Situation};
use iamkit_conformance::engine::{self, CompiledSituation};
use iamkit_conformance::naive::ask_naive;
use iamkit_conformance::runner::{Answer, VoiceOutcome};
use iamkit_engine::{ContextValue, Decision, Dependency, Evaluation, Possibility};
use iamkit_testkit::generate;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// The engine's answer for a situation with one resource; `None` where it is refused.
fn evaluate(situation: &Situation) -> Option<Evaluation> {
    CompiledSituation::new(situation).and_then(|compiled| compiled.evaluate()).ok()?.into_iter().next()
}

fn decision(situation: &Situation) -> Option<Decision> {
    evaluate(situation).map(|evaluation| evaluation.decision())
}

/// The situation with an unknown key turned into a value, or into its absence.
fn learnt(situation: &Situation, key: &str, value: Option<&CaseValue>) -> Situation {
    let mut learnt = situation.clone();
    learnt.request.unknown.retain(|unknown| unknown != key);
    learnt.request.context.0.extend(value.map(|value| (key.to_owned(), value.clone())));
    learnt
}

fn value_of(value: &ContextValue<'_>) -> CaseValue {
    let texts = value.values().iter().map(|value| value.as_str().to_owned());
    match value {
        ContextValue::Single(_) => CaseValue::One(texts.collect()),
        _ => CaseValue::Many(texts.collect()),
    }
}

/// A situation with unknown keys and one resource, and for each of the keys two values it may turn out to have.
fn open() -> impl Strategy<Value = (Situation, Vec<[Option<CaseValue>; 2]>)> {
    generate::open_situation().prop_flat_map(|mut situation| {
        situation.request.resources.truncate(1);
        let unknown = situation.request.unknown.iter();
        let values = unknown.map(|key| [generate::any_value(key), generate::any_value(key)]);
        let values = values.collect::<Vec<_>>();
        (Just(situation), values)
    })
}

/// The situation with every unknown key but one turned into its first value.
fn all_but(situation: &Situation, values: &[[Option<CaseValue>; 2]], kept: &str) -> Situation {
    let keys = situation.request.unknown.iter().zip(values).filter(|(key, _)| *key != kept);
    keys.fold(situation.clone(), |known, (key, [value, _])| learnt(&known, key, value.as_ref()))
}

fn config() -> ProptestConfig {
    ProptestConfig { max_global_rejects: u32::MAX, failure_persistence: None, ..ProptestConfig::default() }
}

/// Trying every value has a bound, which is another one for each voice; beyond it nothing is compared, nor where trying
/// is no proof.
fn answers_as_naive(situation: &Situation) -> Result<(), TestCaseError> {
    let answer = |outcome| match outcome {
        VoiceOutcome::Answer(answer) => Ok(Some(answer)),
        VoiceOutcome::Error { error } if error.contains("too many values") => Err(()),
        VoiceOutcome::NotDecided { .. } => Err(()),
        VoiceOutcome::Error { .. } => Ok(None),
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
        if let (Some(found), VoiceOutcome::Answer(expected)) = (evaluate(&situation), ask_naive(&situation)) {
            let listed = found.depends_on().iter().map(|dependency| dependency.key().to_owned()).collect::<Vec<_>>();
            prop_assert!(expected.depends_on.iter().all(|key| listed.contains(key)), "{listed:?} {expected:?}");
            let is_open = found.decision() == Decision::Depends;
            prop_assert!(is_open || found.decision().as_str() == decision_of(&expected), "{found:?} {expected:?}");
        }
    }
}

/// What the naive evaluator, which sees no unknown key, decides for some values of all of them.
#[derive(Clone)]
struct Tried {
    values: Vec<Option<CaseValue>>,
    decision: String,
}

/// Every value of every unknown key is tried: those that the answer tells, and all that the generator knows.
struct Enumeration<'s> {
    situation: &'s Situation,
    values: Vec<Vec<Option<CaseValue>>>,
    tried: Vec<Tried>,
}

impl<'s> Enumeration<'s> {
    fn new(situation: &'s Situation, answer: &Evaluation) -> Self {
        let values = situation.request.unknown.iter().map(|key| {
            let mut values = generate::every_value(key);
            values.extend(told(situation, answer, key));
            values
                .iter()
                .enumerate()
                .filter(|(at, value)| !values[..*at].contains(value))
                .map(|(_, value)| value.clone())
                .collect()
        });
        let mut enumeration = Self { situation, values: values.collect(), tried: Vec::new() };
        enumeration.tried = enumeration.try_all();
        enumeration
    }

    fn try_all(&self) -> Vec<Tried> {
        let mut assignments = vec![Vec::new()];
        for values in &self.values {
            let extended = |assignment: &Vec<_>| {
                let with =
                    |value: &Option<CaseValue>| assignment.iter().cloned().chain([value.clone()]).collect();
                values.iter().map(with).collect::<Vec<_>>()
            };
            assignments = assignments.iter().flat_map(extended).collect();
        }
        let tried = |values: Vec<_>| self.decision(&values).map(|decision| Tried { values, decision });
        assignments.into_iter().filter_map(tried).collect()
    }

    fn decision(&self, values: &[Option<CaseValue>]) -> Option<String> {
        let keys = self.situation.request.unknown.iter().zip(values);
        let known =
            keys.fold(self.situation.clone(), |known, (key, value)| learnt(&known, key, value.as_ref()));
        match ask_naive(&known) {
            VoiceOutcome::Answer(answer) => Some(decision_of(&answer)),
            _ => None,
        }
    }

    fn at(&self, key: &str) -> usize {
        self.situation.request.unknown.iter().position(|unknown| unknown == key).unwrap()
    }

    /// All that was tried, in groups that differ in the key alone.
    fn by_situation(&self, key: &str) -> Vec<Vec<&Tried>> {
        let at = self.at(key);
        let others = |tried: &Tried| {
            let mut values = tried.values.clone();
            values.remove(at);
            values
        };
        let mut groups: Vec<Vec<&Tried>> = Vec::new();
        for tried in &self.tried {
            match groups.iter_mut().find(|group| others(group[0]) == others(tried)) {
                Some(group) => group.push(tried),
                None => groups.push(vec![tried]),
            }
        }
        groups
    }
}

/// The values of a key that the engine tells, also where another key is known to have a value that it tells.
fn told(situation: &Situation, answer: &Evaluation, key: &str) -> Vec<Option<CaseValue>> {
    let of = |answer: &Evaluation| {
        let listed = answer.depends_on().iter().filter(|dependency| dependency.key() == key);
        let possibilities = listed.flat_map(|dependency| dependency.possibilities().to_vec());
        possibilities.map(|possibility| possibility.value().map(value_of)).collect::<Vec<_>>()
    };
    let mut values = of(answer);
    for dependency in answer.depends_on().iter().filter(|dependency| dependency.key() != key) {
        for possibility in dependency.possibilities() {
            let value = possibility.value().map(value_of);
            values.extend(evaluate(&learnt(situation, dependency.key(), value.as_ref())).iter().flat_map(of));
        }
    }
    values
}

proptest! {
    // A situation is decided hundreds of times.
    #![proptest_config(ProptestConfig { cases: config().cases / 4 + 1, ..config() })]

    #[test]
    fn what_the_engine_says_of_unknown_keys_holds_of_every_value((situation, _) in open()) {
        let Some(answer) = evaluate(&situation) else { return Ok(()) };
        let enumeration = Enumeration::new(&situation, &answer);
        prop_assume!(!may_hang_on_the_role(&situation));
        if answer.decision() != Decision::Depends {
            for tried in &enumeration.tried {
                prop_assert_eq!(&tried.decision, answer.decision().as_str(), "{:?}", tried.values);
            }
        }
        let listed = answer.depends_on().iter().map(Dependency::key).collect::<Vec<_>>();
        for key in situation.request.unknown.iter().filter(|key| !listed.contains(&key.as_str())) {
            for group in enumeration.by_situation(key) {
                prop_assert!(group.iter().all(|tried| tried.decision == group[0].decision), "{key} isn't listed");
            }
        }
        // The values that are told of one key alone needn't fit those of another that it is compared with.
        let policies = in_lower_case(&situation);
        let is_variable = |key: &String| policies.contains(&format!("${{{}", key.to_ascii_lowercase()));
        prop_assume!(!situation.request.unknown.iter().any(is_variable));
        for dependency in answer.depends_on() {
            let at = enumeration.at(dependency.key());
            let comes_true = |group: &[&Tried], possibility: &Possibility| {
                let value = possibility.value().map(value_of);
                group.iter().any(|tried| tried.values[at] == value && tried.decision == possibility.decision().as_str())
            };
            // In one situation, so that it is this key and no other which makes the difference.
            let is_shown = enumeration.by_situation(dependency.key()).iter().any(|group| {
                dependency.possibilities().iter().all(|possibility| comes_true(group, possibility))
            });
            prop_assert!(is_shown, "{dependency:?}");
        }
    }
}

/// The role of a session is open beside the keys that were said to be unknown (S45).
fn may_hang_on_the_role(situation: &Situation) -> bool {
    let is_session =
        matches!(&situation.request.principal, CasePrincipal::Text(arn) if arn.contains(":assumed-role/"));
    is_session && in_lower_case(situation).contains("aws:principalarn")
}

fn in_lower_case(situation: &Situation) -> String {
    format!("{:?}", situation.policies).to_ascii_lowercase()
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
        prop_assume!(!may_hang_on_the_role(&situation));
        for dependency in answer.depends_on() {
            let told = dependency.possibilities().iter().map(Possibility::decision);
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
                let with = |value: &Option<CaseValue>| decision(&learnt(&known, key, value.as_ref()));
                prop_assert_eq!(with(one), with(other));
            }
        }
    }

    #[test]
    fn what_depends_names_a_key_and_nothing_else_does((situation, _) in open()) {
        let Some(answer) = evaluate(&situation) else { return Ok(()) };
        let names_a_key = !(answer.depends_on().is_empty() && answer.undecided_keys().is_empty());
        prop_assert_eq!(answer.decision() == Decision::Depends, names_a_key);
    }
}

#[test]
fn many_random_situations_depend() {
    let mut runner = TestRunner::deterministic();
    let situations = open();
    let answers = (0..2_000).filter_map(|_| evaluate(&situations.new_tree(&mut runner).unwrap().current().0));
    let answers = answers.collect::<Vec<_>>();
    let n_open = answers.iter().filter(|answer| answer.decision() == Decision::Depends).count();
    let n_undecided = answers.iter().filter(|answer| !answer.undecided_keys().is_empty()).count();
    println!("of 2,000 situations {n_open} depend, {n_undecided} with undecided keys");
    assert!(60 <= n_open, "{n_open} of 2,000 depend");
    assert!(n_undecided <= 4, "{n_undecided} of 2,000 are undecided");
}
