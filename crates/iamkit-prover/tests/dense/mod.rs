//! Policies about two keys, with every operator, that compare them with their own and each other's variables.

use iamkit_testkit::generate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value as Json, json};

const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:s3:::bucket/*",
    "arn:aws:s3:::bucket/a*",
    "arn:aws:s3:::bucket/${a:x}",
    "arn:aws:s3:::bucket/${a:x}/*",
    "arn:aws:s3:::bucket/${a:x}?",
    "arn:aws:s3:::bucket/*${a:y}",
    "arn:aws:s3:::${a:x, 'bucket'}/${a:y}",
    "arn:aws:s3:::bucket/${a:y, 'b'}",
];

const VALUES: &[&str] = &[
    "${a:x}",
    "${A:X}*",
    "*${a:x}",
    "a${a:x}",
    "${a:x}${a:x}",
    "${a:x}${a:y}",
    "${a:y}",
    "${a:y, 'b'}",
    "${a:x, 'true'}",
    "arn:aws:s3:::bucket/${a:x}",
    "arn:aws:s3:::${a:y}/*",
    "arn:aws:s3:::bucket/a",
    "a*",
    "*b",
    "?",
    "*",
    "",
    "a",
    "B",
    "true",
    "false",
    "1",
    "10",
    "1*",
    "2020",
    "2020-01-01T00:00:00Z",
    "10.0.0.0/24",
    "YQ==",
];

/// A document, as its JSON value.
pub(crate) fn document() -> impl Strategy<Value = Json> {
    let version = select(vec!["2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17"]);
    (version, vec(statement(), 1..4))
        .prop_map(|(version, statements)| json!({"Version": version, "Statement": statements}))
}

fn statement() -> impl Strategy<Value = Json> {
    let effect = select(vec!["Allow", "Allow", "Deny"]);
    let action = select(vec!["s3:GetObject", "s3:*", "s3:Get*"]);
    let names = (proptest::bool::weighted(0.2), vec(select(RESOURCES), 1..3));
    (effect, action, names, vec(condition(), 0..4)).prop_map(
        |(effect, action, (is_not, resources), conditions)| {
            let mut block = Map::new();
            for (operator, key, values) in conditions {
                let keys = block.entry(operator).or_insert_with(|| json!({}));
                keys[key] = json!(values);
            }
            let resource = if is_not { "NotResource" } else { "Resource" };
            json!({"Effect": effect, "Action": action, resource: resources, "Condition": block})
        },
    )
}

fn condition() -> impl Strategy<Value = (String, &'static str, Vec<&'static str>)> {
    (generate::operator(), select(vec!["a:x", "a:x", "a:y"]), vec(select(VALUES), 1..3))
}
