//! Policies that say for whom they are: resource policies, trust policies, and the checks on them.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "integration test")]

use iamkit_engine::{CompiledPolicies, Principal, Request};
use iamkit_policy::PolicyDocument;
use iamkit_prover::{
    Access, Check, Limits, PolicyKind, Reason, Relation, Universe, Unknown, check_access_not_granted,
    check_no_new_access, check_no_public_access, compare, differences, summarize,
};
use iamkit_testkit::generate;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn document(statements: &Json) -> PolicyDocument {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string().parse().unwrap()
}

fn bucket(statements: &Json) -> Access {
    Access::policy(&document(statements), PolicyKind::Resource).unwrap()
}

fn to(principal: &Json) -> Json {
    json!({"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"})
}

fn under(principal: &Json, condition: &Json) -> Json {
    let mut statement = to(principal);
    statement["Condition"] = condition.clone();
    statement
}

fn relation(a: &Json, b: &Json) -> Relation {
    let comparison = compare(&bucket(a), &bucket(b), &Universe::real(), &Limits::default());
    assert_eq!(comparison.unknown, []);
    comparison.relation
}

#[test]
fn principals_are_ordered_by_whom_they_name() {
    let everyone = to(&json!("*"));
    let account = to(&json!({"AWS": "111122223333"}));
    let root = to(&json!({"AWS": "arn:aws:iam::111122223333:root"}));
    let user = to(&json!({"AWS": "arn:aws:iam::111122223333:user/alice"}));
    let role = to(&json!({"AWS": "arn:aws:iam::111122223333:role/path/Deploy"}));
    let session = to(&json!({"AWS": "arn:aws:sts::111122223333:assumed-role/Deploy/ci"}));
    let service = to(&json!({"Service": "lambda.amazonaws.com"}));
    // What is granted to a principal of an account needs no policy of its own, what is left to the account does (S47).
    assert_eq!(relation(&user, &account), Relation::Incomparable);
    assert_eq!(relation(&role, &account), Relation::Incomparable);
    assert_eq!(relation(&account, &everyone), Relation::Narrower);
    assert_eq!(relation(&session, &role), Relation::Narrower);
    assert_eq!(relation(&service, &account), Relation::Incomparable);
    assert_eq!(relation(&service, &everyone), Relation::Narrower);
    // An account lives in one partition, so its number and its root user's ARN name the same (S47).
    assert_eq!(relation(&root, &account), Relation::Equal);
    assert_eq!(relation(&everyone, &to(&json!({"AWS": "*"}))), Relation::Equal);
}

#[test]
fn keys_of_the_principal_are_its_own() {
    let account = to(&json!({"AWS": "111122223333"}));
    let by_key =
        under(&json!({"AWS": "*"}), &json!({"StringEquals": {"aws:PrincipalAccount": "111122223333"}}));
    // Both name the same principals, but an account hands on what everyone in it is granted by the other.
    assert_eq!(relation(&account, &by_key), Relation::Narrower);
    let alice = "arn:aws:iam::111122223333:user/alice";
    let by_arn = under(&json!("*"), &json!({"ArnEquals": {"aws:PrincipalArn": alice}}));
    // A user's ARN also names the user's federated sessions, whose `aws:PrincipalArn` is another (S45, S49).
    let named = to(&json!({"AWS": alice}));
    assert_eq!(relation(&named, &by_arn), Relation::Broader);
    let found = differences(&bucket(&named), &bucket(&by_arn), &Universe::real(), &Limits::default());
    assert!(found.list[0].witness.principal.to_string().contains("federated-user"));
    assert_eq!(relation(&by_arn, &by_key), Relation::Narrower);
}

#[test]
fn a_difference_names_the_principals() {
    let (alice, bob) = ("arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/bob");
    let (one, both) = (bucket(&to(&json!({"AWS": alice}))), bucket(&to(&json!({"AWS": [alice, bob]}))));
    let found = differences(&one, &both, &Universe::real(), &Limits::default());
    let [difference] = found.list.as_slice() else { panic!("{:?}", found.list) };
    assert_eq!(difference.witness.principal.to_string(), bob);
    assert_eq!(difference.terms.principals.except, [[format!("AWS:{alice}")]]);
}

