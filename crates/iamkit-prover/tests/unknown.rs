//! How much is left open on generated policies, where it is measured: next to nothing.
//!
//! `IAMKIT_CASES` sets how many pairs are compared; 40000 are what the book tells of.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "integration test")]

mod dense;

use std::collections::BTreeMap;

use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, Limits, Reason, Universe, compare};
use iamkit_testkit::generate;
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::Value as Json;

/// Of so many verdicts one may be open.
const ONE_OPEN_IN: usize = 200;

/// What is open, by the kind of reason.
fn open(documents: impl Strategy<Value = Json>) -> (usize, BTreeMap<&'static str, usize>) {
    let count = std::env::var("IAMKIT_CASES").map_or(300, |text| text.parse().unwrap());
    let mut runner = TestRunner::deterministic();
    let mut next = || {
        loop {
            let json = documents.new_tree(&mut runner).unwrap().current();
            if let Ok(document) = json.to_string().parse::<PolicyDocument>() {
                return Access::identity(&document).unwrap();
            }
        }
    };
    let mut open = BTreeMap::new();
    for _ in 0..count {
        let comparison = compare(&next(), &next(), &Universe::strings(), &Limits::default());
        if let Some(unknown) = comparison.unknown.first() {
            let kind = match unknown.reason {
                Reason::Limit(_) => "limit",
                Reason::PolicyVariable { .. } => "variable",
                Reason::MixedOperators { .. } => "operators",
                _ => "other",
            };
            *open.entry(kind).or_default() += 1;
        }
    }
    println!("{count} pairs, open: {open:?}");
    (count, open)
}

#[test]
fn next_to_no_verdict_on_generated_policies_is_open() {
    let (count, open) = open(generate::document());
    assert!(open.values().sum::<usize>() * ONE_OPEN_IN <= count, "{open:?}");
}

#[test]
fn next_to_no_verdict_on_policies_about_few_keys_is_open() {
    let (count, open) = open(dense::document());
    assert!(open.values().sum::<usize>() * ONE_OPEN_IN <= count, "{open:?}");
}
