//! The corpus passes on both voices, its ids are unique, every rule S1–S77 has cases or a named test, and the engine decides all.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use iamkit_catalog::{Action, Catalog, Evaluated};
use iamkit_conformance::case::{self, Case, Expect, ExpectedDecision};
use iamkit_conformance::corpus::FILES;
use iamkit_conformance::runner;

/// Rules about what is no valid document: no decision can show them, the tests in `rejected.rs` do.
const SHOWN_BY_TESTS: &[(&str, &str)] = &[
    ("S18", "duplicate_key_is_rejected"),
    ("S21", "malformed_statement_rejects_the_document"),
    ("S22", "empty_not_action_and_not_resource_are_rejected"),
];

/// Which version of a managed policy counts is settled before a request is decided: the store shows it.
const WITHOUT_CASE: &[&str] = &["S76"];

fn cases() -> Vec<Case> {
    FILES.iter().flat_map(|(_, text)| case::read(text).unwrap()).collect()
}

#[test]
fn every_file_is_in_the_corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let files = entries(&corpus).into_iter().flat_map(|topic| entries(&topic));
    let names = files.map(|file| file.strip_prefix(&corpus).unwrap().to_str().unwrap().to_owned());
    assert_eq!(names.collect::<Vec<_>>(), FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    let mut entries =
        std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    entries.sort();
    entries
}

/// S25, where the case leaves it to the catalog.
fn is_about_star(action: &str) -> Option<bool> {
    let Some(action) = Catalog::embedded().action(action).filter(Action::is_wildcard_only) else {
        return Some(false);
    };
    matches!(action.evaluated(), Evaluated::Star(_)).then_some(true)
}

#[test]
fn every_case_passes_on_both_voices() {
    let records = cases().iter().map(|case| runner::run(case, is_about_star).unwrap()).collect::<Vec<_>>();
    let failed = records.iter().filter(|record| !record.passed).collect::<Vec<_>>();
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(900 < records.len());
    // The naive evaluator tries values, and a few cases are about what no trying shows.
    let n_alone = records.iter().filter(|record| record.by_engine_alone).count();
    assert!(n_alone <= 12, "{n_alone} cases are decided by the engine alone");
}

#[test]
fn ids_are_unique() {
    let cases = cases();
    let ids = cases.iter().map(|case| &case.id).collect::<BTreeSet<_>>();
    assert_eq!(ids.len(), cases.len());
}

/// How many cases a rule has at least.
const CASES_PER_RULE: usize = 3;

#[test]
fn every_rule_is_shown_from_both_sides() {
    let cases = cases();
    let tests = include_str!("rejected.rs");
    for rule in (1..=77).chain([84]).map(|number| format!("S{number}")) {
        let shown = cases.iter().filter(|case| case.source.split(' ').next() == Some(&rule));
        let test = SHOWN_BY_TESTS.iter().find(|(id, _)| *id == rule);
        let has_test = test.is_some_and(|(_, name)| tests.contains(&format!("fn {name}()")));
        if has_test || WITHOUT_CASE.contains(&&*rule) {
            assert_eq!(shown.count(), 0, "{rule} has cases: it is no exception any more");
            continue;
        }
        let decisions = shown.map(|case| match &case.expect {
            Expect::Answer(answer) => Some(answer.decision),
            Expect::Error { .. } => None,
        });
        let decisions = decisions.collect::<Vec<_>>();
        assert!(CASES_PER_RULE <= decisions.len(), "{rule}: {} cases", decisions.len());
        let is_allowed = |decision: &Option<ExpectedDecision>| *decision == Some(ExpectedDecision::Allowed);
        let has_both = decisions.iter().any(is_allowed) && !decisions.iter().all(is_allowed);
        assert!(has_both, "{rule}: no pair of an allowed and another case");
    }
}

#[test]
fn a_differing_case_names_both_voices() {
    let text = r#"{"id": "x", "source": "S55", "confidence": "doc",
        "request": {"principal": "arn:aws:iam::111122223333:user/alice", "action": "s3:GetObject", "resource": "*"}, "policies": {},
        "expect": {"decision": "allowed", "decidedBy": [{"policy": "p", "statement": 0}], "missingKeys": ["a:b"]}}"#;
    let record = runner::run(&case::read(text).unwrap()[0], |_| Some(false)).unwrap();
    assert!(!record.passed);
    let of_naive = [
        r#"naive: decision is "implicitDeny", expected "allowed""#,
        r#"naive: decidedBy is [], expected [{"policy":"p","statement":0}]"#,
        r#"naive: missingKeys is [], expected ["a:b"]"#,
    ];
    assert_eq!(record.differences[..3], of_naive);
    assert_eq!(record.differences[3], of_naive[0].replace("naive", "engine"));
}
