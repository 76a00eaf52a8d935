//! Both voices on policies of every kind and on layers, and what is said where they disagree.

use std::process::ExitCode;

use iamkit_conformance::case::{CaseResource, Situation, read_situation};
use iamkit_prover::{Access, Differences, Limits, Reason, Universe, Unknown, differences};
use iamkit_testkit::generate;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

use super::*;
use crate::compare::layers;
use crate::policy_argument::Kind;
use iamkit_console::command::report_failure;

const KINDS: [Kind; 9] = [
    Kind::Identity,
    Kind::Boundary,
    Kind::Session,
    Kind::Resource,
    Kind::Key,
    Kind::Trust,
    Kind::Scp,
    Kind::Rcp,
    Kind::Vpce,
];

/// A policy that allows little and one that allows more.
fn little_and_more(kind: Kind) -> [PolicyDocument; 2] {
    let allow = |actions: &str| json!({"Effect": "Allow", "Action": actions, "Resource": "*"});
    let to = |actions: &str| {
        let mut statement = allow(actions);
        statement["Principal"] = json!({"AWS": "111122223333", "Service": "sns.amazonaws.com"});
        statement
    };
    let trust = |actions: &str| {
        let mut statement = to(actions);
        statement.as_object_mut().unwrap().remove("Resource");
        statement
    };
    let deny =
        |actions: &str| json!({"Effect": "Deny", "Principal": "*", "Action": actions, "Resource": "*"});
    let statements = match kind {
        Kind::Identity | Kind::Boundary | Kind::Session | Kind::Scp => ["s3:GetObject", "s3:*"].map(allow),
        Kind::Resource | Kind::Vpce => ["s3:GetObject", "s3:*"].map(to),
        Kind::Key => ["kms:Decrypt", "kms:*"].map(to),
        Kind::Trust => ["sts:AssumeRole", "sts:*"].map(trust),
        Kind::Rcp => ["s3:*", "s3:GetObject"].map(deny),
    };
    statements.map(|statement| {
        json!({"Version": "2012-10-17", "Statement": statement}).to_string().parse().unwrap()
    })
}

fn compared(kind: Kind, [a, b]: [&PolicyDocument; 2], universe: Universe<'_>) -> Differences {
    let [a, b] = [a, b].map(|document| Access::policy(document, kind.into()).unwrap());
    differences(&a, &b, &universe, &Limits::default())
}

fn spoken(kind: Kind, [a, b]: [&PolicyDocument; 2]) -> [Spoken; 2] {
    [("a", a), ("b", b)].map(|(name, document)| Spoken::policy(name, kind.into(), document))
}

#[test]
fn both_voices_agree_on_a_policy_of_every_kind() {
    for kind in KINDS {
        let documents = little_and_more(kind);
        let [little, more] = &documents;
        let found = compared(kind, [little, more], Universe::real());
        assert!(
            !found.list.is_empty() && found.list.iter().all(|difference| difference.allowed_by == Side::B)
        );
        let [a, b] = spoken(kind, [little, more]);
        confirm_all(&found.list, &a, &b).unwrap();
    }
}

#[test]
fn a_voice_that_heard_another_policy_disagrees_whatever_the_kind() {
    for kind in KINDS {
        let documents = little_and_more(kind);
        let [little, more] = &documents;
        let found = compared(kind, [little, more], Universe::real());
        let witness = &found.list.first().unwrap().witness;
        // The side that is said to allow more has the other's policy; then the side that allows less.
        let [a, b] = spoken(kind, [little, little]);
        let failure = confirm_all(&found.list, &a, &b).unwrap_err();
        let says = |says: &str| {
            format!(
                "internal error: by the engine {says} {witness}, but the naive evaluator decides otherwise; please report this"
            )
        };
        assert_eq!(failure.to_string(), says("`b` allows"));
        let [a, b] = spoken(kind, [more, more]);
        let failure = confirm_all(&found.list, &a, &b).unwrap_err();
        assert_eq!(failure.to_string(), says("`a` doesn't allow"));
        assert_eq!(report_failure(&failure), ExitCode::from(2));
    }
}

