//! Who can, under which condition, and by which chain of roles.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "integration test")]

use std::cell::Cell;

use iamkit_account::condition::{AccessCondition, StatementTerms};
use iamkit_account::view::{AccessView, AccountPrincipal, Wanted};
use iamkit_engine::CompiledPolicies;
use iamkit_engine::Context;
use iamkit_engine::PolicyKind;
use iamkit_engine::Request;
use iamkit_policy::PolicyDocument;
use iamkit_testkit::accounts::imported::imported;
use iamkit_testkit::accounts::{AccountShape, listing};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

fn view(text: &str) -> AccessView {
    AccessView::new(&imported(text)).expect("is viewed")
}

fn moto() -> AccessView {
    view(include_str!("../../iamkit-testkit/fixtures/accounts/details.json"))
}

fn name(principal: &AccountPrincipal) -> &str {
    principal.arn().rsplit('/').next().unwrap_or_default()
}

/// Who can by itself, with the condition, and who through which roles.
fn who(view: &AccessView, action: &str, resource: &str) -> (Vec<String>, Vec<String>) {
    let who = view.who_can(&Wanted::new(action, resource)).expect("is answered");
    let direct = who.direct.iter().map(|can| format!("{} {}", name(&can.principal), can.condition));
    let chains = who.through_roles.iter().map(|can| {
        let steps = can.chain.iter().map(|step| format!("{} {}", name(&step.role), step.condition));
        format!("{}: {}", name(&can.principal), steps.collect::<Vec<_>>().join(", "))
    });
    (direct.collect(), chains.collect())
}

#[test]
fn chains_of_roles_end_even_in_a_ring() {
    let (direct, chains) =
        who(&moto(), "dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:111122223333:table/t");
    assert_eq!(direct, ["RingB always"]);
    assert_eq!(
        chains,
        [
            "carol: Deploy always, RingA always, RingB always",
            "Deploy: RingA always, RingB always",
            "RingA: RingB always",
        ]
    );
}

#[test]
fn conditions_come_with_the_answer() {
    let (direct, chains) = who(&moto(), "sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:orders");
    assert_eq!(
        direct,
        ["alice always", "bob@example.com unless Bool aws:MultiFactorAuthPresent [false]", "Worker always"]
    );
    assert_eq!(chains, [""; 0]);
    let (direct, _) = who(&moto(), "cloudtrail:LookupEvents", "*");
    assert_eq!(direct, ["bob@example.com when IpAddress aws:SourceIp [192.0.2.0/24]"]);
}

#[test]
fn variables_are_filled_in_for_each_principal() {
    let (direct, _) = who(&moto(), "s3:PutObject", "arn:aws:s3:::artifacts/alice/build");
    assert_eq!(direct, ["alice always"]);
    let (direct, _) = who(&moto(), "s3:PutObject", "arn:aws:s3:::artifacts/bob@example.com/build");
    assert_eq!(direct, ["bob@example.com always"]);
}