#[test]
fn public_access_is_what_strangers_have() {
    let star = json!("*");
    let is_public = |statement: &Json| match check_no_public_access(
        &bucket(statement),
        &Universe::real(),
        &Limits::default(),
    )
    .unwrap()
    {
        Check::Fail(findings) => {
            assert!(!findings[0].statements.is_empty());
            true
        }
        Check::Pass(_) => false,
        Check::Unknown(unknown) => panic!("{unknown:?}"),
    };
    assert!(is_public(&to(&star)));
    assert!(is_public(&under(&star, &json!({"StringLike": {"aws:SourceAccount": "*"}}))));
    assert!(is_public(&under(&star, &json!({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}))));
    assert!(is_public(&under(&star, &json!({"Bool": {"aws:SecureTransport": "true"}}))));
    assert!(!is_public(&to(&json!({"AWS": "111122223333"}))));
    assert!(!is_public(&to(&json!({"Service": "lambda.amazonaws.com"}))));
    for (operator, key, value) in [
        ("StringEquals", "aws:PrincipalOrgID", "o-abc"),
        ("StringEquals", "aws:SourceAccount", "111122223333"),
        ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:111122223333:*"),
        ("StringEquals", "aws:SourceVpce", "vpce-1"),
        ("IpAddress", "aws:SourceIp", "198.51.100.0/24"),
        ("StringEquals", "aws:PrincipalAccount", "111122223333"),
    ] {
        assert!(!is_public(&under(&star, &json!({operator: {key: value}}))), "{key}");
    }
    // A wildcard in the place of an account or organisation names none.
    for (operator, key, value) in [
        ("StringLike", "aws:SourceAccount", "1*"),
        ("StringLike", "aws:PrincipalAccount", "1*"),
        ("StringLike", "aws:PrincipalOrgID", "o-a*"),
        ("StringLike", "aws:SourceVpce", "vpce-1*"),
        ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:topic"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/Deploy"),
        ("StringLike", "aws:PrincipalArn", "arn:aws:iam::*:user/alice"),
        ("StringLike", "aws:userid", "*:alice"),
        ("StringLike", "aws:userid", "A*"),
    ] {
        assert!(is_public(&under(&star, &json!({operator: {key: value}}))), "{key}");
    }
    let one_of = json!(["arn:aws:iam::111122223333:user/*", "arn:aws:iam::*:role/*"]);
    assert!(is_public(&under(&star, &json!({"StringLike": {"aws:PrincipalArn": one_of}}))));
    let accounts = json!(["111122223333", "1*"]);
    assert!(is_public(&under(&star, &json!({"StringLike": {"aws:SourceAccount": accounts}}))));
    for (operator, key, value) in [
        ("StringLike", "aws:SourceArn", "arn:aws:sns:*:111122223333:*"),
        ("StringLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/*"),
        ("ArnEquals", "aws:SourceArn", "arn:aws:s3:::bucket"),
        ("StringEqualsIgnoreCase", "aws:PrincipalOrgID", "O-ABC"),
        ("StringEquals", "aws:userid", "AIDACKCEVSQ6C2EXAMPLE"),
        ("StringLike", "aws:userid", "AROACKCEVSQ6C2EXAMPLE:*"),
    ] {
        assert!(!is_public(&under(&star, &json!({operator: {key: value}}))), "{key}");
    }
    let denied = json!([to(&star), {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]);
    assert!(!is_public(&denied));
}

