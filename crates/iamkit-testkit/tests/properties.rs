//! The laws of whole situations, held against the naive evaluator, which the engine equals.

#![expect(clippy::panic, reason = "integration test")]

use iamkit_testkit::case::{ExpectedDecision, NamedPolicy, Situation};
use iamkit_testkit::engine::{self, ask_engine};
use iamkit_testkit::generate;
use iamkit_testkit::naive::ask_naive;
use iamkit_testkit::runner::Outcome;
use proptest::prelude::*;

fn is_allowed(situation: &Situation) -> bool {
    match ask_naive(situation) {
        Outcome::Answer(answer) => answer.decision == ExpectedDecision::Allowed,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn engine_answers_as_naive_on_every_layer(situation in generate::situation()) {
        prop_assert_eq!(ask_engine(&situation), ask_naive(&situation));
        prop_assert_eq!(engine::is_allowed(&situation), Ok(is_allowed(&situation)));
    }

    #[test]
    fn a_limiting_layer_never_grants(situation in generate::situation(), limit in generate::policy(false)) {
        let mut limited = situation.clone();
        let level = vec![NamedPolicy { name: "limit".into(), ..limit }];
        limited.policies.scp.get_or_insert_default().push(level);
        prop_assert!(is_allowed(&situation) || !is_allowed(&limited));
    }

    #[test]
    fn the_order_of_levels_changes_no_decision(situation in generate::situation()) {
        let mut turned = situation.clone();
        turned.policies.scp.iter_mut().for_each(|levels| levels.reverse());
        prop_assert_eq!(is_allowed(&situation), is_allowed(&turned));
    }
}
