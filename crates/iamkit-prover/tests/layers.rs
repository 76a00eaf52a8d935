//! Layers around one principal: what all of them allow together.
#![expect(clippy::unwrap_used, reason = "integration test")]

mod possible;

use iamkit_conformance::case::{NamedPolicy, PolicyLayers, Situation};
use iamkit_conformance::engine;
use iamkit_policy::PolicyDocument;
use iamkit_prover::{
    Access, Inclusion, Layer, Limits, PolicyKind, Relation, Universe, compare, differences, idle_statements,
    is_empty, is_subset, summarize, terms_of_action,
};
use iamkit_testkit::generate;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn document(statements: &Json) -> PolicyDocument {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string().parse().unwrap()
}

fn allow(actions: &str) -> PolicyDocument {
    document(&json!({"Effect": "Allow", "Action": actions, "Resource": "*"}))
}

fn relation(a: &Access, b: &Access) -> Relation {
    compare(a, b, &Universe::real(), &Limits::default()).relation
}

#[test]
fn a_boundary_and_every_level_of_control_policies_limit() {
    let (all, reads, gets) = (allow("*"), allow("s3:Get*"), allow("s3:GetObject*"));
    let alone = Access::identity(&all).unwrap();
    let bounded = Access::builder().identity([&all]).boundary([&reads]).build().unwrap();
    let controlled = Access::builder()
        .identity([&all])
        .service_control([&reads])
        .service_control([&gets])
        .build()
        .unwrap();
    assert_eq!(relation(&bounded, &alone), Relation::Narrower);
    assert_eq!(relation(&bounded, &Access::identity(&reads).unwrap()), Relation::Equal);
    assert_eq!(relation(&controlled, &Access::identity(&gets).unwrap()), Relation::Equal);
    let empty = Access::builder().identity([&all]).service_control([]).build().unwrap();
    assert_eq!(is_empty(&empty, &Universe::real(), &Limits::default()), Some(true));
}

#[test]
fn a_resource_control_policy_by_itself_is_what_it_lets_pass() {
    let denying = |actions: &str, resource: &str| {
        let statement = json!({"Effect": "Deny", "Principal": "*", "Action": actions, "Resource": resource});
        Access::policy(&document(&statement), PolicyKind::ResourceControl).unwrap()
    };
    let full = document(&json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}));
    let full = Access::policy(&full, PolicyKind::ResourceControl).unwrap();
    // S68: `RCPFullAWSAccess` is beside it always, and not every service is reached.
    let (all, some) = (denying("s3:*", "*"), denying("s3:*", "arn:aws:s3:::b/*"));
    for universe in [Universe::real(), Universe::strings()] {
        let relation = |a: &Access, b: &Access| compare(a, b, &universe, &Limits::default()).relation;
        assert_eq!(relation(&all, &some), Relation::Narrower);
        assert_eq!(relation(&all, &full), Relation::Narrower);
        assert_eq!(relation(&denying("ec2:*", "*"), &full), Relation::Equal);
        assert_eq!(relation(&full, &Access::nothing()), Relation::Broader);
    }
    let one = denying("s3:GetObject", "arn:aws:s3:::b/*");
    let found = differences(&denying("s3:GetObject", "*"), &one, &Universe::real(), &Limits::default());
    let told = found.list.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(told, ["+ s3:GetObject on * except arn:aws:s3:::b/*"]);
    assert_eq!(all.layers(), [(Layer::ResourceControl, 0)]);
    let idle = idle_statements(&all, &Universe::real(), &Limits::default());
    assert_eq!((idle.list, idle.unknown), (Vec::new(), Vec::new()));
}

#[test]
fn a_policy_of_the_user_and_of_a_group_go_together() {
    let (gets, puts) = (allow("s3:Get*"), allow("s3:Put*"));
    let both = Access::builder().identity([&gets]).identity([&puts]).build().unwrap();
    let one = document(&json!({"Effect": "Allow", "Action": ["s3:Get*", "s3:Put*"], "Resource": "*"}));
    assert_eq!(relation(&both, &Access::identity(&one).unwrap()), Relation::Equal);
}

