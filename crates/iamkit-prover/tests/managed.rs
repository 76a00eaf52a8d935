//! AWS managed policies against themselves, against their next versions, and against each other.
//!
//! Every policy is compared with itself, and a part of the versions with the next ones; `IAMKIT_CASES` of 10000 or more
//! compares all of them. Nothing may be left unknown.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "integration test")]

mod naively;

use iamkit_catalog::Catalog;
use iamkit_managed::ManagedPolicies;
use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, Limits, Relation, Side, SubsetMatrix, Universe, compare, differences};

/// Of so many policies one has its versions compared.
const EVERY: usize = 8;

/// Policies that are always among them: their statements compare many variables at once.
const HARD: &str = "SageMakerStudio";

fn identity(document: &PolicyDocument) -> Access {
    Access::identity(document).unwrap()
}

fn relation(a: &PolicyDocument, b: &PolicyDocument) -> (Relation, usize) {
    let comparison = compare(&identity(a), &identity(b), &Universe::real(), &Limits::default());
    (comparison.relation, comparison.unknown.len())
}

/// The document with its statements, actions and resources in another order, each twice.
fn shuffled(document: &PolicyDocument) -> PolicyDocument {
    let mut json: serde_json::Value = document.to_string().parse().unwrap();
    let statements = match json["Statement"].take() {
        serde_json::Value::Array(statements) => statements,
        single => vec![single],
    };
    let turned = statements.into_iter().rev().map(|mut statement| {
        statement.as_object_mut().unwrap().remove("Sid");
        for element in ["Action", "NotAction", "Resource", "NotResource"] {
            if let Some(list) = statement.get_mut(element).and_then(serde_json::Value::as_array_mut) {
                let again = list.clone();
                list.reverse();
                list.extend(again);
            }
        }
        statement
    });
    json["Statement"] = serde_json::Value::Array(turned.collect());
    json.to_string().parse().unwrap()
}

#[test]
fn every_managed_policy_equals_itself_printed_and_shuffled() {
    for policy in ManagedPolicies::embedded().iter() {
        let document = policy.current().document().unwrap();
        let printed: PolicyDocument = document.to_canonical_string().parse().unwrap();
        assert_eq!(relation(&document, &printed), (Relation::Equal, 0), "{}", policy.name());
        let shuffled = shuffled(&document);
        assert_eq!(relation(&document, &shuffled), (Relation::Equal, 0), "{}", policy.name());
    }
}

#[test]
fn every_difference_between_versions_has_a_witness_that_the_naive_evaluator_confirms() {
    let is_whole = std::env::var("IAMKIT_CASES").is_ok_and(|cases| cases.parse::<usize>().unwrap() >= 10_000);
    let (mut pairs, mut unknown) = (0, Vec::new());
    let policies = ManagedPolicies::embedded().iter().enumerate();
    let chosen =
        policies.filter(|(at, policy)| is_whole || at % EVERY == 0 || policy.name().starts_with(HARD));
    for (_, policy) in chosen {
        let documents = policy.versions().map(|version| version.document().unwrap()).collect::<Vec<_>>();
        for (older, newer) in documents.iter().zip(documents.iter().skip(1)) {
            let found =
                differences(&identity(older), &identity(newer), &Universe::real(), &Limits::default());
            pairs += 1;
            for difference in &found.list {
                let (allowing, other) =
                    if difference.allowed_by == Side::A { (older, newer) } else { (newer, older) };
                let text = format!("{}: {difference} {}", policy.name(), difference.witness);
                assert!(naively::allows(naively::request(&difference.witness), allowing), "{text}");
                assert!(!naively::allows(naively::request(&difference.witness), other), "{text}");
            }
            if found.comparison.unknown.is_empty() {
                let verdict =
                    compare(&identity(older), &identity(newer), &Universe::real(), &Limits::default());
                assert_eq!(verdict.relation, found.comparison.relation, "{}", policy.name());
            } else {
                unknown.push(format!("{}: {}", policy.name(), found.comparison.unknown[0]));
            }
        }
    }
    println!("{pairs} pairs of versions, {} of them with something unknown: {unknown:#?}", unknown.len());
    assert_eq!(unknown.len(), 0, "{unknown:#?}");
}

#[test]
fn the_matrix_says_what_comparisons_say() {
    let policies = ManagedPolicies::embedded().iter().filter(|policy| policy.name().contains("S3"));
    let documents = policies.map(|policy| policy.current().document().unwrap()).collect::<Vec<_>>();
    let accesses = documents.iter().map(identity).collect::<Vec<_>>();
    let all = accesses.iter().collect::<Vec<_>>();
    let matrix = SubsetMatrix::new(&all, Catalog::embedded(), &Limits::default());
    assert_eq!(matrix.unknown().count(), 0);
    for (one, first) in accesses.iter().enumerate() {
        for (two, second) in accesses.iter().enumerate() {
            let relation = compare(first, second, &Universe::real(), &Limits::default()).relation;
            let is_within = matches!(relation, Relation::Equal | Relation::Narrower);
            assert_eq!(matrix.is_within(one, two), Some(is_within), "{one} {two}");
        }
    }
}
