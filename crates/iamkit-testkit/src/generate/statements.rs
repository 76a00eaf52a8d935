//! Statements for every kind of policy: well-formed, with patterns that are near misses of what requests ask for.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value as Json, json};

use super::keys;
use iamkit_conformance::case::NamedPolicy;

/// What may stand in a policy, by where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Without principals: identity, boundary, session and service control policies.
    Plain,
    /// With principals: policies of resources and endpoints.
    Resource,
    /// With principals and without resources.
    Trust,
    /// Denies everyone, or is the full access that AWS attaches.
    ResourceControl,
}

const ACTIONS: &[&str] = &[
    "*",
    "*",
    "*",
    "*",
    "*",
    "s3:*",
    "s3:GetObject",
    "s3:?etObject",
    "sqs:SendMessage",
    "sqs:Send*",
    "kms:*",
    "kms:Decrypt",
    "kms:UpdateAlias",
    "sts:*",
    "sts:AssumeRole",
    "iam:*",
    "iam:DeletePolicy",
    "ec2:RunInstances",
];
/// Actions of resource control policies, which may not be all (S68).
const CONTROLLED: &[&str] = &["s3:*", "s3:GetObject", "kms:*", "sts:AssumeRole*", "sqs:SendMessage", "s*:*"];
const RESOURCES: &[&str] = &[
    "*",
    "*",
    "*",
    "*",
    "*",
    "*",
    "arn:aws:s3:::bucket/*",
    "arn:aws:s3:::bucket/key",
    "arn:aws:s3:::bucket/${a:text}/*",
    "arn:aws:sqs:*:111122223333:*",
    "arn:aws:kms:us-east-1:111122223333:*",
    "arn:aws:iam::*:*",
];
const PRINCIPALS: &[&str] = &[
    "*",
    "111122223333",
    "444455556666",
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::111122223333:user/team/alice",
    "arn:aws:iam::111122223333:role/ops/Deploy",
    "arn:aws:sts::111122223333:assumed-role/Deploy/ci",
    "arn:aws:sts::111122223333:federated-user/bob",
    "arn:aws:sts::111122223333:federated-user/alice",
    "AIDAALICE",
    "AROADEPLOY",
    "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/Linked",
];

/// A policy for a place.
pub(super) fn policy(place: Place) -> impl Strategy<Value = NamedPolicy> {
    vec(statement(place), 1..4).prop_filter_map("a statement may not stand there", |statements| {
        let document = json!({"Version": "2012-10-17", "Statement": statements});
        Some(NamedPolicy { name: "p".into(), document: document.to_string().parse().ok()? })
    })
}

/// A statement for a place.
pub(super) fn statement(place: Place) -> BoxedStrategy<Json> {
    match place {
        Place::ResourceControl => prop_oneof![
            1 => Just(json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})),
            3 => resource_control(),
        ]
        .boxed(),
        _ => ordinary(place).boxed(),
    }
}

fn resource_control() -> impl Strategy<Value = Json> {
    let resources = list(RESOURCES, Near::Nothing);
    (list(CONTROLLED, Near::Nothing), resources, conditions()).prop_map(|(actions, resources, conditions)| {
        let mut statement =
            json!({"Effect": "Deny", "Principal": "*", "Action": actions, "Resource": resources});
        add_conditions(&mut statement, conditions);
        statement
    })
}

fn ordinary(place: Place) -> impl Strategy<Value = Json> {
    let effect = select(vec!["Allow", "Allow", "Allow", "Deny"]);
    let negations =
        (proptest::bool::weighted(0.15), proptest::bool::weighted(0.15), proptest::bool::weighted(0.3));
    let lists = (list(ACTIONS, Near::Letters), list(RESOURCES, Near::Letters), principals());
    (effect, negations, lists, conditions()).prop_map(
        move |(
            effect,
            (not_action, not_resource, not_principal),
            (actions, resources, principals),
            conditions,
        )| {
            let mut statement = Map::new();
            statement.insert("Effect".into(), json!(effect));
            statement.insert(if not_action { "NotAction" } else { "Action" }.into(), json!(actions));
            if place != Place::Trust {
                let element = if not_resource { "NotResource" } else { "Resource" };
                statement.insert(element.into(), json!(resources));
            }
            if place != Place::Plain {
                // With an Allow and in trust policies the Not-form is an error (S52).
                let is_not = not_principal && effect == "Deny" && place == Place::Resource;
                statement.insert(if is_not { "NotPrincipal" } else { "Principal" }.into(), principals);
            }
            let mut statement = Json::Object(statement);
            add_conditions(&mut statement, conditions);
            statement
        },
    )
}

fn add_conditions(statement: &mut Json, conditions: Vec<(String, String, Json)>) {
    let mut block = Map::new();
    for (operator, key, values) in conditions {
        block.insert(operator, json!({ key: values }));
    }
    if let (false, Some(statement)) = (block.is_empty(), statement.as_object_mut()) {
        statement.insert("Condition".into(), Json::Object(block));
    }
}

fn conditions() -> impl Strategy<Value = Vec<(String, String, Json)>> {
    prop_oneof![1 => Just(Vec::new()), 1 => vec(keys::test(), 1..3)]
}

fn principals() -> impl Strategy<Value = Json> {
    prop_oneof![
        2 => Just(json!("*")),
        1 => Just(json!({"Service": "lambda.amazonaws.com"})),
        1 => Just(json!({"CanonicalUser": "canonical"})),
        1 => Just(json!({"Federated": ["accounts.google.com", "arn:aws:iam::111122223333:saml-provider/Login"]})),
        6 => vec(select(PRINCIPALS), 1..4).prop_map(|list| json!({"AWS": list})),
    ]
}

/// What is made of a text besides the text itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Near {
    Nothing,
    Letters,
}

/// One or two texts of a pool, now and then a near miss of one.
fn list(pool: &'static [&'static str], near: Near) -> impl Strategy<Value = Vec<String>> {
    let text = (select(pool), any::<u8>(), any::<u8>());
    let text = text.prop_map(move |(text, place, change)| match near {
        Near::Letters if change < 40 => near_miss(text, place, change),
        _ => text.to_owned(),
    });
    vec(text, 1..3)
}

/// The text with one letter dropped, replaced or made a wildcard; `place` says which.
fn near_miss(text: &str, place: u8, change: u8) -> String {
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    let Some(wanted) = usize::from(place).checked_rem(letters) else { return text.to_owned() };
    let mut seen = 0;
    let mut changed = String::new();
    for letter in text.chars() {
        let is_it = letter.is_ascii_alphabetic() && seen == wanted;
        seen += usize::from(letter.is_ascii_alphabetic());
        match (is_it, change % 4) {
            (false, _) => changed.push(letter),
            (true, 0) => {}
            (true, 1) => changed.push('?'),
            (true, 2) => changed.push('*'),
            (true, _) => {
                changed.push(if letter.is_ascii_lowercase() { letter.to_ascii_uppercase() } else { 'q' });
            }
        }
    }
    changed
}
