//! What principals can do, held against asking about each action, resource and situation one by one.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "integration test")]

mod world;

use std::collections::BTreeMap;
use std::sync::Arc;

use iamkit_account::reach::{Extent, Reach};
use iamkit_account::view::{AccessView, AccountPrincipal, Wanted};
use iamkit_catalog::Catalog;
use iamkit_conformance::case::{CaseRequest, ExpectedDecision, NamedPolicy, PolicyLayers, Situation};
use iamkit_conformance::naive;
use iamkit_engine::Context;
use iamkit_store::{Call, Change, Command, Directory};
use iamkit_testkit::accounts::imported::{imported, restoring};
use iamkit_testkit::accounts::{AccountShape, TEAMS, listing};
use proptest::prelude::*;
use serde_json::json;
use world::{ACCOUNT, World, allow, deny, named, role, statement, user};

const OTHER: &str = "444455556666";

/// Actions with the form of their resources, and those resources of which some have policies.
const ASKED: &[(&str, &str)] = &[
    ("s3:GetObject", "arn:aws:s3:::NAME/k"),
    ("s3:ListBucket", "arn:aws:s3:::NAME"),
    ("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:111122223333:table/NAME"),
    ("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:NAME"),
    ("sqs:GetQueueAttributes", "arn:aws:sqs:us-east-1:111122223333:NAME"),
    ("ec2:StopInstances", "arn:aws:ec2:us-east-1:111122223333:instance/NAME"),
    ("lambda:InvokeFunction", "arn:aws:lambda:us-east-1:111122223333:function:NAME"),
    ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:111122223333:secret:NAME-abc"),
    ("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/NAME"),
    ("sns:Publish", "arn:aws:sns:us-east-1:111122223333:NAME"),
    ("iam:PassRole", "arn:aws:iam::111122223333:role/service/NAME"),
    ("ssm:GetParameter", "arn:aws:ssm:us-east-1:111122223333:parameter/NAME/p"),
    ("iam:ListUsers", "*"),
];

/// Resources that have policies of their own, each with the prefix of its actions and the account that owns it.
const HELD: &[(&str, &str, &str)] = &[
    ("arn:aws:s3:::billing-prod", "s3", ACCOUNT),
    ("arn:aws:sqs:us-east-1:111122223333:search-test", "sqs", ACCOUNT),
    ("arn:aws:kms:us-east-1:111122223333:key/k", "kms", ACCOUNT),
    ("arn:aws:sns:us-east-1:111122223333:zzz", "sns", ACCOUNT),
    ("arn:aws:s3:::foreign", "s3", OTHER),
    ("arn:aws:sqs:us-east-1:444455556666:foreign", "sqs", OTHER),
];

/// The resources that an action is asked about.
fn candidates(action: &str, form: &str) -> Vec<String> {
    if form == "*" {
        return vec!["*".into()];
    }
    let kinds = ["prod", "test", "shared", "logs", "", "test-more"];
    let names = TEAMS.iter().flat_map(|team| kinds.map(|kind| format!("{team}-{kind}")));
    let names = names.chain(["zzz".into(), "k".into()]);
    let own = names.map(|name| form.replace("NAME", &name));
    let foreign = match action {
        "s3:GetObject" | "s3:ListBucket" => Some(form.replace("NAME", "foreign")),
        "sqs:SendMessage" | "sqs:GetQueueAttributes" => Some(HELD[5].0.to_owned()),
        _ => None,
    };
    own.chain(foreign).collect()
}

/// The resource whose policy a resource has.
fn held(resource: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    HELD.iter().find(|(arn, ..)| resource == *arn || resource.starts_with(&format!("{arn}/")))
}

