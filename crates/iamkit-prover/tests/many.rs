//! Policies of many statements about few things, against every request that can be made of these things.
//!
//! `IAMKIT_CASES` sets how many pairs of policies are generated for each law.
#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_engine::{CompiledPolicies, Context, Principal, Request};
use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, Limits, PolicyKind, Relation, Universe, compare};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;
use serde_json::{Map, Value as Json, json};

const PATTERNS: &[&str] = &[
    "*",
    "arn:aws:s3:::a/*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::a/x",
    "arn:aws:s3:::*/x",
    "arn:aws:s3:::?/y",
];
const RESOURCES: &[&str] = &["arn:aws:s3:::a/x", "arn:aws:s3:::a/y", "arn:aws:s3:::b/x", "arn:aws:s3:::cc/z"];
const PREFIXES: &[&str] = &["red", "blue", "green", "r*", "*e*"];
const ASKED_PREFIXES: &[Option<&str>] = &[None, Some("red"), Some("blue"), Some("green"), Some("other")];
const COUNTS: &[&str] = &["2", "3", "4", "6"];
const ASKED_COUNTS: &[Option<&str>] =
    &[None, Some("1"), Some("2"), Some("3"), Some("4"), Some("5"), Some("6"), Some("7")];
const ENTRIES: &[&str] = &[
    "*",
    "111122223333",
    "arn:aws:iam::111122223333:user/alice",
    "arn:aws:iam::111122223333:user/bob",
    "arn:aws:iam::111122223333:role/Deploy",
    "arn:aws:iam::444455556666:user/eve",
    "444455556666",
];
const CALLERS: &[&str] = &[
    "arn:aws:iam::111122223333:user/alice",
    "arn:aws:iam::111122223333:user/bob",
    "arn:aws:iam::111122223333:user/carol",
    "arn:aws:sts::111122223333:assumed-role/Deploy/ci",
    "arn:aws:iam::444455556666:user/eve",
    "arn:aws:iam::777788889999:user/mallory",
    "*",
];

fn cases(default: u32) -> ProptestConfig {
    let cases = std::env::var("IAMKIT_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases.unwrap_or(default)) }
}

fn conditions() -> impl Strategy<Value = Json> {
    let text = (select(vec!["StringLike", "StringNotLike"]), vec(select(PREFIXES), 1..3));
    let relations = ["NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericEquals"];
    let number = (select(relations.to_vec()), vec(select(COUNTS), 1..3));
    (proptest::option::weighted(0.6, text), proptest::option::weighted(0.6, number)).prop_map(
        |(text, number)| {
            let text = text.map(|(operator, values)| (operator, json!({"s3:prefix": values})));
            let number = number.map(|(operator, values)| (operator, json!({"s3:max-keys": values})));
            let conditions =
                text.into_iter().chain(number).map(|(operator, keys)| (operator.to_owned(), keys));
            Json::Object(conditions.collect::<Map<_, _>>())
        },
    )
}

fn statement() -> impl Strategy<Value = Json> {
    let effect = select(vec!["Allow", "Allow", "Allow", "Deny"]);
    let resource =
        (select(vec!["Resource", "Resource", "Resource", "NotResource"]), vec(select(PATTERNS), 1..3));
    (effect, resource, conditions()).prop_map(|(effect, (element, patterns), conditions)| {
        json!({"Effect": effect, "Action": "s3:GetObject", element: patterns, "Condition": conditions})
    })
}

/// So many statements that questions about them are asked piece by piece.
fn identity_policy() -> impl Strategy<Value = PolicyDocument> {
    vec(statement(), 7..12).prop_map(|statements| document(&statements))
}

fn resource_policy() -> impl Strategy<Value = PolicyDocument> {
    let to = (statement(), vec(select(ENTRIES), 1..3)).prop_map(|(mut statement, entries)| {
        if let Some(members) = statement.as_object_mut() {
            members.insert("Principal".into(), json!({"AWS": entries}));
        }
        statement
    });
    vec(to, 7..12).prop_map(|statements| document(&statements))
}

fn document(statements: &[Json]) -> PolicyDocument {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string().parse().unwrap()
}

fn contexts() -> Vec<Context<'static>> {
    let context = |prefix: Option<&'static str>, count: Option<&'static str>| {
        let keys = prefix.map(|prefix| ("s3:prefix", prefix)).into_iter();
        let mut context = Context::default();
        for (key, value) in keys.chain(count.map(|count| ("s3:max-keys", count))) {
            context.insert(key, value).unwrap();
        }
        context
    };
    let each = ASKED_PREFIXES.iter().flat_map(|prefix| ASKED_COUNTS.iter().map(|count| (*prefix, *count)));
    each.map(|(prefix, count)| context(prefix, count)).collect()
}

