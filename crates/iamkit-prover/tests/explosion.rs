//! Policies made to explode come back soon: decided, or unknown with the bound that they went beyond.
#![expect(clippy::unwrap_used, reason = "integration test")]

use std::time::{Duration, Instant};

use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, Comparison, Limits, Reason, Relation, Universe, compare};
use serde_json::{Value as Json, json};

/// Far more than the second that the slowest takes without optimisation, for any busy machine; an explosion takes years.
const SOON: Duration = Duration::from_mins(2);

fn access(statements: &Json) -> Access {
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    Access::identity(&document.to_string().parse::<PolicyDocument>().unwrap()).unwrap()
}

fn compared(a: &Json, b: &Json, universe: Universe<'_>) -> Comparison {
    let start = Instant::now();
    let comparison = compare(&access(a), &access(b), &universe, &Limits::default());
    let took = start.elapsed();
    assert!(took < SOON, "{took:?}");
    for unknown in &comparison.unknown {
        assert!(matches!(unknown.reason, Reason::Limit(_)), "{unknown}");
    }
    comparison
}

fn allow(resources: &[String]) -> Json {
    json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": resources})
}

fn overlapping(count: usize) -> Vec<String> {
    let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".chars();
    letters.take(count).map(|letter| format!("*{letter}{letter}*")).collect()
}

#[test]
fn thirty_overlapping_globs_that_are_the_same_are_equal() {
    let (globs, mut turned) = (overlapping(30), overlapping(30));
    turned.reverse();
    for universe in [Universe::strings(), Universe::real()] {
        let one_by_one = turned.iter().map(|glob| allow(std::slice::from_ref(glob))).collect::<Json>();
        assert_eq!(compared(&allow(&globs), &one_by_one, universe).relation, Relation::Equal);
    }
}

#[test]
fn one_of_thirty_overlapping_globs_less_is_narrower() {
    let globs = overlapping(30);
    for universe in [Universe::strings(), Universe::real()] {
        let comparison = compared(&allow(&globs[1..]), &allow(&globs), universe);
        assert_eq!(comparison.relation, Relation::Narrower);
    }
}

#[test]
fn thirty_globs_and_their_pairs_come_back() {
    let globs = overlapping(30);
    let pairs = globs.windows(2).map(<[String]>::concat).collect::<Vec<_>>();
    for universe in [Universe::strings(), Universe::real()] {
        compared(&allow(&pairs), &allow(&globs), universe);
        let denied = json!([allow(&globs), {"Effect": "Deny", "Action": "s3:*", "Resource": pairs}]);
        compared(&denied, &allow(&globs), universe);
    }
}

#[test]
fn twenty_keys_with_twenty_values_each_come_back() {
    let values = |key: usize, from: usize| {
        (from..from + 20).map(|value| format!("k{key}v{value}")).collect::<Vec<_>>()
    };
    let keys = |from: usize, operator: &str| {
        let keys = (0..20).map(|key| (format!("aws:RequestTag/k{key}"), json!(values(key, from))));
        json!({ operator: Json::Object(keys.collect()) })
    };
    for operator in ["StringEquals", "StringLike", "ForAnyValue:StringEquals", "ForAllValues:StringNotLike"] {
        let statement = |from| json!({"Effect": "Allow", "Action": "ec2:*", "Resource": "*", "Condition": keys(from, operator)});
        for universe in [Universe::strings(), Universe::real()] {
            let same = compared(&statement(0), &statement(0), universe);
            assert_eq!(same.relation, Relation::Equal);
            let other = compared(&statement(0), &statement(1), universe);
            assert_eq!(other.relation, Relation::Incomparable);
        }
    }
}

#[test]
fn many_statements_on_one_key_come_back() {
    let statement = |value: usize| {
        json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*",
            "Condition": {"ForAnyValue:StringLike": {"aws:TagKeys": [format!("*{value}*"), format!("x{value}")]}}})
    };
    let statements = |range: std::ops::Range<usize>| range.map(statement).collect::<Json>();
    for universe in [Universe::strings(), Universe::real()] {
        compared(&statements(0..20), &statements(1..21), universe);
    }
}

#[test]
fn the_same_question_has_the_same_answer() {
    let (a, b) = (allow(&overlapping(12)), allow(&overlapping(13)[1..]));
    let first = compared(&a, &b, Universe::strings());
    for _ in 0..3 {
        assert_eq!(compared(&a, &b, Universe::strings()), first);
    }
}
