//! Laws that every comparison keeps, and the verdicts against requests: on generated policies with all operators.
//!
//! `IAMKIT_CASES` sets how many policies are generated for each law.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "integration test")]

mod dense;
mod naively;
mod possible;

use std::collections::BTreeSet;

use iamkit_catalog::Catalog;
use iamkit_conformance::case::{CaseContext, CasePrincipal, CaseRequest, CaseResource, CaseValue};
use iamkit_conformance::engine;
use iamkit_engine::{CompiledPolicies, Principal};
use iamkit_policy::PolicyDocument;
use iamkit_prover::{
    Access, Inclusion, Limits, PolicyKind, Relation, Universe, compare, differences, is_subset,
};
use iamkit_testkit::generate;
use proptest::bool::weighted;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample;
use proptest::test_runner::TestCaseError;
use serde_json::{Value as Json, json};

fn cases(default: u32) -> ProptestConfig {
    let cases = std::env::var("IAMKIT_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases.unwrap_or(default)) }
}

fn document(json: &Json) -> Option<PolicyDocument> {
    json.to_string().parse().ok()
}

/// Documents of two kinds: of all there is to policies, and of all that two keys and their variables can be asked.
fn jsons() -> impl Strategy<Value = Json> {
    prop_oneof![generate::document(), dense::document()]
}

fn documents() -> impl Strategy<Value = PolicyDocument> {
    jsons().prop_filter_map("the document is well-formed", |json| document(&json))
}

fn identity(document: &PolicyDocument) -> Access {
    Access::identity(document).unwrap()
}

fn relation(a: &PolicyDocument, b: &PolicyDocument) -> Relation {
    compare(&identity(a), &identity(b), &Universe::strings(), &Limits::default()).relation
}

/// The statements of both documents, the second's in a version of its own, as one document where that is the same.
fn merged(a: &Json, b: &Json) -> Option<PolicyDocument> {
    if a.get("Version") != b.get("Version") {
        return None;
    }
    let statements =
        [a, b].into_iter().flat_map(|document| document["Statement"].as_array().unwrap().clone());
    let mut merged = a.clone();
    merged["Statement"] = Json::Array(statements.collect());
    document(&merged)
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_policy_equals_itself(document in documents()) {
        prop_assert_eq!(relation(&document, &document), Relation::Equal);
    }

    #[test]
    fn a_verdict_agrees_with_every_request(
        a in documents(), b in documents(), requests in vec(generate::request(), 40)
    ) {
        let relation = relation(&a, &b);
        for request in requests.into_iter().map(possible::possible) {
            let allows = |document| engine::is_allowed(&naively::situation(request.clone(), document));
            let (Ok(by_a), Ok(by_b)) = (allows(&a), allows(&b)) else { continue };
            match relation {
                Relation::Equal => prop_assert_eq!(by_a, by_b, "{:?}\n{}\n{}", request, a, b),
                Relation::Narrower => prop_assert!(!by_a || by_b, "{:?}\n{}\n{}", request, a, b),
                Relation::Broader => prop_assert!(!by_b || by_a, "{:?}\n{}\n{}", request, a, b),
                Relation::Incomparable | Relation::Unknown => {}
            }
        }
    }

    #[test]
    fn every_witness_is_confirmed_by_the_naive_evaluator(a in documents(), b in documents()) {
        let found = differences(&identity(&a), &identity(&b), &Universe::strings(), &Limits::default());
        for unknown in &found.comparison.unknown {
            let text = unknown.to_string();
            prop_assert!(!text.contains("confirm"), "{}\n{}\n{}", text, a, b);
        }
        for difference in found.list {
            let (allowing, other) =
                if difference.allowed_by.as_str() == "a" { (&a, &b) } else { (&b, &a) };
            let request = naively::request(&difference.witness);
            prop_assert!(naively::allows(request.clone(), allowing), "{}\n{}\n{}", difference.witness, a, b);
            prop_assert!(!naively::allows(request, other), "{}\n{}\n{}", difference.witness, a, b);
        }
    }

    #[test]
    fn the_relation_is_turned_round_with_its_sides(a in documents(), b in documents()) {
        let turned = match relation(&a, &b) {
            Relation::Narrower => Relation::Broader,
            Relation::Broader => Relation::Narrower,
            same => same,
        };
        prop_assert_eq!(relation(&b, &a), turned);
    }

    #[test]
    fn inclusion_is_transitive(a in documents(), b in documents(), c in documents()) {
        let within = |one: &PolicyDocument, two: &PolicyDocument| {
            is_subset(&identity(one), &identity(two), &Universe::strings(), &Limits::default()) == Inclusion::Holds
        };
        let all = [&a, &b, &c];
        for one in all {
            for two in all {
                for three in all {
                    if within(one, two) && within(two, three) {
                        let last = is_subset(&identity(one), &identity(three), &Universe::strings(), &Limits::default());
                        prop_assert!(!matches!(last, Inclusion::Fails(_)), "{}\n{}\n{}", one, two, three);
                    }
                }
            }
        }
    }

    #[test]
    fn more_allows_allow_no_less_and_more_denies_no_more(a in jsons(), b in jsons()) {
        let Some(a_document) = document(&a) else { return Ok(()) };
        for effect in ["Allow", "Deny"] {
            let mut b = b.clone();
            for statement in b["Statement"].as_array_mut().unwrap() {
                statement["Effect"] = json!(effect);
            }
            let Some(both) = merged(&a, &b) else { return Ok(()) };
            let (inner, outer) = if effect == "Allow" { (&a_document, &both) } else { (&both, &a_document) };
            let relation = relation(inner, outer);
            prop_assert!(
                matches!(relation, Relation::Equal | Relation::Narrower | Relation::Unknown),
                "{}: {}\n{}", relation, inner, outer
            );
        }
    }

    #[test]
    fn order_and_repetition_make_no_difference(json in jsons()) {
        let Some(original) = document(&json) else { return Ok(()) };
        let mut other = json.clone();
        let statements = other["Statement"].as_array_mut().unwrap();
        statements.reverse();
        statements.extend(json["Statement"].as_array().unwrap().clone());
        for statement in statements {
            for element in ["Action", "NotAction", "Resource", "NotResource"] {
                if let Some(list) = statement.get_mut(element).and_then(Json::as_array_mut) {
                    list.reverse();
                    list.extend(list.clone());
                }
            }
        }
        prop_assert_eq!(relation(&original, &document(&other).unwrap()), Relation::Equal);
    }

    #[test]
    fn statements_can_be_split_by_their_actions(json in jsons()) {
        let Some(original) = document(&json) else { return Ok(()) };
        let mut other = json.clone();
        let statements = json["Statement"].as_array().unwrap().iter();
        other["Statement"] = statements.flat_map(|statement| parts(statement, "Action")).collect();
        prop_assert_equal(&original, &document(&other).unwrap())?;
    }

    #[test]
    fn statements_can_be_split_by_their_resources(json in jsons()) {
        let Some(original) = document(&json) else { return Ok(()) };
        let mut other = json.clone();
        let statements = json["Statement"].as_array().unwrap().iter();
        other["Statement"] = statements.flat_map(|statement| parts(statement, "Resource")).collect();
        prop_assert_equal(&original, &document(&other).unwrap())?;
    }

    #[test]
    fn statements_can_be_split_by_the_values_of_a_condition(json in jsons()) {
        let Some(original) = document(&json) else { return Ok(()) };
        let mut other = json.clone();
        other["Statement"] = json["Statement"].as_array().unwrap().iter().flat_map(split_by_value).collect();
        prop_assert_equal(&original, &document(&other).unwrap())?;
    }

    #[test]
    fn statements_that_differ_in_one_element_can_be_folded(json in jsons()) {
        let statements = json["Statement"].as_array().unwrap();
        for element in ["Action", "Resource"] {
            // Twice the same statement, each with a part of its names, and once with all of them.
            let parted = statements.iter().flat_map(|statement| parts(statement, element)).collect::<Vec<_>>();
            let folded = folded(&parted, element);
            let with = |statements: Vec<Json>| {
                let mut other = json.clone();
                other["Statement"] = Json::Array(statements);
                document(&other)
            };
            let (Some(parted), Some(folded)) = (with(parted), with(folded)) else { return Ok(()) };
            prop_assert_equal(&parted, &folded)?;
        }
    }

    #[test]
    fn a_denied_copy_leaves_nothing(json in jsons()) {
        let Some(original) = document(&json) else { return Ok(()) };
        let mut other = json.clone();
        let statements = other["Statement"].as_array_mut().unwrap();
        let conditions_count_alike = |statement: &Json| statement.get("Condition").is_none_or(|block| *block == json!({}));
        if statements.iter().all(conditions_count_alike) {
            let denied = statements.iter().map(|statement| {
                let mut statement = statement.clone();
                statement["Effect"] = json!("Deny");
                statement
            });
            let denied = denied.collect::<Vec<_>>();
            statements.extend(denied);
            let nothing = Access::nothing();
            let both = identity(&document(&other).unwrap());
            let left = is_subset(&both, &nothing, &Universe::strings(), &Limits::default());
            prop_assert_eq!(left, Inclusion::Holds, "{}", original);
        }
    }
}

fn prop_assert_equal(a: &PolicyDocument, b: &PolicyDocument) -> Result<(), TestCaseError> {
    prop_assert_eq!(relation(a, b), Relation::Equal, "{}\n{}", a, b);
    Ok(())
}

/// The statement for each name of an element.
fn parts(statement: &Json, element: &str) -> Vec<Json> {
    let Some(names) = statement.get(element).and_then(Json::as_array) else { return vec![statement.clone()] };
    let one = |name: &Json| {
        let mut statement = statement.clone();
        statement[element] = name.clone();
        statement
    };
    names.iter().map(one).collect()
}

/// The statements with those made one that differ in one element alone.
fn folded(statements: &[Json], element: &str) -> Vec<Json> {
    let mut folded: Vec<Json> = Vec::new();
    let without = |statement: &Json| {
        let mut rest = statement.clone();
        rest.as_object_mut().unwrap().remove(element);
        rest
    };
    for statement in statements {
        let is_same = |other: &&mut Json| without(other) == without(statement);
        match folded.iter_mut().find(is_same) {
            Some(other) if statement.get(element).is_some() => {
                let names = match other[element].take() {
                    Json::Array(names) => names,
                    single => vec![single],
                };
                other[element] = json!([names, vec![statement[element].clone()]].concat());
            }
            _ => folded.push(statement.clone()),
        }
    }
    folded
}

/// The statement for each value of its first condition, where one value is enough for it to hold.
///
/// A value of the wrong kind counts against the requester as long as no other one decides, so only texts are split.
fn split_by_value(statement: &Json) -> Vec<Json> {
    const SPLIT: [&str; 7] = [
        "StringEquals",
        "StringLike",
        "StringEqualsIgnoreCase",
        "ArnLike",
        "ForAnyValue:StringLike",
        "ForAnyValue:ArnEquals",
        "ForAnyValue:StringEquals",
    ];
    for operator in SPLIT {
        let Some((key, values)) =
            statement["Condition"][operator].as_object().and_then(|keys| keys.iter().next())
        else {
            continue;
        };
        let one = |value: &Json| {
            let mut statement = statement.clone();
            statement["Condition"][operator][key] = value.clone();
            statement
        };
        return values.as_array().unwrap().iter().map(one).collect();
    }
    vec![statement.clone()]
}

/// The names in the catalog of the actions that some patterns name, or that none of them does.
fn named(patterns: &Json, is_complement: bool) -> Json {
    let catalog = Catalog::embedded();
    let patterns = patterns.as_array().map_or(std::slice::from_ref(patterns), Vec::as_slice);
    let matching = patterns.iter().flat_map(|pattern| catalog.actions_matching(pattern.as_str().unwrap()));
    let matching = matching.map(|action| action.to_string()).collect::<BTreeSet<_>>();
    if !is_complement {
        return json!(matching);
    }
    let all = catalog.actions_matching("*").map(|action| action.to_string());
    json!(all.filter(|name| !matching.contains(name)).collect::<Vec<_>>())
}

/// The document with the catalog's names in place of the patterns of an element, as far as there are any.
fn expanded(json: &Json, element: &str) -> Json {
    let mut expanded = json.clone();
    for statement in expanded["Statement"].as_array_mut().unwrap() {
        let Some(patterns) = statement.get(element) else { continue };
        let names = named(patterns, element == "NotAction");
        if names.as_array().is_some_and(|names| !names.is_empty()) {
            statement.as_object_mut().unwrap().remove(element);
            statement["Action"] = names;
        }
    }
    expanded
}

fn real_relation(a: &PolicyDocument, b: &PolicyDocument) -> Relation {
    // All names of the catalog are half a mebibyte.
    let limits = Limits { max_text: 1 << 22, ..Limits::default() };
    compare(&identity(a), &identity(b), &Universe::real(), &limits).relation
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn patterns_of_actions_are_the_names_that_the_catalog_has_for_them(json in jsons()) {
        for element in ["Action", "NotAction"] {
            let (Some(original), Some(other)) = (document(&json), document(&expanded(&json, element))) else {
                continue;
            };
            prop_assert_eq!(real_relation(&original, &other), Relation::Equal, "{}\n{}", original, element);
        }
    }
}

/// Statements over a few actions, resources of one or two signs, and one key.
fn tiny_document() -> impl Strategy<Value = PolicyDocument> {
    let actions = sample::subsequence(vec!["s3:GetObject", "s3:PutObject", "s3:*"], 1..=2);
    let resources = vec("arn:aws:s3:::[ab*?]{1,2}", 1..=2);
    let operators = ["StringEquals", "StringNotEquals", "StringEqualsIfExists", "StringNotEqualsIfExists"];
    let quantified = ["ForAllValues:StringEquals", "ForAnyValue:StringEquals", "ForAnyValue:StringNotEquals"];
    let operator = sample::select([&operators[..], &quantified[..]].concat());
    let condition = (operator, sample::subsequence(vec!["a", "b"], 1..=2))
        .prop_map(|(operator, values)| json!({operator: {"s3:prefix": values}}));
    let null = any::<bool>().prop_map(|is_null| json!({"Null": {"s3:prefix": is_null.to_string()}}));
    let condition = prop_oneof![2 => Just(json!({})), 4 => condition, 1 => null];
    let kinds = (any::<bool>(), weighted(0.2), weighted(0.2));
    let statement =
        (kinds, actions, resources, condition).prop_map(|(kinds, actions, resources, condition)| {
            let (is_deny, not_action, not_resource) = kinds;
            json!({
                "Effect": if is_deny { "Deny" } else { "Allow" },
                (if not_action { "NotAction" } else { "Action" }): actions,
                (if not_resource { "NotResource" } else { "Resource" }): resources,
                "Condition": condition,
            })
        });
    vec(statement, 1..=3)
        .prop_map(|statements| document(&json!({"Version": "2012-10-17", "Statement": statements})).unwrap())
}

/// One request for each way in which tiny documents can tell requests apart: their patterns read at most two signs, so
/// three letters are as good as more, and a letter that none of them names is as good as any other.
fn tiny_requests() -> Vec<CaseRequest> {
    let letters = ["a", "b", "c"];
    let longer = |texts: Vec<String>| -> Vec<String> {
        texts.iter().flat_map(|text| letters.map(|letter| format!("{text}{letter}"))).collect()
    };
    let one = longer(vec![String::new()]);
    let two = longer(one.clone());
    let three = longer(two.clone());
    let tails = [vec![String::new()], one, two, three].concat();
    let resources = tails.into_iter().map(|tail| format!("arn:aws:s3:::{tail}"));
    let resources = resources.chain(["arn:aws:sqs:us-east-1::q".to_owned()]).collect::<Vec<_>>();
    let many = |texts: &[&str]| Some(CaseValue::Many(texts.iter().map(|text| (*text).to_owned()).collect()));
    let mut values = vec![None, many(&[]), many(&["a", "b"]), many(&["a", "c"]), many(&["b", "c"])];
    values.push(many(&["a", "b", "c"]));
    values.extend(letters.map(|letter| many(&[letter])));
    values.extend(letters.map(|letter| Some(CaseValue::One(letter.to_owned()))));
    let mut requests = Vec::new();
    for action in ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "sqs:SendMessage"] {
        for resource in &resources {
            for value in &values {
                let context = value.iter().map(|value| ("s3:prefix".to_owned(), value.clone()));
                requests.push(tiny_request(action, resource, CaseContext(context.collect())));
            }
        }
    }
    requests
}