fn directory(seed: u64, policies: &[(usize, String)]) -> Directory {
    let shape = AccountShape { users: 7, roles: 5, groups: 4, policies: 40, seed };
    let mut directory = imported(&listing(&shape));
    let call = Call::new(restoring().caller, restoring().time);
    let other = OTHER.parse().expect("is an id");
    directory.apply(&Change::create_account(call.clone(), other)).expect("is applied");
    for (at, document) in policies {
        let (arn, _, owner) = HELD[*at];
        let document = Arc::new(document.parse().expect("is a document"));
        let put = Command::PutResourcePolicy { arn: arn.parse().expect("is an ARN"), document };
        let change = Change::in_account(call.clone(), owner.parse().expect("is an id"), put);
        directory.apply(&change).expect("is applied");
    }
    directory
}

/// A policy for one of the resources: what it says, to whom, and when.
fn resource_policies() -> impl Strategy<Value = Vec<(usize, String)>> {
    let principals = prop::sample::select(vec![
        json!("*"),
        json!({"AWS": ACCOUNT}),
        json!({"AWS": "arn:aws:iam::111122223333:user/user-1"}),
        json!({"AWS": "arn:aws:iam::111122223333:role/service/role-0"}),
        json!({"AWS": OTHER}),
    ]);
    let conditions = prop::sample::select(vec![
        json!({}),
        json!({}),
        json!({"Bool": {"aws:SecureTransport": "false"}}),
        json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:user/*"}}),
        json!({"StringEquals": {"aws:PrincipalTag/team": "billing"}}),
    ]);
    let statement = (prop::sample::select(vec!["Allow", "Allow", "Deny"]), principals, conditions);
    let policies = prop::collection::vec(statement, 1..3);
    prop::collection::btree_map(0..HELD.len(), policies, 0..5).prop_map(|drawn| {
        let of_resource = |(at, statements): (usize, Vec<(&str, serde_json::Value, serde_json::Value)>)| {
            let (arn, service, _) = HELD[at];
            let statements = statements.into_iter().map(|(effect, principal, condition)| {
                let resources = json!([arn, format!("{arn}/*")]);
                json!({"Effect": effect, "Principal": principal, "Action": format!("{service}:*"),
                    "Resource": resources, "Condition": condition})
            });
            let statements = statements.collect::<Vec<_>>();
            (at, json!({"Version": "2012-10-17", "Statement": statements}).to_string())
        };
        drawn.into_iter().map(of_resource).collect()
    })
}

/// What is known of a request's transport. An unknown key may be absent, too: policies that ask for `true` here and for
/// `false` there allow nothing then.
const TRANSPORTS: [Option<&str>; 3] = [None, Some("false"), Some("true")];

/// Situations: everything that the drawn policies ask of a request.
fn contexts() -> Vec<BTreeMap<&'static str, &'static str>> {
    let teams = TEAMS.iter().copied().map(Some).chain([None]);
    let mut contexts = Vec::new();
    for team in teams {
        for region in ["eu-west-1", "us-east-1", "ap-south-1"] {
            for (transport, bits) in TRANSPORTS.into_iter().flat_map(|it| (0..4).map(move |bits| (it, bits)))
            {
                let with_factor = if bits & 1 == 1 { "true" } else { "false" };
                let ip = if bits >> 1 & 1 == 1 { "192.0.2.9" } else { "10.0.0.1" };
                let mut context = BTreeMap::from([
                    ("aws:RequestedRegion", region),
                    ("aws:SourceIp", ip),
                    ("aws:MultiFactorAuthPresent", with_factor),
                ]);
                context.extend(transport.map(|is_secure| ("aws:SecureTransport", is_secure)));
                context.extend(team.map(|team| ("aws:ResourceTag/team", team)));
                contexts.push(context);
            }
        }
    }
    contexts
}

/// One action of one principal, asked about one by one.
struct Oracle<'v> {
    view: &'v AccessView,
    contexts: Vec<(BTreeMap<&'static str, &'static str>, Context<'static>)>,
    n_asked: usize,
}

impl<'v> Oracle<'v> {
    fn new(view: &'v AccessView) -> Self {
        let of_entries = |entries: BTreeMap<&'static str, &'static str>| {
            let mut context = Context::default();
            for (key, value) in &entries {
                context.insert(*key, *value).expect("is new");
            }
            (entries, context)
        };
        Self { view, contexts: contexts().into_iter().map(of_entries).collect(), n_asked: 0 }
    }

    /// How far an action on some resources is allowed, as far as all situations tell.
    fn extent(&mut self, principal: &AccountPrincipal, action: &str, resources: &[&String]) -> Extent {
        let (mut allowed, mut refused) = (false, false);
        // Tags of which no policy speaks are like none.
        let asks_for = teams_of(principal);
        let is_told = |entries: &BTreeMap<&str, &str>| {
            entries.get("aws:ResourceTag/team").is_none_or(|team| asks_for.contains(team))
        };
        for resource in resources {
            for (entries, context) in self.contexts.iter().filter(|(entries, _)| is_told(entries)) {
                let wanted = Wanted::new(action, resource).with_context(context);
                let is_allowed = self.view.is_allowed(principal, &wanted).expect("is decided");
                self.n_asked += 1;
                // The engine is asked always, the naive evaluator now and then.
                if self.n_asked.is_multiple_of(997) {
                    let expected = naively(self.view, principal, action, resource, entries);
                    assert_eq!(is_allowed, expected, "{} {action} {resource} {entries:?}", principal.arn());
                }
                allowed |= is_allowed;
                refused |= !is_allowed;
                if allowed && refused {
                    return Extent::Sometimes;
                }
            }
        }
        if allowed { Extent::Always } else { Extent::Never }
    }
}

/// The teams of which the policies of a principal speak, and its own.
fn teams_of(principal: &AccountPrincipal) -> Vec<&'static str> {
    let own = principal.identity_sets().iter().flat_map(|set| set.documents());
    let texts = own.map(|facts| facts.document().text().to_owned()).collect::<Vec<_>>();
    let is_named = |team: &&&str| {
        let is_own = principal.tags().iter().any(|(_, value)| value.as_str() == **team);
        is_own || texts.iter().any(|text| text.contains(&format!("\"{team}\"")))
    };
    TEAMS.iter().filter(is_named).copied().collect()
}

/// What the naive evaluator decides.
fn naively(
    view: &AccessView,
    principal: &AccountPrincipal,
    action: &str,
    resource: &str,
    entries: &BTreeMap<&str, &str>,
) -> bool {
    let mut context = serde_json::Map::new();
    for (key, value) in entries {
        context.insert((*key).to_owned(), json!(value));
    }
    for (key, value) in principal.tags().iter() {
        context.insert(format!("aws:PrincipalTag/{key}"), json!(value.as_str()));
    }
    let of_resource = held(resource).and_then(|(arn, _, owner)| {
        let owner = owner.parse().expect("is an id");
        let policy = view.directory().resource_policy(&owner, &arn.parse().expect("is an ARN")).ok()?;
        Some((owner, policy))
    });
    let mut asked = json!({"arn": resource});
    if let Some((owner, _)) = &of_resource {
        asked["account"] = json!(owner.to_string());
    }
    let is_wildcard = resource == "*";
    let request: CaseRequest = serde_json::from_value(json!({
        "principal": {"arn": principal.arn(), "uniqueId": principal.id().to_string()}, "action": action,
        "resources": [asked], "context": context, "wildcardOnly": is_wildcard,
    }))
    .expect("is a request");
    let policy = |document: &iamkit_policy::PolicyDocument| NamedPolicy {
        name: "p".into(),
        document: document.clone(),
    };
    let own = principal.identity_sets().iter().flat_map(|set| set.documents());
    let identity = own.map(|facts| policy(facts.document())).collect::<Vec<_>>();
    let mut layers: PolicyLayers = serde_json::from_value(json!({})).expect("are layers");
    layers.identity = Some(identity);
    let boundary = principal.boundary_set().and_then(|set| set.documents().first());
    layers.boundary = boundary.map(|facts| policy(facts.document()));
    layers.resource = of_resource.map(|(_, document)| policy(&document));
    let answer = naive::decide(&Situation { request, policies: layers }).expect("is decided");
    answer.decision == ExpectedDecision::Allowed
}

/// How far an action is granted, on one resource with a policy of its own or on all others.
fn granted(reach: &Reach, action: &str, resource: Option<&str>) -> Extent {
    let mut grants = reach.grants.iter().filter(|grant| grant.resource.as_deref() == resource);
    let grant = grants.find(|grant| grant.actions.iter().any(|granted| granted == action));
    grant.map_or(Extent::Never, |grant| grant.extent)
}

/// The accounts that are drawn, more where `PROPTEST_CASES` says so.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(3)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_can_and_the_matrix_say_what_asking_one_by_one_says(seed: u64, policies in resource_policies()) {
        let view = AccessView::new(&directory(seed, &policies)).expect("is viewed");
        let has_policy = |resource: &str| {
            held(resource).is_some_and(|held| policies.iter().any(|(at, _)| HELD[*at].0 == held.0))
        };
        let matrix = view.matrix().expect("is answered");
        let rows = matrix.iter().map(|(principal, row)| (principal.arn(), row)).collect::<BTreeMap<_, _>>();
        let mut oracle = Oracle::new(&view);
        for principal in view.principals() {
            let reach = view.what_can(principal).expect("is answered");
            let row = view.row_of(principal).expect("is answered");
            prop_assert_eq!(rows[principal.arn()], &row);
            for (action, form) in ASKED {
                let candidates = candidates(action, form);
                let (held_ones, others): (Vec<_>, Vec<_>) =
                    candidates.iter().partition(|resource| has_policy(resource));
                let is_foreign = |resource: &&String| resource.contains("foreign");
                let others = others.into_iter().filter(|resource| !is_foreign(resource)).collect::<Vec<_>>();
                let expected = oracle.extent(principal, action, &others);
                prop_assert_eq!(granted(&reach, action, None), expected, "{} {}", principal.arn(), action);
                for resource in &held_ones {
                    let expected = oracle.extent(principal, action, &[*resource]);
                    let (arn, ..) = held(resource).expect("is held");
                    let said = granted(&reach, action, Some(arn));
                    prop_assert_eq!(said, expected, "{} {} {}", principal.arn(), action, resource);
                }
                let own = held_ones.iter().copied().filter(|resource| !is_foreign(resource));
                let own = own.chain(others.iter().copied()).collect::<Vec<_>>();
                let mut expected = oracle.extent(principal, action, &own);
                let foreign = held_ones.into_iter().filter(is_foreign).collect::<Vec<_>>();
                if expected == Extent::Never && oracle.extent(principal, action, &foreign) != Extent::Never {
                    expected = Extent::Sometimes;
                }
                let id = Catalog::embedded().action(action).expect("is there").id();
                prop_assert_eq!(row.extent(id), expected, "{} {}", principal.arn(), action);
            }
        }
    }

    #[test]
    fn who_can_says_what_asking_one_by_one_says(seed: u64, policies in resource_policies()) {
        let view = AccessView::new(&directory(seed, &policies)).expect("is viewed");
        let mut oracle = Oracle::new(&view);
        for (action, form) in ASKED {
            let mut resources = candidates(action, form);
            resources.retain(|resource| resource.contains('k') || held(resource).is_some());
            for resource in resources.iter().filter(|resource| *resource != "*") {
                let who = view.who_can(&Wanted::new(action, resource)).expect("is answered");
                for principal in view.principals() {
                    let found = who.direct.iter().find(|can| can.principal.arn() == principal.arn());
                    let said = found.map_or(Extent::Never, |can| {
                        if can.condition.is_always() { Extent::Always } else { Extent::Sometimes }
                    });
                    let expected = oracle.extent(principal, action, &[resource]);
                    prop_assert_eq!(said, expected, "{} {} {}", principal.arn(), action, resource);
                }
            }
        }
    }
}

#[test]
fn the_matrix_of_a_sample_of_the_large_account_is_what_asking_one_by_one_says() {
    let directory = imported(&listing(&AccountShape::LARGE));
    let view = AccessView::new(&directory).expect("is viewed");
    let mut oracle = Oracle::new(&view);
    for principal in view.principals().step_by(1_013) {
        let row = view.row_of(principal).expect("is answered");
        assert!(row.unproven().is_empty(), "{}", principal.arn());
        for (action, form) in ASKED {
            let candidates = candidates(action, form);
            let own = candidates.iter().filter(|resource| !resource.contains("foreign")).collect::<Vec<_>>();
            let id = Catalog::embedded().action(action).expect("is there").id();
            let expected = oracle.extent(principal, action, &own);
            assert_eq!(row.extent(id), expected, "{} {action}", principal.arn());
        }
    }
}

const BUCKET: &str = "arn:aws:s3:::shared";

/// A bucket policy with one statement.
fn bucket_policy(effect: &str, principal: &serde_json::Value, action: &str) -> String {
    let statement = json!({"Effect": effect, "Principal": principal, "Action": action,
        "Resource": [BUCKET, format!("{BUCKET}/*")]});
    json!({"Version": "2012-10-17", "Statement": statement}).to_string()
}

fn alice() -> serde_json::Value {
    json!({"AWS": "arn:aws:iam::111122223333:user/alice"})
}

/// Each grant as `extent actions on resource by policies`.
fn grants(world: &World, name: &str) -> Vec<String> {
    let view = world.view();
    let reach = view.what_can(named(&view, name)).expect("is answered");
    let text = |grant: &iamkit_account::reach::ReachGrant| {
        let by = grant.granted_by.iter().map(|ground| format!("{} ({})", ground.policy, ground.path));
        let on = grant.resource.as_ref().map(|arn| format!(" on {arn}")).unwrap_or_default();
        let by = by.collect::<Vec<_>>().join(", ");
        format!("{:?} {}{on} by {by}", grant.extent, grant.actions.join(" "))
    };
    reach.grants.iter().map(text).collect()
}

#[test]
fn what_the_policy_of_a_resource_grants_is_listed_with_the_resource() {
    let world = World::new().user("alice").user("bob");
    let world = world.resource(BUCKET, &bucket_policy("Allow", &alice(), "s3:GetObject"));
    let expected = format!("Always s3:GetObject on {BUCKET} by {BUCKET} (policy of the resource)");
    assert_eq!(grants(&world, "alice"), [expected]);
    assert_eq!(grants(&world, "bob"), [""; 0]);
}

#[test]
fn a_resource_whose_policy_denies_is_no_part_of_what_can_be_done_always() {
    let world = World::new().user("alice").inline(user("alice"), "own", &allow("s3:GetObject"));
    let world = world.resource(BUCKET, &bucket_policy("Deny", &json!("*"), "s3:GetObject"));
    assert_eq!(grants(&world, "alice"), ["Always s3:GetObject by own (inline in the user)"]);
    let view = world.view();
    let row = view.row_of(named(&view, "alice")).expect("is answered");
    let id = Catalog::embedded().action("s3:GetObject").expect("is there").id();
    assert_eq!(row.extent(id), Extent::Sometimes);
}

#[test]
fn a_grant_on_a_bucket_with_a_policy_is_not_told_twice() {
    let objects = format!("{BUCKET}/*");
    let world = World::new().user("alice");
    let world =
        world.inline(user("alice"), "own", &statement("Allow", "s3:GetObject s3:PutObject", &objects));
    let world = world.resource(BUCKET, &bucket_policy("Deny", &json!("*"), "s3:PutObject"));
    assert_eq!(grants(&world, "alice"), ["Sometimes s3:GetObject by own (inline in the user)"]);
}

#[test]
fn another_accounts_resource_needs_both_sides() {
    let mine = World::new().user("alice");
    let foreign = bucket_policy("Allow", &json!({"AWS": ACCOUNT}), "s3:GetObject");
    assert_eq!(grants(&mine.and_account(OTHER).resource(BUCKET, &foreign), "alice"), [""; 0]);
    let mine = World::new().user("alice").inline(user("alice"), "own", &allow("s3:GetObject"));
    let world = mine.and_account(OTHER).resource(BUCKET, &foreign);
    assert_eq!(
        grants(&world, "alice"),
        [
            "Always s3:GetObject by own (inline in the user)".to_owned(),
            format!(
                "Always s3:GetObject on {BUCKET} by own (inline in the user), {BUCKET} (policy of the resource)"
            ),
        ]
    );
    let view = world.view();
    let who = view.who_can(&Wanted::new("s3:GetObject", "arn:aws:s3:::shared/k")).expect("is answered");
    assert_eq!(who.direct.len(), 1);
}

#[test]
fn a_role_that_a_resource_names_stays_within_its_boundary_and_a_user_does_not() {
    let to = |principal: serde_json::Value| bucket_policy("Allow", &principal, "s3:GetObject");
    let world = World::new().user("alice").role_of("worker", "lambda.amazonaws.com");
    let world = world
        .policy("Limit", &allow("sqs:*"))
        .bounded(user("alice"), "Limit")
        .bounded(role("worker"), "Limit");
    let of_user = world.resource(BUCKET, &to(alice()));
    assert_eq!(grants(&of_user, "alice").len(), 1);
    let of_role = of_user.resource(BUCKET, &to(json!({"AWS": "arn:aws:iam::111122223333:role/worker"})));
    assert_eq!(grants(&of_role, "worker"), [""; 0]);
    assert_eq!(grants(&of_role, "alice"), [""; 0]);
}

#[test]
fn a_key_is_used_only_as_its_policy_says() {
    let key = "arn:aws:kms:us-east-1:111122223333:key/k";
    let to = |principal: serde_json::Value| {
        let statement =
            json!({"Effect": "Allow", "Principal": principal, "Action": "kms:Decrypt", "Resource": "*"});
        json!({"Version": "2012-10-17", "Statement": statement}).to_string()
    };
    let world = World::new().user("alice").inline(user("alice"), "own", &allow("kms:Decrypt"));
    let delegated = world.resource(key, &to(json!({"AWS": ACCOUNT})));
    let own = "Always kms:Decrypt by own (inline in the user)".to_owned();
    let on_key =
        format!("Always kms:Decrypt on {key} by own (inline in the user), {key} (policy of the resource)");
    assert_eq!(grants(&delegated, "alice"), [own.clone(), on_key]);
    let closed = delegated.resource(key, &to(json!({"AWS": OTHER})));
    assert_eq!(grants(&closed, "alice"), [own]);
    let denied = closed.inline(user("alice"), "denied", &deny("kms:*"));
    assert_eq!(grants(&denied, "alice"), [""; 0]);
}

#[test]
fn more_patterns_than_classes_can_be_tried_for_are_settled_by_a_resource_of_each() {
    let patterns =
        ["bedrock", "dynamodb", "ec2", "elasticloadbalancing", "fargate", "kinesis", "lambda", "s3", "sns"];
    let resources = patterns.map(|service| format!("arn:aws:servicequotas:*:*:{service}/*"));
    let statement =
        json!({"Effect": "Allow", "Action": "servicequotas:GetServiceQuota", "Resource": resources});
    let document = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
    let world = World::new().user("alice").inline(user("alice"), "own", &document);
    assert_eq!(
        grants(&world, "alice"),
        ["Sometimes servicequotas:GetServiceQuota by own (inline in the user)"]
    );
}

#[test]
fn what_is_said_of_objects_is_not_said_of_buckets() {
    let world = World::new().user("alice");
    let world = world.inline(user("alice"), "own", &statement("Allow", "s3:ListBucket", "arn:aws:s3:::b/*"));
    assert_eq!(grants(&world, "alice"), [""; 0]);
    let world = world.inline(user("alice"), "own", &statement("Allow", "s3:ListBucket", "arn:aws:s3:::b*"));
    assert_eq!(grants(&world, "alice"), ["Sometimes s3:ListBucket by own (inline in the user)"]);
}
