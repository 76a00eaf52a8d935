//! Whole situations: every kind of principal, every layer, from pools so small that policies and requests meet.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value as Json, json};

use crate::case::{
    CaseContext, CasePrincipal, CaseRequest, CaseResource, Layers, NamedPolicy, Situation, Value,
};

const PRINCIPALS: &[&str] = &[
    "*",
    "lambda.amazonaws.com",
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::111122223333:user/alice",
    "arn:aws:iam::111122223333:role/ops/Deploy",
    "arn:aws:sts::111122223333:assumed-role/Deploy/ci",
    "arn:aws:sts::111122223333:federated-user/bob",
];
/// Those that stand under `AWS` in a policy.
const NAMED: &[&str] = &[
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::111122223333:user/alice",
    "arn:aws:iam::111122223333:role/ops/Deploy",
    "arn:aws:sts::111122223333:assumed-role/Deploy/ci",
    "arn:aws:sts::111122223333:federated-user/bob",
];
const ACTIONS: &[&str] = &["s3:GetObject", "kms:Decrypt", "sqs:SendMessage", "sts:GetCallerIdentity"];
const ACTION_PATTERNS: &[&str] = &["*", "s3:*", "kms:Decrypt", "s3:GetObject", "sqs:SendMessage"];

/// A situation that is no contradiction and whose documents may stand where they do.
pub fn situation() -> impl Strategy<Value = Situation> {
    let facts = (select(PRINCIPALS), select(ACTIONS), select(vec!["111122223333", "444455556666"]));
    let more = (
        option::weighted(0.2, Just("111122223333".to_owned())),
        any::<bool>(),
        option::of(select(vec!["1", "2"])),
    );
    let layers = (
        option::weighted(0.8, vec(policy(false), 0..3)),
        option::weighted(0.4, policy(false)),
        option::weighted(0.4, vec(policy(false), 0..2)),
        option::weighted(0.6, policy(true)),
        option::weighted(0.3, vec(vec(policy(false), 0..2), 0..3)),
        option::weighted(0.2, policy(true)),
    );
    (facts, more, layers).prop_map(
        |((principal, action, owner), (management_account, restrict, value), layers)| {
            let (identity, boundary, session, resource, scp, vpce) = layers;
            let is_session =
                ["role/", "assumed-role/", "federated-user/"].iter().any(|part| principal.contains(part));
            let is_identity = is_session || principal.contains("user/");
            let context = value.map(|value| ("a:x".to_owned(), Value::One(value.into())));
            let arn = "arn:aws:s3:::bucket/key".to_owned();
            Situation {
                request: CaseRequest {
                    principal: CasePrincipal::Text(principal.into()),
                    action: action.into(),
                    resources: vec![CaseResource {
                        arn,
                        account: Some(owner.into()),
                        context: CaseContext::default(),
                    }],
                    context: CaseContext(context.into_iter().collect()),
                    unknown: Vec::new(),
                    management_account,
                    restrict_public_buckets: restrict,
                    wildcard_only: Some(false),
                },
                policies: Layers {
                    identity: identity.filter(|_| is_identity),
                    boundary: boundary.filter(|_| is_identity),
                    session: session.filter(|_| is_session),
                    resource,
                    scp,
                    rcp: None,
                    vpce,
                },
            }
        },
    )
}

/// A policy, with principals in its statements or without.
pub fn policy(names_principals: bool) -> impl Strategy<Value = NamedPolicy> {
    let statements = vec(statement(names_principals), 1..3);
    statements.prop_filter_map("the document is well-formed", |statements| {
        let document = json!({"Version": "2012-10-17", "Statement": statements});
        Some(NamedPolicy { name: "p".into(), document: document.to_string().parse().ok()? })
    })
}

fn statement(names_principals: bool) -> impl Strategy<Value = Json> {
    let effect = select(vec!["Allow", "Allow", "Allow", "Allow", "Deny"]);
    let condition = option::weighted(0.2, select(vec!["1", "2"]));
    let principals = vec(select(NAMED).prop_map(str::to_owned), 1..4);
    let principals = prop_oneof![
        1 => Just(json!("*")),
        1 => Just(json!({"Service": "lambda.amazonaws.com"})),
        4 => principals.prop_map(|list| json!({"AWS": list})),
    ];
    (effect, select(ACTION_PATTERNS), condition, principals, proptest::bool::weighted(0.3)).prop_map(
        move |(effect, action, condition, principals, is_not)| {
            let mut statement = Map::new();
            statement.insert("Effect".into(), json!(effect));
            statement.insert("Action".into(), json!(action));
            statement.insert("Resource".into(), json!("*"));
            if let Some(value) = condition {
                statement.insert("Condition".into(), json!({"StringEquals": {"a:x": value}}));
            }
            if names_principals {
                let element = if is_not && effect == "Deny" { "NotPrincipal" } else { "Principal" };
                statement.insert(element.into(), principals);
            }
            Json::Object(statement)
        },
    )
}