#[test]
fn a_key_that_everybody_can_use_through_a_service_is_public() {
    let key = |condition: Json| {
        let statement = json!({"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*",
            "Condition": {"StringEquals": condition}});
        let document = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
        let access = Access::policy(&document.parse().unwrap(), PolicyKind::Key).unwrap();
        check_no_public_access(&access, &Universe::real(), &Limits::default()).unwrap()
    };
    let through = "s3.us-east-1.amazonaws.com";
    assert!(matches!(key(json!({"kms:ViaService": through})), Check::Fail(_)));
    let by_own = json!({"kms:ViaService": through, "kms:CallerAccount": "111122223333"});
    assert!(matches!(key(by_own), Check::Pass(_)));
}

#[test]
fn new_access_is_found_with_the_statement_that_gives_it() {
    let reference = bucket(&to(&json!({"AWS": "111122223333"})));
    let candidate =
        bucket(&json!([to(&json!({"AWS": "111122223333"})), to(&json!({"AWS": "444455556666"}))]));
    let limits = Limits::default();
    let check = check_no_new_access(&candidate, &reference, &Universe::real(), &limits);
    assert!(matches!(check, Check::Pass(_)));
    let check = check_no_new_access(&reference, &candidate, &Universe::real(), &limits);
    let Check::Fail(findings) = check else { panic!("{check:?}") };
    assert_eq!(findings[0].statements.iter().map(|place| place.statement).collect::<Vec<_>>(), [1]);
    let granted = check_access_not_granted(&candidate, &["s3:GetObject"], &[], &Universe::real(), &limits);
    assert!(matches!(granted, Ok(Check::Fail(_))));
    let granted = check_access_not_granted(&candidate, &["s3:PutObject"], &[], &Universe::real(), &limits);
    assert!(matches!(granted, Ok(Check::Pass(_))));
}

#[test]
fn a_summary_says_for_whom() {
    let access = bucket(&to(&json!({"AWS": "111122223333"})));
    let summary = summarize(&access, &Universe::real(), &Limits::default());
    let lines = summary.grants.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(lines, ["s3:GetObject for AWS:111122223333 on arn:aws:s3:::b/*"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn verdicts_agree_with_every_principal(a in generate::endpoint(), b in generate::endpoint()) {
        let access = |document| Access::policy(document, PolicyKind::Resource).ok();
        let (Some(first), Some(second)) = (access(&a.document), access(&b.document)) else { return Ok(()) };
        let comparison = compare(&first, &second, &Universe::strings(), &Limits::default());
        let compile = |document| CompiledPolicies::compile(PolicyKind::Resource, [("p", document)]).unwrap();
        let (one, two) = (compile(&a.document), compile(&b.document));
        for principal in [
            "*", "lambda.amazonaws.com", "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/alice",
            "arn:aws:iam::111122223333:role/ops/Deploy", "arn:aws:sts::111122223333:assumed-role/Deploy/ci",
            "arn:aws:sts::111122223333:federated-user/bob", "arn:aws:iam::444455556666:user/eve",
        ] {
            let principal: Principal = principal.parse().unwrap();
            for action in ["s3:GetObject", "kms:Decrypt", "sqs:SendMessage"] {
                let request = Request::new(&principal, action, "arn:aws:s3:::bucket/key").unwrap();
                let (by_a, by_b) = (one.is_allowed(&request), two.is_allowed(&request));
                match comparison.relation {
                    Relation::Equal => prop_assert_eq!(by_a, by_b),
                    Relation::Narrower => prop_assert!(!by_a || by_b),
                    Relation::Broader => prop_assert!(by_a || !by_b),
                    Relation::Incomparable => {}
                    Relation::Unknown => prop_assert!(is_about_variables(&comparison.unknown), "{:?}", comparison.unknown),
                }
            }
        }
        let found = differences(&first, &second, &Universe::strings(), &Limits::default());
        prop_assert!(is_about_variables(&found.comparison.unknown), "{:?}", found.comparison.unknown);
    }
}

/// Whether nothing is unknown but what hangs on the value of a policy variable.
fn is_about_variables(unknown: &[Unknown]) -> bool {
    unknown.iter().all(|unknown| matches!(unknown.reason, Reason::PolicyVariable { .. }))
}