#[test]
fn terms_of_layers_are_those_of_all_of_them() {
    let logs = document(&json!({"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::logs/*"}));
    let secure = document(&json!({"Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "true"}}}));
    let access = Access::builder().identity([&logs]).boundary([&secure]).build().unwrap();
    let summary = terms_of_action(&access, "S3:getobject", &Universe::real(), &Limits::default());
    let lines = summary.grants.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(lines, ["s3:GetObject on arn:aws:s3:::logs/* when Bool aws:SecureTransport `true`"]);
    let none = terms_of_action(&access, "sqs:SendMessage", &Universe::real(), &Limits::default());
    assert!(none.grants.is_empty() && none.unknown.is_empty());
}

#[test]
fn no_two_lines_of_a_summary_overlap() {
    let access = Access::identity(&document(&json!([
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"},
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
    ])))
    .unwrap();
    let summary = summarize(&access, &Universe::real(), &Limits::default());
    let lines = summary.grants.iter().map(ToString::to_string).collect::<Vec<_>>();
    let expected = [
        "s3:GetObject on * except arn:aws:s3:::logs/* when Bool aws:SecureTransport `true`",
        "s3:GetObject on arn:aws:s3:::logs/*",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn statements_of_a_policy_that_do_nothing_are_named() {
    let access = Access::identity(&document(&json!([
        {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
            "Condition": {"NumericLessThan": {"s3:max-keys": "5"}, "NumericGreaterThan": {"s3:max-keys": "7"}}},
        {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"},
    ])))
    .unwrap();
    let found = idle_statements(&access, &Universe::strings(), &Limits::default());
    let reasons =
        found.list.iter().map(|idle| (idle.statement.statement, idle.why.as_str())).collect::<Vec<_>>();
    assert_eq!(
        reasons,
        [
            (1, "all it allows is denied"),
            (2, "its conditions are never satisfied"),
            // Nothing here allows what the other Deny denies; another policy may.
            (3, "without it the same is denied"),
        ]
    );
}

fn named(document: &PolicyDocument) -> NamedPolicy {
    NamedPolicy { name: "p".into(), document: document.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn verdicts_on_layers_agree_with_requests(
        documents in prop::collection::vec(generate::document(), 3),
        other in generate::document(),
        requests in prop::collection::vec(generate::request(), 30),
    ) {
        let parsed = documents.iter().chain([&other]).map(|json| json.to_string().parse::<PolicyDocument>().ok());
        let Some(parsed) = parsed.collect::<Option<Vec<_>>>() else { return Ok(()) };
        let [identity, boundary, control, other] = parsed.as_slice() else { return Ok(()) };
        let build = Access::builder().identity([identity]).boundary([boundary]).service_control([control]).build();
        let Ok(layered) = build else { return Ok(()) };
        let alone = Access::identity(other).unwrap();
        let comparison = compare(&layered, &alone, &Universe::strings(), &Limits::default());
        for request in requests.into_iter().map(possible::possible) {
            let layers = PolicyLayers {
                identity: Some(vec![named(identity)]),
                boundary: Some(named(boundary)),
                scp: Some(vec![vec![named(control)]]),
                ..PolicyLayers::default()
            };
            let alone = PolicyLayers { identity: Some(vec![named(other)]), ..PolicyLayers::default() };
            let allows = |policies| engine::is_allowed(&Situation { request: request.clone(), policies });
            let (Ok(by_layers), Ok(by_other)) = (allows(layers), allows(alone)) else { continue };
            match comparison.relation {
                Relation::Equal => prop_assert_eq!(by_layers, by_other),
                Relation::Narrower => prop_assert!(!by_layers || by_other),
                Relation::Broader => prop_assert!(by_layers || !by_other),
                Relation::Incomparable | Relation::Unknown => {}
            }
        }
        let found = differences(&layered, &alone, &Universe::strings(), &Limits::default());
        for unknown in found.comparison.unknown {
            prop_assert!(!unknown.to_string().contains("confirm"), "{}", unknown);
        }
    }
}

#[test]
fn a_boundary_that_leaves_out_a_pattern_leaves_the_others() {
    let document = |element: &str, resources: &[&str]| -> PolicyDocument {
        let statement = json!({"Effect": "Allow", "Action": "s3:GetObject", element: resources});
        json!({"Version": "2012-10-17", "Statement": statement}).to_string().parse().unwrap()
    };
    let both = document("Resource", &["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]);
    let boundary = document("NotResource", &["arn:aws:s3:::a/*"]);
    let limited = Access::builder().identity([&both]).boundary([&boundary]).build().unwrap();
    let one = Access::identity(&document("Resource", &["arn:aws:s3:::b/*"])).unwrap();
    for universe in [Universe::real(), Universe::strings()] {
        let found = compare(&limited, &one, &universe, &Limits::default());
        assert_eq!((found.relation, found.unknown), (Relation::Equal, Vec::new()));
    }
}

/// Patterns of which some hold others and some are the same again.
const PATTERNS: [&str; 5] =
    ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*", "arn:aws:s3:::a/b*", "arn:aws:s3:::*/b", "*"];

fn about_patterns() -> impl Strategy<Value = PolicyDocument> {
    let patterns = prop::collection::vec(prop::sample::select(&PATTERNS[..]), 1..4);
    let effect = prop::sample::select(vec!["Allow", "Allow", "Allow", "Deny"]);
    let statement = (effect, any::<bool>(), patterns).prop_map(|(effect, is_not, patterns)| {
        let element = if is_not { "NotResource" } else { "Resource" };
        json!({"Effect": effect, "Action": "s3:GetObject", element: patterns})
    });
    prop::collection::vec(statement, 1..4).prop_map(|statements| document(&Json::from(statements)))
}

proptest! {
    /// What is beyond is shown by a request that the engine decides so, and where nothing is, there is nothing to show.
    #[test]
    fn verdicts_on_limited_lists_of_patterns_have_their_witnesses(
        [identity, boundary, other, limit] in prop::array::uniform4(about_patterns()),
    ) {
        let limited = |one: &PolicyDocument, two: &PolicyDocument| {
            Access::builder().identity([one]).boundary([two]).build().unwrap()
        };
        let (a, b) = (limited(&identity, &boundary), limited(&other, &limit));
        for universe in [Universe::real(), Universe::strings()] {
            let limits = Limits::default();
            let within = [is_subset(&a, &b, &universe, &limits), is_subset(&b, &a, &universe, &limits)];
            let within = within.map(|inclusion| match inclusion {
                Inclusion::Holds => Some(true),
                Inclusion::Fails(_) => Some(false),
                Inclusion::Unknown(_) => None,
            });
            let expected = match within {
                [Some(true), Some(true)] => Relation::Equal,
                [Some(true), Some(false)] => Relation::Narrower,
                [Some(false), Some(true)] => Relation::Broader,
                [Some(false), Some(false)] => Relation::Incomparable,
                _ => Relation::Unknown,
            };
            prop_assert_eq!(compare(&a, &b, &universe, &limits).relation, expected);
            prop_assert_ne!(expected, Relation::Unknown);
        }
    }
}
