//! Condition keys with values of every type, and the tests that ask for them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value as Json, json};

use iamkit_conformance::case::{CaseContext, CaseValue};

/// The keys of requests, each with a type of its own; the last follows from the principal where it isn't given.
pub(super) const KEYS: [&str; 8] =
    ["a:text", "a:number", "a:date", "aws:SourceIp", "a:truth", "a:arn", "a:list", "aws:PrincipalArn"];

const TEXTS: &[&str] = &["alice", "alic", "blue", "", "*", "ALICE"];
const NUMBERS: &[&str] = &["7", "7.0", "8", "-1", "many"];
const DATES: &[&str] = &["2020-01-01", "2020-01-01T00:00:00Z", "1577836799", "2021", "soon"];
const ADDRESSES: &[&str] = &["10.0.0.1", "10.0.1.0", "2001:db8::1", "nowhere"];
const TRUTHS: &[&str] = &["true", "FALSE", "false", "yes"];
const ARNS: &[&str] = &["arn:aws:s3:::bucket/key", "arn:aws:s3:::bucket", "arn:aws:sqs:::x:y", "bucket"];
const PRINCIPAL_ARNS: &[&str] =
    &["arn:aws:iam::111122223333:user/team/alice", "arn:aws:iam::111122223333:role/ops/Deploy"];

fn values_of(key: &str) -> &'static [&'static str] {
    match key {
        "a:number" => NUMBERS,
        "a:date" => DATES,
        "aws:SourceIp" => ADDRESSES,
        "a:truth" => TRUTHS,
        "a:arn" => ARNS,
        "aws:PrincipalArn" => PRINCIPAL_ARNS,
        _ => TEXTS,
    }
}

/// A value of a key: mostly of its type, single for all keys but the list.
pub(super) fn value(key: &'static str) -> BoxedStrategy<CaseValue> {
    let text = || select(values_of(key)).prop_map(str::to_owned);
    let (one, many) = if key == "a:list" { (1, 6) } else { (12, 1) };
    prop_oneof![one => text().prop_map(CaseValue::One), many => vec(text(), 0..3).prop_map(CaseValue::Many)]
        .boxed()
}

/// A value that an unknown key may turn out to have, or its absence; a list for the key that set operators ask for.
pub fn any_value(key: &str) -> BoxedStrategy<Option<CaseValue>> {
    let known = KEYS.into_iter().find(|known| known.eq_ignore_ascii_case(key)).unwrap_or("a:text");
    let text = select(values_of(known)).prop_map(|text| CaseValue::One(text.to_owned()));
    let value = if known == "a:list" { value(known) } else { text.boxed() };
    proptest::option::weighted(0.8, value).boxed()
}

/// Every value that an unknown key may turn out to have here, its absence first; small lists for the key that set
/// operators ask for.
pub fn every_value(key: &str) -> Vec<Option<CaseValue>> {
    let known = KEYS.into_iter().find(|known| known.eq_ignore_ascii_case(key)).unwrap_or("a:text");
    let texts = values_of(known).iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let mut lists = Vec::new();
    if known == "a:list" {
        lists.push(Vec::new());
        for (at, text) in texts.iter().enumerate() {
            lists.push(vec![text.clone()]);
            lists.extend(texts.iter().skip(at + 1).map(|other| vec![text.clone(), other.clone()]));
        }
    }
    let values = texts.into_iter().map(CaseValue::One).chain(lists.into_iter().map(CaseValue::Many));
    std::iter::once(None).chain(values.map(Some)).collect()
}

/// Some of the keys with their values, the key that follows from the principal rarely.
pub(super) fn context() -> impl Strategy<Value = CaseContext> {
    let given = KEYS.into_iter().filter(|key| *key != "aws:PrincipalArn").collect::<Vec<_>>();
    let most = given.len();
    let keys = subsequence(given, 0..most);
    let keys = (keys, proptest::bool::weighted(0.05)).prop_map(|(mut keys, has_arn)| {
        keys.extend(has_arn.then_some("aws:PrincipalArn"));
        keys
    });
    keys.prop_flat_map(|keys| {
        let entries = keys.into_iter().map(|key| value(key).prop_map(move |value| (key.to_owned(), value)));
        entries.collect::<Vec<_>>()
    })
    .prop_map(CaseContext)
}

/// A test as operator, key and values: operators of the key's type for the most part, patterns and variables among
/// the values, the key's letter case changed now and then.
pub(super) fn test() -> impl Strategy<Value = (String, String, Json)> {
    let kinds = select(KEYS.to_vec()).prop_flat_map(|key| (Just(key), operator(key), values(key)));
    (kinds, proptest::bool::weighted(0.1), any::<bool>()).prop_map(
        |((key, operator, values), is_upper, is_null)| {
            let key = if is_upper { key.to_ascii_uppercase() } else { key.to_owned() };
            let values = if operator == "Null" { json!(is_null) } else { json!(values) };
            (operator, key, values)
        },
    )
}

fn operator(key: &'static str) -> impl Strategy<Value = String> {
    let own: &[&str] = match key {
        "a:number" => &["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericGreaterThanEquals"],
        "a:date" => &["DateEquals", "DateNotEquals", "DateLessThanEquals", "DateGreaterThan"],
        "aws:SourceIp" => &["IpAddress", "NotIpAddress"],
        "a:truth" => &["Bool"],
        "a:arn" | "aws:PrincipalArn" => &["ArnLike", "ArnNotLike", "ArnEquals", "StringLike"],
        _ => &["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"],
    };
    let prefixes = if key == "a:list" { vec!["ForAllValues:", "ForAnyValue:"] } else { vec![""] };
    let suffix = select(vec!["", "", "", "IfExists"]);
    let typed = (select(prefixes), select(own), suffix)
        .prop_map(|(prefix, kind, suffix)| format!("{prefix}{kind}{suffix}"));
    prop_oneof![8 => typed, 1 => Just("Null".to_owned())]
}

fn values(key: &'static str) -> impl Strategy<Value = Vec<String>> {
    let patterns: &[&str] = match key {
        "a:number" => &["7", "0", "7.5"],
        "a:date" => &["2020-01-01", "1577836800"],
        "aws:SourceIp" => &["10.0.0.0/24", "0.0.0.0/0", "2001:db8::/32"],
        "a:truth" => &["true", "false"],
        "a:arn" => &["arn:aws:s3:::bucket/*", "arn:aws:s3:::${a:text}", "arn:*:s3:::*"],
        "aws:PrincipalArn" => &["arn:aws:iam::111122223333:*", "arn:aws:iam::*:role/ops/*"],
        _ => &["al*", "?lice", "${a:text}", "${a:text, 'blue'}", "*", "true"],
    };
    let value = prop_oneof![2 => select(patterns), 3 => select(values_of(key))];
    vec(value.prop_map(str::to_owned), 1..3)
}