/// Four users whose policies say the same, from four places.
fn alike() -> AccessView {
    let document = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": ["sqs:SendMessage", "sts:AssumeRole"], "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "true"}}}});
    let arn = |rest: &str| format!("arn:aws:iam::111122223333:{rest}");
    let id = |last: &str| format!("AIDA0000000000000{last}");
    let user = |name: &str, last: &str| json!({"UserName": name, "UserId": id(last), "Path": "/", "Arn": arn(&format!("user/{name}"))});
    let with = |mut user: serde_json::Value, member: &str, value: serde_json::Value| {
        user[member] = value;
        user
    };
    let attached = json!([{"PolicyName": "Send", "PolicyArn": arn("policy/Send")}]);
    let inline = |name: &str| json!([{"PolicyName": name, "PolicyDocument": document}]);
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}});
    let details = json!({
        "UserDetailList": [
            with(user("attached", "001"), "AttachedManagedPolicies", attached.clone()),
            with(user("inline-a", "002"), "UserPolicyList", inline("A")),
            with(user("inline-b", "003"), "UserPolicyList", inline("B")),
            with(user("member", "004"), "GroupList", json!(["Senders"])),
        ],
        "GroupDetailList": [{"GroupName": "Senders", "GroupId": "AGPA0000000000000001", "Path": "/",
            "Arn": arn("group/Senders"), "AttachedManagedPolicies": attached}],
        "RoleDetailList": [{"RoleName": "Worker", "RoleId": "AROA0000000000000001", "Path": "/",
            "Arn": arn("role/Worker"), "AssumeRolePolicyDocument": trust,
            "RolePolicyList": [{"PolicyName": "R", "PolicyDocument": {"Version": "2012-10-17", "Statement": {
                "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}}]}],
        "Policies": [{"PolicyName": "Send", "PolicyId": "ANPA0000000000000001", "Arn": arn("policy/Send"), "Path": "/",
            "DefaultVersionId": "v1",
            "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "Document": document}]}],
    });
    view(&details.to_string())
}

#[test]
fn a_condition_tells_the_policy_that_the_principal_itself_has() {
    let view = alike();
    let expected = [
        ("attached", "Send", "attached to the user"),
        ("inline-a", "A", "inline in the user"),
        ("inline-b", "B", "inline in the user"),
        ("member", "Send", "attached to group `Senders`"),
    ];
    let source = |principal: &AccountPrincipal, condition: &AccessCondition| {
        let terms = &condition.routes[0].layers[0].any_of[0];
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        (name(principal).to_owned(), text(&terms.policy), text(&terms.path))
    };
    let expected = expected.map(|(name, policy, path)| (name.into(), policy.into(), path.into()));
    let queue = Wanted::new("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:orders");
    let who = view.who_can(&queue).expect("is answered");
    let direct = who.direct.iter().map(|can| source(&can.principal, &can.condition));
    assert_eq!(direct.collect::<Vec<_>>(), expected);
    let who = view.who_can(&Wanted::new("s3:GetObject", "arn:aws:s3:::b/k")).expect("is answered");
    let chains = who.through_roles.iter().map(|can| source(&can.principal, &can.chain[0].condition));
    assert_eq!(chains.collect::<Vec<_>>(), expected);
}

/// Whether what is left of a statement holds, decided by the engine as a policy of its own.
fn terms_hold(
    terms: &StatementTerms,
    principal: &AccountPrincipal,
    context: &Context<'_>,
    resource: &str,
) -> bool {
    let mut conditions = serde_json::Map::new();
    for test in &terms.when {
        let of_operator = conditions.entry(test.operator.clone()).or_insert_with(|| json!({}));
        of_operator.as_object_mut().expect("is an object").insert(test.key.clone(), json!(test.values));
    }
    let resources = if terms.resources.is_empty() { json!("*") } else { json!(terms.resources) };
    let statement = json!({"Effect": "Allow", "Action": "*", "Resource": resources, "Condition": conditions});
    let document = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
    let document: PolicyDocument = document.parse().expect("is a document");
    let policies = CompiledPolicies::compile(PolicyKind::Identity, [("p", &document)]).expect("compiles");
    let request = Request::new(principal.principal(), "a:b", resource).expect("is a request");
    policies.is_allowed(&request.with_context(context))
}

fn holds(
    condition: &AccessCondition,
    principal: &AccountPrincipal,
    context: &Context<'_>,
    resource: &str,
) -> bool {
    let hold = |terms: &StatementTerms| terms_hold(terms, principal, context, resource);
    let route = |route: &iamkit_account::condition::Route| {
        route.layers.iter().all(|layer| layer.any_of.iter().any(hold))
    };
    (condition.routes.is_empty() || condition.routes.iter().any(route)) && !condition.unless.iter().any(hold)
}

const TABLE: &str = "arn:aws:dynamodb:us-east-1:111122223333:table/billing-prod";
const ASKED: &[(&str, &str)] = &[
    ("s3:GetObject", "arn:aws:s3:::billing-prod/key"),
    ("dynamodb:PutItem", TABLE),
    ("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:search-test"),
    ("lambda:InvokeFunction", "arn:aws:lambda:us-east-1:111122223333:function:media-logs"),
    ("ec2:RunInstances", "arn:aws:ec2:us-east-1:111122223333:instance/i-1"),
    ("iam:PassRole", "arn:aws:iam::111122223333:role/service/data-prod1"),
    ("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/k"),
    ("iam:ListUsers", "*"),
];

/// What a drawn request brings along.
#[derive(Debug)]
struct Draw {
    seed: u64,
    team: &'static str,
    region: &'static str,
    ip: &'static str,
    truth: bool,
    with_tag: bool,
}

fn draws() -> impl Strategy<Value = Draw> {
    let teams = prop::sample::select(vec!["billing", "search", "data"]);
    let regions = prop::sample::select(vec!["eu-west-1", "us-west-2"]);
    let ips = prop::sample::select(vec!["192.0.2.9", "10.0.0.1"]);
    let drawn = (any::<u64>(), teams, regions, ips, any::<bool>(), any::<bool>());
    drawn.prop_map(|(seed, team, region, ip, truth, with_tag)| Draw {
        seed,
        team,
        region,
        ip,
        truth,
        with_tag,
    })
}

fn context(draw: &Draw) -> Context<'static> {
    let truth = if draw.truth { "true" } else { "false" };
    let mut context = Context::default();
    let always = [
        ("aws:RequestedRegion", draw.region),
        ("aws:SourceIp", draw.ip),
        ("aws:MultiFactorAuthPresent", truth),
        ("aws:SecureTransport", truth),
    ];
    let tag = draw.with_tag.then_some(("aws:ResourceTag/team", draw.team));
    for (key, value) in always.into_iter().chain(tag) {
        context.insert(key, value).expect("is new");
    }
    context
}

/// Checks every principal's condition against the engine, and gives the number of answers with a condition.
fn check_conditions(view: &AccessView, wanted: &Wanted<'_>, context: &Context<'static>) -> usize {
    let who = view.who_can(wanted).expect("is answered");
    let asked = wanted.with_context(context);
    for principal in view.principals() {
        let found = who.direct.iter().find(|can| can.principal.arn() == principal.arn());
        let mut known = context.clone();
        for (key, value) in principal.tags().iter() {
            known.insert(format!("aws:PrincipalTag/{key}"), value.as_str()).expect("is new");
        }
        let said = found.is_some_and(|can| holds(&can.condition, principal, &known, wanted.resource()));
        let expected = view.is_allowed(principal, &asked).expect("is decided");
        assert_eq!(said, expected, "{} {wanted:?} {found:?}", principal.arn());
    }
    who.direct.iter().filter(|can| !can.condition.is_always()).count()
}

#[test]
fn conditions_say_what_the_engine_says() {
    let n_conditional = Cell::new(0);
    let config = ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let checked = TestRunner::new_with_rng(config, random).run(&draws(), |draw| {
        let shape = AccountShape { users: 40, roles: 20, groups: 10, policies: 60, seed: draw.seed };
        let (view, context) = (view(&listing(&shape)), context(&draw));
        for (action, resource) in ASKED {
            let found = check_conditions(&view, &Wanted::new(action, resource), &context);
            n_conditional.set(n_conditional.get() + found);
        }
        Ok(())
    });
    checked.unwrap_or_else(|error| panic!("{error}"));
    assert!(50 < n_conditional.get(), "{} conditional answers", n_conditional.get());
}

/// Whether a trust policy lets somebody in who brings one key.
fn is_let_in(trust: &PolicyDocument, who: &str, role: &str, key: Option<(&str, &str)>) -> bool {
    let compiled =
        CompiledPolicies::compile(PolicyKind::Trust, [("trust", trust)]).expect("is a trust policy");
    let layers = iamkit_engine::Layers::new().resource(&compiled);
    let principal = who.parse().expect("is a principal");
    let mut context = Context::default();
    if let Some((key, value)) = key {
        context.insert(key, value).expect("is the only one");
    }
    let request =
        Request::new(&principal, "sts:AssumeRole", role).expect("is an action").with_context(&context);
    layers.is_allowed(&request).expect("is decided")
}

#[test]
fn outsiders_come_in_exactly_as_the_engine_lets_them() {
    let view = view(&listing(&AccountShape { users: 3, roles: 40, groups: 2, policies: 4, seed: 17 }));
    let entrances = view.entrances().expect("is answered");
    for role in view.principals().filter(|principal| !principal.is_user()) {
        let trust = role.trust_set().expect("is a role").documents()[0].document();
        let found = entrances.iter().filter(|entrance| entrance.assumption.role.arn() == role.arn());
        let found = found.collect::<Vec<_>>();
        for (who, name) in [
            ("arn:aws:iam::444455556666:root", "444455556666"),
            ("ec2.amazonaws.com", "ec2.amazonaws.com"),
            ("lambda.amazonaws.com", "lambda.amazonaws.com"),
            ("arn:aws:iam::999900001111:root", "999900001111"),
        ] {
            let entrance = found.iter().find(|entrance| entrance.outsider.name() == name);
            let Some(entrance) = entrance else {
                assert!(!is_let_in(trust, who, role.arn(), None), "{who} {}", role.arn());
                continue;
            };
            let condition = &entrance.assumption.condition;
            assert_eq!(
                is_let_in(trust, who, role.arn(), None),
                condition.is_always(),
                "{who} {}",
                role.arn()
            );
            let test = condition.routes.first().map(|route| &route.layers[0].any_of[0].when[0]);
            if let Some(test) = test {
                let key = Some((&*test.key, &*test.values[0]));
                assert!(is_let_in(trust, who, role.arn(), key), "{who} {}", role.arn());
            }
        }
    }
    assert!(entrances.iter().any(|entrance| entrance.assumption.condition.is_always()));
    assert!(entrances.iter().any(|entrance| !entrance.assumption.condition.is_always()));
}

#[test]
fn what_nobody_said_is_told_with_the_answer() {
    let view = moto();
    let facts = |action: &str, resource: &str| {
        let who = view.who_can(&Wanted::new(action, resource)).expect("is answered");
        who.facts.to_string()
    };
    let table = "arn:aws:dynamodb:us-east-1:111122223333:table/t";
    assert_eq!(facts("dynamodb:PutItem", table), "no-resource-policy, no-session-policy");
    assert_eq!(
        facts("s3:PutObject", "arn:aws:s3:::artifacts/alice/build"),
        "resource-owner, no-resource-policy"
    );
    let key = "arn:aws:kms:us-east-1:111122223333:key/k";
    assert!(facts("kms:Decrypt", key).starts_with("delegating-key-policy"));
    // Of most actions without resource types nobody knows what they are about (S25).
    assert_eq!(facts("cloudtrail:LookupEvents", "*"), "typeless-star");
    let bob = view.principal("arn:aws:iam::111122223333:user/bob@example.com").expect("is there");
    let denied = view.evaluate(bob, &Wanted::new("sqs:PurgeQueue", "*")).expect("is decided");
    assert!(denied.facts().is_empty());
}