fn tiny_request(action: &str, resource: &str, context: CaseContext) -> CaseRequest {
    CaseRequest {
        principal: CasePrincipal::Text("arn:aws:iam::111122223333:user/u".into()),
        action: action.into(),
        resources: vec![CaseResource {
            arn: resource.into(),
            account: None,
            context: CaseContext::default(),
        }],
        context,
        unknown: Vec::new(),
        management_account: None,
        restrict_public_buckets: false,
        wildcard_only: None,
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn a_verdict_is_what_all_requests_of_a_tiny_domain_say(a in tiny_document(), b in tiny_document()) {
        let (mut is_narrower, mut is_broader) = (true, true);
        for request in tiny_requests() {
            let (by_a, by_b) = (naively::allows(request.clone(), &a), naively::allows(request, &b));
            is_narrower &= !by_a || by_b;
            is_broader &= !by_b || by_a;
        }
        let expected = match (is_narrower, is_broader) {
            (true, true) => Relation::Equal,
            (true, false) => Relation::Narrower,
            (false, true) => Relation::Broader,
            (false, false) => Relation::Incomparable,
        };
        prop_assert_eq!(relation(&a, &b), expected, "{}\n{}", a, b);
    }
}

#[test]
fn the_engine_compiles_what_the_prover_does() {
    let document: PolicyDocument =
        r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}"#.parse().unwrap();
    let message = Access::identity(&document).unwrap_err().to_string();
    let same = CompiledPolicies::compile(PolicyKind::Identity, [("identity", &document)]).unwrap_err();
    assert_eq!(message, same.to_string());
    assert!(matches!("*".parse(), Ok(Principal::Anonymous)));
}
