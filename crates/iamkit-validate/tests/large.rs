//! Documents that are large in one way each are validated in time, whatever they hold.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use iamkit_catalog::Catalog;
use iamkit_validate::{PolicyResourceType, PolicyType, ValidateError, validate};

/// As many bytes as most of the documents have.
const SIZE: usize = 1 << 18;

/// How long one may take on a machine that others use, in the profile of tests.
const PATIENCE: Duration = Duration::from_mins(1);

/// Items of which each is made from its number, up to the size.
fn many(item: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for index in 0.. {
        let item = item(index);
        if SIZE < text.len() + item.len() {
            break;
        }
        // Writing to a string can't fail.
        let _ = write!(text, "{}{item}", if text.is_empty() { "" } else { ", " });
    }
    text
}

fn statement(members: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", {members}}}]}}"#)
}

fn actions(item: impl Fn(usize) -> String) -> String {
    statement(&format!(r#""Action": [{}], "Resource": "*""#, many(item)))
}

fn resources(item: impl Fn(usize) -> String) -> String {
    statement(&format!(r#""Action": "s3:*", "Resource": [{}]"#, many(item)))
}

fn conditions(condition: &str) -> String {
    statement(&format!(r#""Action": "s3:*", "Resource": "*", "Condition": {{{condition}}}"#))
}

/// A document and the way in which it is large.
type Named = (&'static str, String);

/// Large by statements and their members.
fn of_many_statements() -> Vec<Named> {
    let of_statements = |item: fn(usize) -> String| format!(r#"{{"Statement": [{}]}}"#, many(item));
    vec![
        ("statements", of_statements(|_| "{}".into())),
        (
            "equal statements",
            of_statements(|_| r#"{"Sid": "a", "Effect": "Allow", "Action": "*", "Resource": "*"}"#.into()),
        ),
        ("sids", of_statements(|index| format!(r#"{{"Sid": "a{index}"}}"#))),
        ("unknown members", of_statements(|index| format!(r#"{{"a{index}": 1}}"#))),
        ("repeated names", format!("{{{}}}", many(|index| format!(r#""a{}": 1"#, index % 7)))),
    ]
}

/// Large by actions.
fn of_many_actions() -> Vec<Named> {
    vec![
        ("actions", actions(|index| format!(r#""s3:Get{index}""#))),
        ("actions that cover", actions(|index| format!(r#""s3:{}*""#, "a".repeat(index % 500)))),
        ("actions of no start", actions(|index| format!(r#""*{index}*""#))),
        ("actions of every service", actions(|index| format!(r#""*:Get*{index}""#))),
        ("services", actions(|index| format!(r#""x{index}:Get""#))),
        ("equal actions", actions(|_| r#""s3:*""#.into())),
        (
            "one action of stars",
            actions(
                |index| {
                    if index == 0 { format!("\"s3:{}\"", "*a".repeat(SIZE / 4)) } else { "1".repeat(SIZE) }
                },
            ),
        ),
        (
            "one action of stars and characters",
            statement(&format!(r#""Action": ["ec2:{}"], "Resource": "*""#, "a?*".repeat(SIZE / 3))),
        ),
        (
            "actions of every service with a tag",
            statement(&format!(
                r#""Action": [{}], "Resource": "*", "Condition": {{"StringEquals": {{"aws:ResourceTag/a": "b"}}}}"#,
                many(|index| format!(r#""*:*{index}""#))
            )),
        ),
    ]
}

/// Large by resources.
fn of_many_resources() -> Vec<Named> {
    vec![
        ("resources", resources(|index| format!(r#""arn:aws:s3:::b{index}""#))),
        (
            "resources that cover",
            resources(|index| format!(r#""arn:aws:s3:::{}*""#, "a/".repeat(index % 300))),
        ),
        ("resources of no start", resources(|index| format!(r#""*{index}*""#))),
        ("resources of stars", resources(|index| format!(r#""arn:*:*:*:*:*{index}*a*""#))),
        (
            "one resource of stars",
            resources(|index| {
                if index == 0 {
                    format!("\"arn:aws:ec2:*:*:{}\"", "*a".repeat(SIZE / 4))
                } else {
                    "1".repeat(SIZE)
                }
            }),
        ),
        (
            "variables",
            resources(|index| {
                if index == 0 {
                    format!("\"arn:aws:s3:::{}\"", "${aws:username}".repeat(SIZE / 32))
                } else {
                    "1".repeat(SIZE)
                }
            }),
        ),
        (
            "open variables",
            resources(|index| {
                if index == 0 {
                    format!("\"arn:aws:s3:::{}\"", "${".repeat(SIZE / 4))
                } else {
                    "1".repeat(SIZE)
                }
            }),
        ),
        (
            "two resources of stars and characters",
            statement(&format!(
                r#""Action": "s3:*", "Resource": ["arn:aws:ec2:{0}b", "arn:aws:ec2:{0}c"]"#,
                "*a?".repeat(SIZE / 6)
            )),
        ),
    ]
}

/// Large by conditions.
fn of_many_conditions() -> Vec<Named> {
    vec![
        ("operators", conditions(&many(|index| format!(r#""X{index}": {{"aws:username": "a"}}"#)))),
        (
            "keys",
            conditions(&format!(r#""StringLike": {{{}}}"#, many(|index| format!(r#""aws:x{index}": "*""#)))),
        ),
        (
            "keys of tags",
            conditions(&format!(
                r#""StringLike": {{{}}}"#,
                many(|index| format!(r#""aws:ResourceTag/{index}": "*""#))
            )),
        ),
        (
            "keys of services",
            conditions(&format!(r#""StringLike": {{{}}}"#, many(|index| format!(r#""s3:x{index}": "*""#)))),
        ),
        (
            "values",
            conditions(&format!(
                r#""StringLike": {{"aws:PrincipalArn": [{}]}}"#,
                many(|index| format!(r#""*{index}*""#))
            )),
        ),
        (
            "numbers",
            conditions(&format!(
                r#""NumericLessThan": {{"aws:MultiFactorAuthAge": [{}]}}"#,
                many(|index| index.to_string())
            )),
        ),
        (
            "addresses",
            conditions(&format!(
                r#""IpAddress": {{"aws:SourceIp": [{}]}}"#,
                many(|index| format!(r#""10.{}.{}.1/8""#, index % 256, index / 256 % 256))
            )),
        ),
    ]
}

/// Large by principals.
fn of_many_principals() -> Vec<Named> {
    vec![
        (
            "principals",
            statement(&format!(
                r#""Principal": {{"AWS": [{}]}}, "Action": "sts:AssumeRole""#,
                many(|index| format!(r#""arn:aws:iam::111122223333:role/r{index}""#))
            )),
        ),
        (
            "sessions",
            statement(&format!(
                r#""Principal": {{"AWS": [{}]}}, "Action": ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]"#,
                many(|index| format!(r#""arn:aws:sts::111122223333:assumed-role/r{index}/s""#))
            )),
        ),
        (
            "entries",
            statement(&format!(
                r#""Principal": {{{}}}, "Action": "sts:AssumeRole""#,
                many(|index| format!(r#""a{index}": []"#))
            )),
        ),
        ("lists in lists", "[".repeat(60) + &"]".repeat(60)),
    ]
}

/// A document for each way to be large.
fn documents() -> Vec<Named> {
    let kinds = [
        of_many_statements(),
        of_many_actions(),
        of_many_resources(),
        of_many_conditions(),
        of_many_principals(),
    ];
    kinds.concat()
}

#[test]
fn large_documents_are_validated_in_time() {
    let bucket = PolicyType::Resource(Some(PolicyResourceType::S3Bucket));
    let trust = PolicyType::Resource(Some(PolicyResourceType::AssumeRolePolicyDocument));
    for (name, text) in documents() {
        for policy_type in [PolicyType::Identity, bucket, trust, PolicyType::ResourceControl] {
            let start = Instant::now();
            let found = validate(&text, policy_type, Catalog::embedded());
            let took = start.elapsed();
            let is_answered = matches!(found, Ok(_) | Err(ValidateError::TooMuchWork));
            assert!(is_answered, "{name}: {found:?}");
            assert!(took < PATIENCE, "{name} as {policy_type} took {took:?}");
        }
    }
}

#[test]
fn what_takes_too_much_work_is_told() {
    let resources =
        format!("{}, {}", many(|index| format!(r#""*{index}x""#)), many(|index| format!(r#""*{index}y""#)));
    let text = statement(&format!(r#""Action": "s3:*", "Resource": [{resources}]"#));
    let found = validate(&text, PolicyType::Identity, Catalog::embedded());
    assert_eq!(found, Err(ValidateError::TooMuchWork));
}
