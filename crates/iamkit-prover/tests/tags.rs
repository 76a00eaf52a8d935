//! Keys with one value by nature – tags, and others of the table of global keys – and requests that give them lists.
//!
//! Among strings a request may have a list under any key that doesn't follow from the principal, and verdicts hold for it;
//! in the universe *real* it may not, and what lists alone tell apart is equal there.

#![expect(clippy::unwrap_used, reason = "integration test")]

mod naively;

use iamkit_conformance::case::{CaseContext, CasePrincipal, CaseRequest, CaseResource, CaseValue};
use iamkit_conformance::engine;
use iamkit_policy::PolicyDocument;
use iamkit_prover::{Access, Inclusion, Limits, Relation, Universe, compare, is_subset};
use naively::{allows, request, situation};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

const KEYS: [&str; 5] = [
    "aws:PrincipalTag/team",
    "aws:ResourceTag/team",
    "aws:RequestTag/team",
    "aws:SourceVpce",
    "aws:SourceIdentity",
];

/// Actions whose requests carry tags of what is asked for and of what is made.
const ACTION: &str = "ec2:CreateVolume";

fn policy(effect: &str, operator: &str, key: &str, value: &str) -> PolicyDocument {
    let all = json!({"Effect": "Allow", "Action": ACTION, "Resource": "*"});
    let asked =
        json!({"Effect": effect, "Action": ACTION, "Resource": "*", "Condition": {operator: {key: value}}});
    let statements = if effect == "Deny" { json!([all, asked]) } else { json!([asked]) };
    json!({"Version": "2012-10-17", "Statement": statements}).to_string().parse().unwrap()
}

fn asking(key: &str, value: CaseValue) -> CaseRequest {
    let arn = "arn:aws:ec2:us-east-1:111122223333:volume/v".to_owned();
    CaseRequest {
        principal: CasePrincipal::Text("arn:aws:iam::111122223333:user/alice".into()),
        action: ACTION.into(),
        resources: vec![CaseResource { arn, account: None, context: CaseContext::default() }],
        context: CaseContext(vec![(key.into(), value)]),
        unknown: Vec::new(),
        management_account: None,
        restrict_public_buckets: false,
        wildcard_only: Some(false),
    }
}

/// What each side allows by both voices, which have to agree.
fn allowed(asked: &CaseRequest, documents: [&PolicyDocument; 2]) -> [bool; 2] {
    documents.map(|document| {
        let by_naive = allows(asked.clone(), document);
        assert_eq!(
            engine::is_allowed(&situation(asked.clone(), document)),
            Ok(by_naive),
            "{asked:?} {document}"
        );
        by_naive
    })
}

fn permits(relation: Relation, [a, b]: [bool; 2]) -> bool {
    match relation {
        Relation::Equal => a == b,
        Relation::Narrower => !a || b,
        Relation::Broader => a || !b,
        _ => true,
    }
}

#[test]
fn what_lists_alone_tell_apart_is_equal_where_there_are_none() {
    for key in KEYS {
        let (plain, any) = ("StringEquals", "ForAnyValue:StringEquals");
        let documents = [policy("Allow", plain, key, "blue"), policy("Allow", any, key, "blue")];
        let [a, b] = documents.each_ref().map(|document| Access::identity(document).unwrap());
        let real = compare(&a, &b, &Universe::real(), &Limits::default());
        assert_eq!(real.relation, Relation::Equal, "{key}");
        let strings = compare(&a, &b, &Universe::strings(), &Limits::default());
        assert_eq!(strings.relation, Relation::Narrower, "{key}");
        let found = is_subset(&b, &a, &Universe::strings(), &Limits::default());
        let Inclusion::Fails(witness) = found else { panic!("{key}: {found:?}") };
        assert_eq!(allowed(&request(&witness), documents.each_ref()), [false, true], "{key}: {witness}");
    }
}

fn operator() -> impl Strategy<Value = String> {
    let kinds =
        vec!["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"];
    let prefix = select(vec!["", "", "ForAnyValue:", "ForAllValues:"]);
    (prefix, select(kinds), select(vec!["", "IfExists"]))
        .prop_map(|(prefix, kind, suffix)| format!("{prefix}{kind}{suffix}"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn verdicts_hold_for_lists_under_keys_with_one_value(
        key in select(KEYS.to_vec()),
        sides in vec((select(vec!["Allow", "Deny"]), operator(), select(vec!["blue", "b*", "*", "", "${aws:username}"])), 2),
        values in vec(vec(select(vec!["blue", "BLUE", "b", "alice", ""]), 0..3), 8),
    ) {
        let documents = [&sides[0], &sides[1]].map(|(effect, operator, value)| policy(effect, operator, key, value));
        let [a, b] = documents.each_ref().map(|document| Access::identity(document).unwrap());
        let strings = compare(&a, &b, &Universe::strings(), &Limits::default()).relation;
        let real = compare(&a, &b, &Universe::real(), &Limits::default()).relation;
        for texts in values {
            let texts = texts.into_iter().map(str::to_owned).collect::<Vec<_>>();
            let one = texts.first().cloned().map(CaseValue::One);
            for value in one.into_iter().chain([CaseValue::Many(texts)]) {
                let is_one = matches!(value, CaseValue::One(_));
                let decided = allowed(&asking(key, value.clone()), documents.each_ref());
                prop_assert!(permits(strings, decided), "{strings:?}: {value:?} {decided:?}");
                // A VPC endpoint has an identifier, and an empty value is none.
                let is_real = is_one && key.contains("Tag/") && value != CaseValue::One(String::new());
                prop_assert!(!is_real || permits(real, decided), "{real:?}: {value:?} {decided:?}");
            }
        }
    }
}
