//! Verdicts on AWS managed policies: on each pair of some, and on versions of each beside the next.

use iamkit_managed::ManagedPolicies;
use iamkit_prover::Universe;

use crate::generated::{assert_no_objection, assert_witnesses_are_real, narrow, show_real};
use crate::random::Random;
use crate::side::{Side, Tally, check, identities, requests};
use crate::{HALF, cases};

/// One of so many managed policies is compared with the others.
const EVERY: usize = 40;

/// So many requests of each policy are shown to be real one by one.
const SHOWN: usize = 10;

#[test]
fn the_verdict_on_each_pair_of_managed_policies_agrees_with_ten_thousand_requests() {
    check_pairs(Universe::strings());
}

#[test]
fn the_verdict_on_each_pair_of_managed_policies_agrees_with_ten_thousand_real_requests() {
    check_pairs(narrow());
}

fn check_pairs(universe: Universe<'_>) {
    let mut random = Random::new(4);
    let policies = ManagedPolicies::embedded().iter().step_by(EVERY);
    let sides = policies.map(|policy| Side::identity(&policy.current().document().unwrap()));
    let sides = sides.collect::<Vec<_>>();
    let askers = identities();
    let drawn = sides.iter().map(|side| requests(&side.document, universe, &askers, HALF, &mut random));
    let drawn = drawn.collect::<Vec<_>>();
    let answers = |side: &Side| drawn.iter().map(|requests| side.decide(requests)).collect::<Vec<_>>();
    let answers = sides.iter().map(answers).collect::<Vec<_>>();
    let mut tally = Tally::default();
    for (one, a) in sides.iter().enumerate() {
        if universe.catalog().is_some() {
            assert_eq!(drawn[one].len(), HALF, "{}", a.document);
            drawn[one].iter().take(SHOWN).for_each(show_real);
            assert_no_objection(drawn[one].iter().step_by(10));
        }
        let is_met = answers[one][one].iter().any(|is_allowed| *is_allowed);
        assert!(is_met, "no request is allowed by {}", a.document);
        tally.add_decisions(&answers[one][one]);
        for (two, b) in sides.iter().enumerate().take(one) {
            let of = |of: usize| (&*drawn[of], [&*answers[one][of], &*answers[two][of]]);
            tally.add(check([a, b], universe, &[of(one), of(two)]));
        }
    }
    println!("pairs in {universe}: {tally:?}");
    assert!(tally.requests / 3 < tally.allowed, "{tally:?}");
    assert!(0 < tally.equal + tally.one_sided, "{tally:?}");
}

/// Versions beside the next ones are mostly within them, and share their words.
#[test]
fn the_verdict_on_each_pair_of_versions_agrees_with_ten_thousand_real_requests() {
    let pairs = cases(60);
    let (mut random, mut tally, askers) = (Random::new(5), Tally::default(), identities());
    let policies = ManagedPolicies::embedded().iter();
    let pairs = policies
        .filter_map(|policy| {
            let versions = policy.versions().collect::<Vec<_>>();
            let [.., older, newer] = versions.as_slice() else { return None };
            Some([older.document().unwrap(), newer.document().unwrap()])
        })
        .step_by((700 / pairs).max(1));
    for [older, newer] in pairs {
        let (a, b) = (Side::identity(&older), Side::identity(&newer));
        let mut drawn = Vec::new();
        for side in [&a, &b] {
            let of_side = requests(&side.document, narrow(), &askers, HALF, &mut random);
            tally.add_decisions(&side.decide(&of_side));
            drawn.extend(of_side);
        }
        assert_no_objection(drawn.iter().step_by(50));
        let (by_a, by_b) = (a.decide(&drawn), b.decide(&drawn));
        tally.add(check([&a, &b], narrow(), &[(&drawn, [&by_a, &by_b])]));
        assert_witnesses_are_real(&a, &b);
    }
    println!("versions: {tally:?}");
    assert!(tally.pairs / 4 <= tally.equal + tally.one_sided, "{tally:?}");
    assert!(tally.one_sided / 4 <= tally.seen, "{tally:?}");
    assert!(tally.requests / 3 < tally.allowed, "{tally:?}");
}
