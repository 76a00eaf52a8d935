//! Kinds by what their conditions ask for.

use serde_json::{Value as Json, json};

use crate::hostile::pair::{Hostile, everything_of, numbered};

/// One statement that asks for so many keys.
pub fn keys(count: usize) -> Hostile {
    let keys = (0..count).map(|at| (format!("aws:PrincipalTag/k{at}"), Json::from("x")));
    let keys = keys.collect::<serde_json::Map<_, _>>();
    let one = json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": keys}});
    Hostile::without_last("keys", vec![one, everything_of("sqs:*")])
}

/// A statement for each of so many dates.
pub fn dates(count: usize) -> Hostile {
    let of = |at: usize| {
        let date = format!("{}-{:02}-{:02}T00:00:00Z", 2000 + at / 300, 1 + at / 25 % 12, 1 + at % 25);
        let before = json!({"DateLessThan": {"aws:CurrentTime": date}});
        json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": before})
    };
    Hostile::without_last("dates", numbered(count, of))
}

/// So many pigeons in one hole less: no request is allowed, which is long to prove for whoever splits.
pub fn pigeonholes(count: usize) -> Hostile {
    let holes = count.saturating_sub(1);
    let tag = |pigeon: usize, hole: usize| format!("aws:PrincipalTag/p{pigeon}h{hole}");
    let deny =
        |tests: Json| json!({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Null": tests}});
    let nowhere = |pigeon| {
        let tags = (0..holes).map(|hole| (tag(pigeon, hole), Json::from("true")));
        deny(Json::Object(tags.collect()))
    };
    let mut a = numbered(count, nowhere);
    for hole in 0..holes {
        for (first, second) in (0..count).flat_map(|second| (0..second).map(move |first| (first, second))) {
            a.push(deny(json!({(tag(first, hole)): "false", (tag(second, hole)): "false"})));
        }
    }
    a.push(everything_of("*"));
    Hostile::without_last("pigeonholes", a)
}

/// One statement with so many values of a key, under an operator.
fn values(
    name: &'static str,
    operator: &str,
    key: &str,
    count: usize,
    value: impl Fn(usize) -> String,
) -> Hostile {
    let values = (0..count).map(value).collect::<Vec<_>>();
    let one =
        json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {operator: {key: values}}});
    Hostile::without_last(name, vec![one, everything_of("sqs:*")])
}

/// So many numbers under one operator.
pub fn numbers(count: usize) -> Hostile {
    values("numbers", "NumericEquals", "s3:max-keys", count, |at| at.to_string())
}

/// So many moments under one operator.
pub fn moments(count: usize) -> Hostile {
    values("moments", "DateEquals", "aws:CurrentTime", count, |at| at.to_string())
}

/// So many ranges of addresses under one operator.
pub fn ranges(count: usize) -> Hostile {
    let range = |at: usize| format!("{}.{}.{}.0/24", 1 + at / 65_536, at / 256 % 256, at % 256);
    values("ranges", "IpAddress", "aws:SourceIp", count, range)
}

/// One statement that asks for so many keys that come with some actions alone.
pub fn request_tags(count: usize) -> Hostile {
    let keys = (0..count).map(|at| (format!("aws:RequestTag/k{at}"), Json::from("x")));
    let keys = keys.collect::<serde_json::Map<_, _>>();
    let one = json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": keys}});
    Hostile::without_last("request-tags", vec![one, everything_of("sqs:*")])
}

/// So many texts, of which a request may have several.
pub fn tag_names(count: usize) -> Hostile {
    values("tag-names", "ForAllValues:StringEquals", "aws:TagKeys", count, |at| format!("t{at}"))
}

/// So many patterns in the middle of texts, of which a request may have several.
pub fn tag_patterns(count: usize) -> Hostile {
    values("tag-patterns", "ForAnyValue:StringLike", "aws:TagKeys", count, |at| format!("*t{at}*"))
}

/// So many patterns that texts may not be.
pub fn other_texts(count: usize) -> Hostile {
    values("other-texts", "StringNotLike", "s3:prefix", count, |at| format!("*{at}"))
}

/// So many patterns of roles under one operator.
pub fn role_patterns(count: usize) -> Hostile {
    let role = |at| format!("arn:aws:iam::*:role/*{at}*");
    values("role-patterns", "ArnLike", "aws:PrincipalArn", count, role)
}

/// So many ids of roles with any name of a session.
pub fn user_ids(count: usize) -> Hostile {
    values("user-ids", "StringLike", "aws:userid", count, |at| format!("AROA{at:017}:*"))
}

/// A statement for each of so many conditions, made of its number.
fn each(name: &'static str, count: usize, condition: impl Fn(usize) -> Json) -> Hostile {
    let of = |at| json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": condition(at)});
    Hostile::without_last(name, numbered(count, of))
}

/// A statement for each of so many keys that have no value.
pub fn absent_keys(count: usize) -> Hostile {
    each("absent-keys", count, |at| json!({"Null": {format!("aws:PrincipalTag/k{at}"): "true"}}))
}

/// A statement for each of so many keys and texts.
pub fn keys_and_texts(count: usize) -> Hostile {
    each(
        "keys-and-texts",
        count,
        |at| json!({"StringEquals": {format!("aws:PrincipalTag/k{at}"): "x", "s3:prefix": at.to_string()}}),
    )
}

/// A statement for each of so many stretches of numbers that overlap.
pub fn stretches(count: usize) -> Hostile {
    each("stretches", count, |at| {
        let key = |number: usize| json!({"s3:max-keys": number.to_string()});
        json!({"NumericGreaterThan": key(at), "NumericLessThan": key(2 * at + 9)})
    })
}

/// A statement for each of so many ranges of addresses that it leaves out.
pub fn other_ranges(count: usize) -> Hostile {
    each("other-ranges", count, |at| {
        let range = format!("{}.{}.{}.0/24", 1 + at / 65_536, at / 256 % 256, at % 256);
        json!({"NotIpAddress": {"aws:SourceIp": range}})
    })
}

/// A statement for each of so many texts of a key that are read as numbers and as texts.
pub fn mixed_families(count: usize) -> Hostile {
    each("mixed-families", count, |at| {
        let key = |value: String| json!({"aws:PrincipalTag/t": value});
        json!({"StringLike": key(format!("*{at}")), "NumericLessThan": key(at.to_string())})
    })
}

/// A statement for each of so many patterns of texts with a variable.
pub fn texts_with_variables(count: usize) -> Hostile {
    each(
        "texts-with-variables",
        count,
        |at| json!({"StringLike": {"s3:prefix": format!("{at}/${{aws:username}}/*")}}),
    )
}

/// A statement for each of so many principals by their ARN.
pub fn principal_arns(count: usize) -> Hostile {
    each(
        "principal-arns",
        count,
        |at| json!({"ArnEquals": {"aws:PrincipalArn": format!("arn:aws:iam::111122223333:role/r{at}")}}),
    )
}
