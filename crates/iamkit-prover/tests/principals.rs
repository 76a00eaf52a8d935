//! Policies that say for whom they are: resource policies, trust policies, and the checks on them.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "integration test")]

use iamkit_catalog::Catalog;
use iamkit_engine::{AwsIdentity, CompiledPolicies, Layer, Layers, Principal, Request};
use iamkit_policy::PolicyDocument;
use iamkit_prover::{
    Access, Check, Limits, PolicyKind, Reason, Relation, Side, SubsetMatrix, Universe, Unknown,
    check_access_not_granted, check_no_new_access, check_no_public_access, compare, differences, summarize,
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
fn the_account_that_calls_kms_is_the_principals_and_comes_with_requests_to_kms_alone() {
    let on = |action: &str, resource: &str, condition: &Json| json!({"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": action, "Resource": resource, "Condition": condition});
    let reads = |condition: &Json| on("s3:GetObject", "arn:aws:s3:::b/*", condition);
    let is_absent = |is_absent: bool| json!({"Null": {"kms:CallerAccount": is_absent}});
    assert_eq!(relation(&reads(&is_absent(true)), &reads(&json!({}))), Relation::Equal);
    assert_eq!(relation(&reads(&is_absent(true)), &json!([])), Relation::Broader);
    assert_eq!(relation(&reads(&is_absent(false)), &json!([])), Relation::Equal);
    let grants = |condition: &Json| on("kms:CreateGrant", "arn:aws:kms:*:*:key/*", condition);
    assert_eq!(relation(&grants(&is_absent(true)), &grants(&json!({}))), Relation::Narrower);
    let by = |caller: &str| json!({"StringEquals": {"kms:CallerAccount": caller, "aws:PrincipalAccount": "111122223333"}});
    assert_eq!(relation(&grants(&by("111122223333")), &json!([])), Relation::Broader);
    assert_eq!(relation(&grants(&by("444455556666")), &json!([])), Relation::Equal);
}

#[test]
fn a_session_is_one_of_a_role_whose_path_conditions_can_tell() {
    // An entry names the session whatever the path of its role (S45, S48).
    let named = json!({"AWS": "arn:aws:sts::111122223333:assumed-role/Deploy/ci"});
    let by_arn = |operator: &str, path: &str| {
        let arn = format!("arn:aws:iam::111122223333:role/{path}*");
        under(&named, &json!({operator: {"aws:PrincipalArn": arn}}))
    };
    let all = to(&named);
    for path in ["", "ops/", "Deploy"] {
        assert_eq!(relation(&by_arn("ArnLike", path), &all), narrower_unless(path.is_empty()));
        let split = json!([by_arn("ArnLike", path), by_arn("ArnNotLike", path)]);
        assert_eq!(relation(&split, &all), Relation::Equal);
    }
    let other = json!({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/ops/Deployer"}});
    assert_eq!(relation(&under(&named, &other), &json!([])), Relation::Equal);
}

fn narrower_unless(is_equal: bool) -> Relation {
    if is_equal { Relation::Equal } else { Relation::Narrower }
}

#[test]
fn a_canonical_user_leaves_to_its_own_account_nothing_that_it_lacks() {
    // S47: in its own account a grant to an account gives nothing beside other policies, whichever account it is.
    let canonical =
        json!({"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"});
    let between = |caller: &str, owner: &str| {
        under(
            &canonical,
            &json!({"StringEquals": {"aws:PrincipalAccount": caller, "aws:ResourceAccount": owner}}),
        )
    };
    let nothing = json!([]);
    assert_eq!(relation(&between("999988887777", "999988887777"), &nothing), Relation::Equal);
    assert_eq!(relation(&between("999988887777", "111122223333"), &nothing), Relation::Broader);
}

#[test]
fn a_grant_to_a_principal_of_an_account_is_more_than_one_to_the_account_of_whatever_kind() {
    // S47: what is left to an account needs policies of the principal.
    let documents = |action: &str, resource: &Json| {
        ["222222222222", "arn:aws:iam::222222222222:role/MyRole"].map(|principal| {
            let mut statement = json!({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action});
            if !resource.is_null() {
                statement["Resource"] = resource.clone();
            }
            document(&statement)
        })
    };
    for (kind, action, resource) in [
        (PolicyKind::Trust, "sts:AssumeRole", Json::Null),
        (PolicyKind::Key, "kms:Decrypt", json!("*")),
        (PolicyKind::Resource, "sqs:SendMessage", json!("*")),
    ] {
        let [account, role] =
            documents(action, &resource).map(|document| Access::policy(&document, kind).unwrap());
        let found = differences(&account, &role, &Universe::real(), &Limits::default());
        assert_eq!(found.comparison.unknown, [], "{kind:?}");
        assert_eq!(found.comparison.relation, Relation::Incomparable, "{kind:?}");
        let by_role = found.list.iter().find(|difference| difference.allowed_by == Side::B).unwrap();
        assert!(!by_role.witness.allowed_otherwise, "{kind:?}");
        let in_arn = by_role.witness.resource.split(':').nth(4).filter(|account| !account.is_empty());
        let owner = by_role.witness.resource_account.as_deref().or(in_arn);
        assert_eq!(owner, Some("222222222222"), "{kind:?}");
    }
}

#[test]
fn a_root_user_is_granted_nothing_of_its_own_account() {
    // S70: it has all of it, whatever policies but Denies say.
    let on_own = |principal: &Json| {
        json!({"Effect": "Allow", "Principal": principal, "Action": "sqs:*",
            "Resource": "arn:aws:sqs:*:111122223333:*"})
    };
    let root = "arn:aws:iam::111122223333:root";
    let others = json!({"Effect": "Deny", "NotPrincipal": {"AWS": root}, "Action": "*", "Resource": "*"});
    assert_eq!(relation(&json!([on_own(&json!("*")), others]), &json!([others])), Relation::Equal);
    let mut by_arn = on_own(&json!("*"));
    by_arn["Condition"] = json!({"ArnEquals": {"aws:PrincipalArn": root}});
    assert_eq!(relation(&by_arn, &json!([])), Relation::Equal);
    by_arn["Resource"] = json!("arn:aws:sqs:*:444455556666:*");
    assert_eq!(relation(&by_arn, &json!([])), Relation::Broader);
}

#[test]
fn a_deny_takes_what_callers_have_by_their_own_policies() {
    // S56: in the own account those are enough, whomever else the policy lets in; S70: the root user needs none.
    let on = |resource: &str, effect: &str, arn: &str| {
        json!({"Effect": effect, "Principal": {"AWS": arn}, "Action": ["s3:GetObject", "sqs:SendMessage"],
            "Resource": resource})
    };
    let (alice, root) = ("arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:root");
    let own = ["arn:aws:s3:::b/*", "arn:aws:sqs:*:111122223333:*", "*"];
    for (resource, caller) in own.iter().flat_map(|resource| [(*resource, alice), (*resource, root)]) {
        for others in [json!([]), json!([on(resource, "Allow", "444455556666")])] {
            let mut denied = others.as_array().unwrap().clone();
            denied.push(on(resource, "Deny", caller));
            let denied = Json::Array(denied);
            assert_eq!(relation(&denied, &others), Relation::Narrower, "{denied}");
            assert_eq!(relation(&denied, &denied), Relation::Equal);
            let sides = [bucket(&denied), bucket(&others)];
            let matrix = SubsetMatrix::new(&sides.each_ref(), Catalog::embedded(), &Limits::default());
            assert_eq!((matrix.is_within(0, 1), matrix.is_within(1, 0)), (Some(true), Some(false)));
            let found = differences(&sides[0], &sides[1], &Universe::real(), &Limits::default());
            let witness = &found.list[0].witness;
            assert!(witness.allowed_otherwise, "{witness}");
            assert_eq!(witness.principal.as_aws().unwrap().account(), "111122223333");
        }
    }
    // Nobody of the account owns it.
    let elsewhere = on("arn:aws:sqs:*:444455556666:*", "Deny", alice);
    assert_eq!(relation(&elsewhere, &json!([])), Relation::Equal);
}

#[test]
fn what_a_name_is_as_a_number_is_open_where_no_principal_shows_it() {
    let numbers = json!({"NumericEquals": {"aws:username": "7"},
        "StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/ops/*"}});
    let comparison = compare(
        &bucket(&under(&json!("*"), &numbers)),
        &bucket(&json!([])),
        &Universe::real(),
        &Limits::default(),
    );
    // There are such users, named `7`, `07` or `7.0`.
    assert!(matches!(comparison.relation, Relation::Broader | Relation::Unknown), "{comparison:?}");
}

#[test]
fn a_key_policy_by_itself_says_nothing_of_aliases() {
    // S72: who may delete an alias is said by identity policies, and by the key's policy for the key.
    let all = json!({"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"});
    let key = Access::policy(&document(&all), PolicyKind::Key).unwrap();
    let granted = |resources: &[&str]| {
        check_access_not_granted(&key, &["kms:DeleteAlias"], resources, &Universe::real(), &Limits::default())
    };
    let alias = "arn:aws:kms:us-east-1:111122223333:alias/app";
    assert!(matches!(granted(&[alias]), Ok(Check::Pass(_))), "{:?}", granted(&[alias]));
    let on_key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    assert!(matches!(granted(&[on_key]), Ok(Check::Fail(_))), "{:?}", granted(&[on_key]));
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
        let everything = compiled_identity(r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#);
        for principal in [
            "*", "lambda.amazonaws.com", "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/alice",
            "arn:aws:iam::111122223333:role/ops/Deploy", "arn:aws:sts::111122223333:assumed-role/Deploy/ci",
            "arn:aws:sts::111122223333:federated-user/bob", "arn:aws:iam::444455556666:user/eve",
        ] {
            let principal: Principal = principal.parse().unwrap();
            for action in ["s3:GetObject", "kms:Decrypt", "sqs:SendMessage"] {
                let request = Request::new(&principal, action, "arn:aws:s3:::bucket/key").unwrap();
                let at_home = |policy| is_allowed_at_home(&request, policy, &everything);
                for (by_a, by_b) in
                    [(one.is_allowed(&request), two.is_allowed(&request)), (at_home(&one), at_home(&two))]
                {
                    match comparison.relation {
                        Relation::Equal => prop_assert_eq!(by_a, by_b),
                        Relation::Narrower => prop_assert!(!by_a || by_b),
                        Relation::Broader => prop_assert!(by_a || !by_b),
                        Relation::Incomparable => {}
                        Relation::Unknown => {
                            prop_assert!(is_about_variables(&comparison.unknown), "{:?}", comparison.unknown);
                        }
                    }
                }
            }
        }
        let found = differences(&first, &second, &Universe::strings(), &Limits::default());
        prop_assert!(is_about_variables(&found.comparison.unknown), "{:?}", found.comparison.unknown);
    }
}

fn compiled_identity(text: &str) -> CompiledPolicies {
    CompiledPolicies::compile(PolicyKind::Identity, [("all", &text.parse().unwrap())]).unwrap()
}

/// Whether the resource's policy leaves the caller what it has in its own account by policies that allow everything.
fn is_allowed_at_home(request: &Request<'_>, policy: &CompiledPolicies, own: &CompiledPolicies) -> bool {
    let Some(caller) = request.principal().as_aws() else { return false };
    let layers = Layers::new().without(Layer::Session).resource(policy);
    let layers = if caller.identity() == AwsIdentity::Root { layers } else { layers.identity(own) };
    layers.is_allowed(&request.with_resource_account(caller.account())).unwrap()
}

/// Whether nothing is unknown but what hangs on the value of a policy variable.
fn is_about_variables(unknown: &[Unknown]) -> bool {
    unknown.iter().all(|unknown| matches!(unknown.reason, Reason::PolicyVariable { .. }))
}
