//! Unknown keys at their worst: operators of every family ask for one key, and keys are compared with each other and
//! with themselves. What is definite has to stay so whatever the keys turn out to be; what can't be decided has to be
//! told, and is not to be told where keys are asked for in one way.
//!
//! `PROPTEST_CASES` makes it run longer.

#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_engine::{CompiledPolicies, Context, ContextValue, Decision, PolicyKind, Principal, Request};
use iamkit_policy::PolicyDocument;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};

const KEYS: [&str; 3] = ["a:x", "a:y", "a:z"];

/// Texts that are one thing to one operator and another to the next.
const TEXTS: &[&str] = &[
    "7",
    "07",
    "7.0",
    "+7",
    "-7",
    "7seven7",
    "70",
    "1577836800",
    "2020",
    "2020-01-01",
    "2020-01-01T00:00:00Z",
    "true",
    "TRUE",
    "false",
    "tr7e",
    "10.0.0.1",
    "10.7",
    "10.0.0.7",
    "2001:db8::7",
    "aGk=",
    "AA==",
    "7777",
    "arn:aws:s3:::b",
    "arn:aws:s3:::7",
    "arn:aws:s3:::b:7",
    "arn:x:s3:::b7",
    "arn",
    "",
    "seven",
    "SEVEN",
    "seven7",
    "x",
    "xx",
    "x7x",
];

const PATTERNS: &[&str] = &[
    "7",
    "7*",
    "*7*",
    "?",
    "true",
    "tr*",
    "*e",
    "10.*",
    "10.0.0.0/24",
    "2020*",
    "2020-01-01",
    "arn:aws:s3:::b",
    "arn:aws:s3:::*",
    "arn:*:s3:::b*",
    "*",
    "seven",
    "x",
    "x*",
    "aGk=",
    "",
];

const VARIABLES: &[&str] = &[
    "${a:x}",
    "${a:y}",
    "${a:z}",
    "*${a:x}*",
    "*${a:y}*",
    "${a:z}*",
    "x${a:y}",
    "${a:x}${a:y}",
    "${a:y, '7'}",
    "arn:aws:s3:::${a:z}",
    "${a:x}7",
];

const OPERATORS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "NumericEquals",
    "NumericLessThan",
    "DateEquals",
    "DateGreaterThan",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnLike",
    "ArnNotEquals",
    "StringLikeIfExists",
    "NumericGreaterThanEqualsIfExists",
    "Null",
];

fn test() -> impl Strategy<Value = (String, Json)> {
    let value = prop_oneof![3 => select(PATTERNS), 2 => select(VARIABLES), 1 => select(TEXTS)];
    let prefix = select(vec!["", "", "", "", "", "", "ForAnyValue:", "ForAllValues:"]);
    (prefix, select(OPERATORS), select(&KEYS[..]), vec(value, 1..3)).prop_map(
        |(prefix, operator, key, values)| match operator {
            "Null" => ("Null".to_owned(), json!({ key: values.len() == 1 })),
            _ => (format!("{prefix}{operator}"), json!({ key: values })),
        },
    )
}

fn statement() -> impl Strategy<Value = Json> {
    let resource =
        select(vec!["*", "*", "*", "arn:aws:s3:::b/*", "arn:aws:s3:::${a:x}/*", "arn:aws:s3:::b/*${a:y}*"]);
    (select(vec!["Allow", "Allow", "Deny"]), resource, vec(test(), 1..4)).prop_map(
        |(effect, resource, tests)| {
            let block = tests.into_iter().collect::<serde_json::Map<_, _>>();
            json!({"Effect": effect, "Action": "*", "Resource": resource, "Condition": block})
        },
    )
}

fn document() -> impl Strategy<Value = PolicyDocument> {
    let always = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    (vec(statement(), 1..4), prop::bool::weighted(0.3)).prop_filter_map(
        "is no policy",
        move |(mut list, has_always)| {
            list.extend(has_always.then(|| always.clone()));
            json!({"Version": "2012-10-17", "Statement": list}).to_string().parse().ok()
        },
    )
}