/// The relation holds of every request of these callers.
fn agrees(kind: PolicyKind, [a, b]: [&PolicyDocument; 2], callers: &[&str]) -> Result<(), TestCaseError> {
    let [one, two] = [a, b].map(|document| Access::policy(document, kind).unwrap());
    let found = compare(&one, &two, &Universe::strings(), &Limits::default());
    let [one, two] = [a, b].map(|document| CompiledPolicies::compile(kind, [("p", document)]).unwrap());
    let contexts = contexts();
    for caller in callers {
        let principal: Principal = caller.parse().unwrap();
        for resource in RESOURCES {
            for context in &contexts {
                let request =
                    Request::new(&principal, "s3:GetObject", resource).unwrap().with_context(context);
                let (by_a, by_b) = (one.is_allowed(&request), two.is_allowed(&request));
                let holds = match found.relation {
                    Relation::Equal => by_a == by_b,
                    Relation::Narrower => !by_a || by_b,
                    Relation::Broader => by_a || !by_b,
                    Relation::Incomparable | Relation::Unknown => true,
                };
                prop_assert!(
                    holds,
                    "{:?}: {} {} {:?}\n{}\n{}",
                    found.relation,
                    caller,
                    resource,
                    context,
                    a,
                    b
                );
            }
        }
    }
    prop_assert_eq!(found.unknown, Vec::new(), "\n{}\n{}", a, b);
    Ok(())
}

/// One without one of its statements, so that the two have most in common.
fn shortened(document: &PolicyDocument, without: usize) -> PolicyDocument {
    let mut json: Json = serde_json::from_str(&document.to_string()).unwrap();
    if let Some(statements) = json.get_mut("Statement").and_then(Json::as_array_mut) {
        statements.remove(without % statements.len());
    }
    json.to_string().parse().unwrap()
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn verdicts_on_many_statements_hold_of_every_request(a in identity_policy(), b in identity_policy()) {
        agrees(PolicyKind::Identity, [&a, &b], &CALLERS[..1])?;
    }

    #[test]
    fn verdicts_without_one_of_many_statements_hold_of_every_request(
        a in identity_policy(), without in any::<usize>(),
    ) {
        let b = shortened(&a, without);
        agrees(PolicyKind::Identity, [&a, &b], &CALLERS[..1])?;
        agrees(PolicyKind::Identity, [&b, &a], &CALLERS[..1])?;
    }

    #[test]
    fn verdicts_on_many_grants_hold_of_every_caller(a in resource_policy(), b in resource_policy()) {
        agrees(PolicyKind::Resource, [&a, &b], CALLERS)?;
    }

    #[test]
    fn verdicts_without_one_of_many_grants_hold_of_every_caller(a in resource_policy(), without in any::<usize>()) {
        let b = shortened(&a, without);
        agrees(PolicyKind::Resource, [&a, &b], CALLERS)?;
        agrees(PolicyKind::Resource, [&b, &a], CALLERS)?;
    }
}

/// Bounds one by one are the widest of them, whatever bound they are compared with.
#[test]
fn statements_with_a_bound_each_are_one_with_the_widest() {
    let with = |operator: &str, key: &str, bounds: &[&str]| {
        let statement = |bound: &&str| {
            json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
                "Condition": {operator: {key: bound}}})
        };
        Access::identity(&document(&bounds.iter().map(statement).collect::<Vec<_>>())).unwrap()
    };
    let numbers = ["1", "2", "3", "4", "5", "6", "7"];
    let years = [2021, 2022, 2023, 2024, 2025, 2026, 2027].map(|year| format!("{year}-01-01T00:00:00Z"));
    let years = years.each_ref().map(String::as_str);
    for (kind, key, [below, first, third, fourth, fifth, last, above]) in
        [("Numeric", "s3:max-keys", numbers), ("Date", "aws:CurrentTime", years)]
    {
        for (relation, [wider, widest, within, narrowest]) in [
            ("LessThan", [above, last, fifth, first]),
            ("LessThanEquals", [above, last, fifth, first]),
            ("GreaterThan", [below, first, third, last]),
            ("GreaterThanEquals", [below, first, third, last]),
        ] {
            let operator = format!("{kind}{relation}");
            let all = with(&operator, key, &[first, fourth, last]);
            for (bound, expected) in [
                (wider, Relation::Narrower),
                (widest, Relation::Equal),
                (within, Relation::Broader),
                (narrowest, Relation::Broader),
            ] {
                let one = with(&operator, key, &[bound]);
                let found = compare(&all, &one, &Universe::strings(), &Limits::default());
                assert_eq!((found.relation, found.unknown), (expected, Vec::new()), "{operator} {bound}");
            }
        }
    }
}