#[test]
fn a_request_that_the_naive_evaluator_refuses_is_told_with_the_reason() {
    let [little, more] = &little_and_more(Kind::Resource);
    let found = compared(Kind::Resource, [little, more], Universe::real());
    let [a, b] = spoken(Kind::Identity, [little, more]);
    let error = confirm_all(&found.list, &a, &b).unwrap_err().to_string();
    let reason =
        "but the naive evaluator refuses it (identity policy `b`: `Principal` is not allowed (S23) at";
    assert!(error.contains(reason) && error.ends_with("; please report this"), "{error}");
}

/// What the runs of a property have in common: the same ones each time, so that what they meet is met always.
fn runner(cases: u32) -> TestRunner {
    let cases = std::env::var("IAMKIT_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(cases);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]))
}

/// Whether the engine has confirmed every witness, and the naive evaluator does.
fn both_voices(found: &Differences, a: &Spoken, b: &Spoken) -> Result<(), String> {
    let unconfirmed = |unknown: &&Unknown| matches!(unknown.reason, Reason::WitnessNotConfirmed { .. });
    if let Some(unknown) = found.comparison.unknown.iter().find(unconfirmed) {
        return Err(unknown.to_string());
    }
    confirm_all(&found.list, a, b).map_err(|failure| failure.to_string())
}

fn drawn(kind: Kind) -> BoxedStrategy<NamedPolicy> {
    match kind {
        Kind::Identity | Kind::Boundary | Kind::Session | Kind::Scp => generate::limit().boxed(),
        Kind::Resource | Kind::Key | Kind::Vpce => generate::endpoint().boxed(),
        Kind::Trust => generate::trust().boxed(),
        Kind::Rcp => generate::resource_control().boxed(),
    }
}

#[test]
fn both_voices_agree_on_drawn_policies_of_every_kind() {
    for kind in KINDS {
        let met = std::cell::Cell::new(0_usize);
        let pair = (drawn(kind), drawn(kind), any::<bool>());
        let run = runner(30).run(&pair, |(a, b, is_real)| {
            let universe = if is_real { Universe::real() } else { Universe::strings() };
            let documents = [&a.document, &b.document];
            let Ok(_) = Access::policy(&a.document, kind.into()) else { return Ok(()) };
            let Ok(_) = Access::policy(&b.document, kind.into()) else { return Ok(()) };
            let found = compared(kind, documents, universe);
            let [one, two] = spoken(kind, documents);
            met.set(met.get() + found.list.len());
            let confirmed = both_voices(&found, &one, &two);
            prop_assert_eq!(confirmed, Ok(()), "{:?}: {} and {}", kind, a.document, b.document);
            Ok(())
        });
        run.unwrap();
        assert!(30 < met.get(), "{kind:?}: {}", met.get());
    }
}

/// A situation with one resource, and the same without one of its layers.
fn with_and_without(mut situation: Situation, which: usize) -> [Situation; 2] {
    situation.request.resources.truncate(1);
    situation.request.restrict_public_buckets = false;
    let mut without = situation.clone();
    let policies = &mut without.policies;
    match which {
        0 => policies.identity = None,
        1 => policies.boundary = None,
        2 => policies.session = None,
        3 => policies.resource = None,
        4 => policies.scp = None,
        5 => policies.rcp = None,
        _ => policies.vpce = None,
    }
    [situation, without]
}

#[test]
fn both_voices_agree_on_drawn_layers() {
    let met = std::cell::Cell::new(0_usize);
    let run = runner(500).run(
        &(generate::situation(), 0..7_usize, any::<bool>()),
        |(situation, which, is_real)| {
            let universe = if is_real { Universe::real() } else { Universe::strings() };
            let both = with_and_without(situation, which);
            let [Ok(a), Ok(b)] = both.each_ref().map(layers::access) else { return Ok(()) };
            let found = differences(&a, &b, &universe, &Limits::default());
            let [one, two] = both.each_ref().map(around);
            met.set(met.get() + found.list.len());
            let confirmed = both_voices(&found, &one, &two);
            prop_assert_eq!(confirmed, Ok(()), "{:?}", both);
            Ok(())
        },
    );
    run.unwrap();
    assert!(30 < met.get(), "{}", met.get());
}

/// A policy by itself, of any kind.
fn any_policy() -> impl Strategy<Value = (Kind, NamedPolicy)> {
    proptest::sample::select(&KINDS[..]).prop_flat_map(|kind| (Just(kind), drawn(kind)))
}

#[test]
fn both_voices_agree_on_a_drawn_policy_beside_drawn_layers() {
    let met = std::cell::Cell::new(0_usize);
    let run = runner(40).run(&(generate::situation(), any_policy()), |(situation, (kind, policy))| {
        let [situation, _] = with_and_without(situation, 0);
        let Ok(a) = layers::access(&situation) else { return Ok(()) };
        let Ok(b) = Access::policy(&policy.document, kind.into()) else { return Ok(()) };
        let found = differences(&a, &b, &Universe::real(), &Limits::default());
        met.set(met.get() + found.list.len());
        let alone = Spoken::policy("policy", kind.into(), &policy.document);
        let confirmed = both_voices(&found, &around(&situation), &alone);
        prop_assert_eq!(confirmed, Ok(()), "{:?} and {:?} {}", situation, kind, policy.document);
        Ok(())
    });
    run.unwrap();
    assert!(10 < met.get(), "{}", met.get());
}

fn around(situation: &Situation) -> Spoken {
    let kind = PolicyKind::of_resource_policy(&situation.request.action);
    Spoken::layers("layers", kind, situation.policies.clone())
}

/// A user of the account that manages the organisation, under a service control policy that allows nothing of it.
const MANAGED: &str = r#"{
    "request": {"principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject",
        "resource": {"arn": "arn:aws:s3:::b/k", "account": "111122223333"}, "managementAccount": "111122223333"},
    "policies": {
        "identity": [{"name": "own", "document": {"Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}}],
        "scp": [[{"name": "root", "document": {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}}]]}
}"#;

#[test]
fn a_witness_in_an_organisation_says_which_account_manages_it() {
    let situation = read_situation(MANAGED).unwrap();
    let mut nothing = situation.clone();
    nothing.policies.identity = None;
    let [a, b] = [&situation, &nothing].map(|situation| layers::access(situation).unwrap());
    let found = differences(&a, &b, &Universe::real(), &Limits::default());
    let witness = &found.list.first().unwrap().witness;
    assert_eq!(witness::request(witness).management_account.as_deref(), Some("111122223333"));
    confirm_all(&found.list, &around(&situation), &around(&nothing)).unwrap();
    // S66: elsewhere the service control policy would count.
    let elsewhere = Witness { management_account: None, ..witness.clone() };
    let error = confirm(&elsewhere, &around(&situation), &around(&nothing)).unwrap_err().to_string();
    assert!(error.starts_with("internal error: by the engine `layers` allows "), "{error}");
}

#[test]
fn a_witness_without_an_arn_says_whose_the_resource_is() {
    let mut situation = read_situation(MANAGED).unwrap();
    situation.policies.scp = None;
    let own = json!([{"name": "own", "document": {"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}}]);
    situation.policies.identity = Some(serde_json::from_value(own).unwrap());
    let all = json!({"name": "p", "document": {"Statement":
        {"Effect": "Allow", "Principal": "*", "Action": "ec2:DescribeInstances", "Resource": "*"}}});
    situation.policies.resource = Some(serde_json::from_value(all).unwrap());
    let owner =
        CaseResource { account: Some("444455556666".into()), ..situation.request.resources[0].clone() };
    situation.request.resources = vec![owner];
    let mut own = situation.clone();
    own.policies.resource = None;
    let [a, b] = [&situation, &own].map(|situation| layers::access(situation).unwrap());
    // S62: in another account its own policy alone isn't enough.
    let found = differences(&a, &b, &Universe::real(), &Limits::default());
    let witness = &found.list.first().unwrap().witness;
    assert_eq!((&*witness.action, &*witness.resource), ("ec2:DescribeInstances", "*"));
    confirm_all(&found.list, &around(&situation), &around(&own)).unwrap();
}
