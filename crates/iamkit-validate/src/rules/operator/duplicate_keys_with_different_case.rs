//! `DUPLICATE_KEYS_WITH_DIFFERENT_CASE`.

use std::collections::BTreeMap;

use iamkit_policy::shown::Shown;

use crate::rules::prelude::*;

pub(in crate::rules) static RULE: ValidationRule = ValidationRule {
    code: "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
    severity: Severity::Error,
    kinds: Kinds::ALL,
    mark: Mark::Documented,
    place_mark: Mark::Documented,
    about: "Two keys of one operator differ in letter case alone.",
    finds: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:username": "alice", "aws:UserName": "bob"}}}}"#,
    ),
    passes: identity(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", "Condition": {"StringEquals": {"aws:username": "alice"}, "StringLike": {"aws:UserName": "a*"}}}}"#,
    ),
    check: Check::Operator(check),
};

fn check(_: &Input<'_>, _: &Statement<'_>, block: &OperatorBlock<'_>, found: &mut Found<'_>) {
    if block.keys.len() < 2 {
        return;
    }
    let mut places: BTreeMap<&str, Vec<&KeyTest<'_>>> = BTreeMap::new();
    for key in &block.keys {
        places.entry(&key.folded).or_default().push(key);
    }
    for keys in places.values().filter(|keys| 1 < keys.len()) {
        let name = keys.first().map_or("", |key| &*key.key.text);
        let message = format!(
            "Letter case doesn't tell keys apart: list all values of `{}` under one of these.",
            Shown::value(name)
        );
        found.all_of(keys.iter().map(|key| key.key.span).collect(), message);
    }
}