/// A value that a key may turn out to have, or its absence.
fn value() -> impl Strategy<Value = Option<ContextValue<'static>>> {
    prop_oneof![
        1 => Just(None),
        8 => select(TEXTS).prop_map(|text| Some(ContextValue::from(text))),
    ]
}

struct Asked {
    policies: CompiledPolicies,
    principal: Principal,
}

impl Asked {
    fn new(document: &PolicyDocument) -> Self {
        Self {
            policies: CompiledPolicies::compile(PolicyKind::Identity, [("p", document)]).unwrap(),
            principal: "arn:aws:iam::111122223333:user/alice".parse().unwrap(),
        }
    }

    fn with<T>(&self, values: &[Option<ContextValue<'static>>], ask: impl FnOnce(&Request<'_>) -> T) -> T {
        let mut context = Context::default();
        for (key, value) in KEYS.iter().zip(values) {
            if let Some(value) = value {
                context.insert(*key, value.clone()).unwrap();
            }
        }
        ask(&Request::new(&self.principal, "s3:GetObject", "arn:aws:s3:::b/k7")
            .unwrap()
            .with_context(&context))
    }

    fn decision(&self, values: &[Option<ContextValue<'static>>]) -> Decision {
        self.with(values, |request| self.policies.evaluate(request).unwrap().decision())
    }
}

/// What is said of all three keys: the decision, the keys that matter, and those that are undecided.
fn answer(asked: &Asked) -> Option<(Decision, Vec<String>, Vec<String>)> {
    asked.with(&KEYS.map(|_| Some(ContextValue::Unknown)), |request| {
        let answer = asked.policies.evaluate(request).ok()?;
        let listed = answer.depends_on().iter().map(|dependency| dependency.key().to_owned()).collect();
        Some((answer.decision(), listed, answer.undecided_keys().to_vec()))
    })
}

proptest! {
    // A situation is decided hundreds of times.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_definite_stays_so_and_what_is_not_named_changes_nothing(
        document in document(), values in vec([value(), value(), value()], 60)
    ) {
        let asked = Asked::new(&document);
        let Some((decision, listed, undecided)) = answer(&asked) else { return Ok(()) };
        prop_assert_eq!(decision == Decision::Depends, !(listed.is_empty() && undecided.is_empty()));
        for values in &values {
            let learnt = asked.decision(values);
            prop_assert!(decision == Decision::Depends || learnt == decision, "{learnt} with {values:?}");
            for (at, key) in KEYS.iter().enumerate() {
                let is_named = listed.iter().chain(&undecided).any(|name| name == key);
                let mut others = values.clone();
                for (value, _) in TEXTS.iter().zip(0..12).filter(|_| !is_named) {
                    others[at] = Some(ContextValue::from(*value));
                    prop_assert_eq!(asked.decision(&others), learnt, "{} isn't named; {:?}", key, others);
                }
            }
        }
    }
}

#[test]
fn few_entangled_keys_are_undecided() {
    let mut runner = TestRunner::deterministic();
    let (mut n_answers, mut n_definite, mut n_undecided) = (0, 0, 0);
    for _ in 0..500 {
        let document = document().new_tree(&mut runner).unwrap().current();
        let Some((decision, _, undecided)) = answer(&Asked::new(&document)) else { continue };
        n_answers += 1;
        n_definite += usize::from(decision != Decision::Depends);
        n_undecided += usize::from(!undecided.is_empty());
    }
    println!("of {n_answers} answers {n_definite} are definite, {n_undecided} have undecided keys");
    assert!(470 < n_answers && 90 < n_definite, "{n_definite} of {n_answers} are definite");
    assert!(n_undecided < 240, "{n_undecided} of {n_answers} have undecided keys");
}
