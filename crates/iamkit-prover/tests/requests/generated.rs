//! Verdicts on generated policies: of any two, and of one with a part of itself, so that many are within each other.

use iamkit_policy::PolicyDocument;
use iamkit_policy::fact::{Fact, Facts};
use iamkit_prover::{Limits, Universe, differences, is_empty};
use iamkit_testkit::generate;
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};

use crate::made::Made;
use crate::random::Random;
use crate::side::{Side, Tally, check, identities, requests};
use crate::{HALF, cases, catalogued, dense, member};

/// So many requests of each policy are shown to be real one by one.
const SHOWN: usize = 5;

/// A part of the document: a condition less, or a statement twice.
pub(crate) fn changed(json: &Json, random: &mut Random) -> Json {
    let mut json = json.clone();
    let statements = json["Statement"].as_array_mut().unwrap();
    let at = random.below(statements.len());
    match statements[at].get_mut("Condition").and_then(Json::as_object_mut) {
        Some(block) if !block.is_empty() => {
            let operator = block.keys().next().unwrap().clone();
            block.remove(&operator);
        }
        _ => statements.push(statements[at].clone()),
    }
    json
}

fn check_generated(documents: impl Strategy<Value = Json>, universe: Universe<'_>, pairs: usize) -> Tally {
    let pairs = cases(pairs);
    let mut runner = TestRunner::deterministic();
    let mut random = Random::new(8);
    let mut tally = Tally::default();
    let askers = identities();
    while tally.pairs < pairs {
        let json = documents.new_tree(&mut runner).unwrap().current();
        let other = if tally.pairs % 2 == 0 {
            documents.new_tree(&mut runner).unwrap().current()
        } else {
            changed(&json, &mut random)
        };
        let document = |json: &Json| json.to_string().parse::<PolicyDocument>();
        let (Ok(a), Ok(b)) = (document(&json), document(&other)) else { continue };
        let (a, b) = (Side::identity(&a), Side::identity(&b));
        let mut drawn = Vec::new();
        for side in [&a, &b] {
            let of_side = requests(&side.document, universe, &askers, HALF, &mut random);
            tally.add_decisions(&side.decide(&of_side));
            if universe.catalog().is_some() {
                of_side.iter().take(SHOWN).for_each(show_real);
                assert_no_objection(of_side.iter().step_by(50));
            }
            drawn.extend(of_side);
        }
        let (by_a, by_b) = (a.decide(&drawn), b.decide(&drawn));
        tally.add(check([&a, &b], universe, &[(&drawn, [&by_a, &by_b])]));
        if universe.catalog().is_some() {
            assert_witnesses_are_real(&a, &b);
        }
    }
    println!("{universe}: {tally:?}");
    let refutable = tally.equal + tally.one_sided;
    assert!(pairs / 4 <= refutable, "{tally:?}");
    assert!(tally.requests / 20 <= tally.allowed, "{tally:?}");
    tally
}

/// The universe of which the requests are: what the catalog doesn't list isn't there, but keys that it doesn't know.
pub(crate) fn narrow() -> Universe<'static> {
    Universe::real().assuming(Facts::all().without(Fact::UnlistedKeys))
}

pub(crate) fn assert_no_objection<'m>(requests: impl Iterator<Item = &'m Made>) {
    for made in requests {
        assert_eq!(member::objection(made), None, "{made:?}");
    }
}

/// The prover itself says that the request is one of the universe: what allows it alone doesn't allow nothing.
pub(crate) fn show_real(made: &Made) {
    let literal = |text: &str| {
        let of_char = |character| match character {
            '*' | '?' | '$' => format!("${{{character}}}"),
            other => String::from(other),
        };
        text.chars().map(of_char).collect::<String>()
    };
    let mut block = json!({});
    // No operator tells a list of nothing but empty texts from others (S30).
    let has_text = |values: &[String]| values.iter().any(|value| !value.is_empty());
    for (key, values, is_single) in made.keys.iter().filter(|(_, values, single)| *single || has_text(values))
    {
        let values = values.iter().map(|value| literal(value)).collect::<Vec<_>>();
        let sets = ["ForAllValues:StringEquals", "ForAnyValue:StringEquals"];
        for operator in if *is_single { &["StringEquals"][..] } else { &sets[..] } {
            block[operator][key] = json!(values);
        }
    }
    // Only `*` covers what is asked for without a resource.
    let resource = if made.resource == "*" { "*".to_owned() } else { literal(&made.resource) };
    let statement =
        json!({"Effect": "Allow", "Action": made.action, "Resource": resource, "Condition": block});
    let document = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
    let alone = Side::identity(&document.parse().unwrap());
    assert_eq!(alone.decide(std::slice::from_ref(made)), [true], "{document} {made:?}");
    let is_empty = is_empty(&alone.access, &narrow(), &Limits::default());
    assert_eq!(is_empty, Some(false), "{made:?}");
}

/// Every difference is shown by a request that can be.
pub(crate) fn assert_witnesses_are_real(a: &Side, b: &Side) {
    let found = differences(&a.access, &b.access, &narrow(), &Limits::default());
    for difference in found.list {
        let made = Made::from(&difference.witness);
        assert_eq!(member::objection(&made), None, "{made:?}\n{}\n{}", a.document, b.document);
    }
}

#[test]
fn the_verdict_on_each_pair_of_generated_policies_agrees_with_ten_thousand_requests() {
    check_generated(generate::document(), Universe::strings(), 100);
}

#[test]
fn the_verdict_on_policies_about_few_keys_agrees_with_ten_thousand_requests() {
    check_generated(dense::document(), Universe::strings(), 100);
}

#[test]
fn the_verdict_on_each_pair_of_catalogued_policies_agrees_with_ten_thousand_real_requests() {
    let tally = check_generated(catalogued::document(), narrow(), 100);
    assert!(tally.one_sided / 4 <= tally.seen, "{tally:?}");
}

#[test]
fn the_verdict_on_policies_about_few_keys_agrees_with_ten_thousand_real_requests() {
    let tally = check_generated(dense::document(), narrow(), 50);
    assert!(tally.one_sided / 4 <= tally.seen, "{tally:?}");
}
