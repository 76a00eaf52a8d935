//! Large documents made to be slow: each is answered, or told to be too much, in bounded time.

use std::fmt::Write as _;
use std::time::Instant;

use iamkit_catalog::Catalog;
use iamkit_validate::{Finding, PolicyResourceType, PolicyType, ValidateError, validate};

/// Just less than what is read at all.
const BYTES: usize = (4 << 20) - 4096;

fn many(item: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for index in 0.. {
        let item = item(index);
        if BYTES < text.len() + item.len() + 3 {
            break;
        }
        let comma = if index == 0 { "" } else { "," };
        write!(text, "{comma}\"{item}\"").expect("a text takes it");
    }
    text
}

fn document(actions: &str, resources: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":[{actions}],"Resource":[{resources}]{condition}}}}}"#
    )
}

fn judged(what: &str, text: &str, policy_type: PolicyType) -> Result<Vec<Finding>, ValidateError> {
    let start = Instant::now();
    let found = validate(text, policy_type, Catalog::embedded());
    println!("{what}: {:?} in {:?}", found.as_ref().map(Vec::len), start.elapsed());
    found
}

fn identity(what: &str, text: &str) -> Result<Vec<Finding>, ValidateError> {
    let mut found = judged(what, text, PolicyType::Identity)?;
    found.retain(|finding| finding.code != "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA");
    Ok(found)
}

#[test]
fn lists_of_literals_are_answered() {
    let actions = many(|index| format!("s3:A{index}"));
    assert!(identity("unknown actions", &document(&actions, "\"*\"", "")).is_ok());
    let resources = many(|index| format!("arn:aws:s3:::b{index}/*"));
    let found = identity("resources that begin otherwise", &document("\"s3:GetObject\"", &resources, ""));
    assert!(found.is_ok_and(|found| found.is_empty()));
    let resources = many(|_| "arn:aws:s3:::b".into());
    let found = identity("one resource many times", &document("\"s3:GetObject\"", &resources, ""));
    assert!(found.is_ok_and(|found| found.len() == 1));
}

#[test]
fn patterns_that_begin_alike_are_told_to_be_too_much() {
    let resources = many(|index| format!("*{index}x"));
    let found = identity("patterns without a start", &document("\"s3:GetObject\"", &resources, ""));
    assert_eq!(found, Err(ValidateError::TooMuchWork));
    let actions = many(|index| format!("ec2:*{index}"));
    let found = identity("patterns of one service", &document(&actions, "\"*\"", ""));
    assert_eq!(found, Err(ValidateError::TooMuchWork));
}

#[test]
fn long_patterns_are_answered_or_too_much() {
    let resource = format!("arn:aws:ec2:*:*:{}", "*a?".repeat(BYTES / 3 - 100));
    _ = identity("a long pattern", &document("\"s3:GetObject\"", &format!("\"{resource}\""), ""));
    let half = "*a?".repeat(BYTES / 6 - 100);
    let resources = format!("\"arn:aws:ec2:{half}b\",\"arn:aws:ec2:{half}c\"");
    _ = identity("two long patterns", &document("\"s3:GetObject\"", &resources, ""));
    let action = format!("ec2:*{}", "a?*".repeat(BYTES / 3 - 100));
    _ = identity("a long action", &document(&format!("\"{action}\""), "\"*\"", ""));
    let variables = format!("arn:aws:s3:::{}", "${aws:username}".repeat(BYTES / 15 - 100));
    _ = identity("many variables", &document("\"s3:GetObject\"", &format!("\"{variables}\""), ""));
    let open = format!("arn:aws:s3:::{}", "${".repeat(BYTES / 2 - 100));
    _ = identity("many open variables", &document("\"s3:GetObject\"", &format!("\"{open}\""), ""));
}

#[test]
fn tags_and_types_are_answered_or_too_much() {
    let condition = r#","Condition":{"StringEquals":{"aws:ResourceTag/a":"b"}}"#;
    let actions = many(|index| format!("*:*{index}"));
    _ = identity("patterns of all services with a tag", &document(&actions, "\"*\"", condition));
    let bucket = PolicyType::Resource(Some(PolicyResourceType::S3Bucket));
    _ = judged("patterns of all services for a bucket", &document(&actions, "\"*\"", ""), bucket);
    let keys = many(|index| format!("aws:ResourceTag/{index}\":\"b")).replace("\"\"", "\"");
    let condition = format!(r#","Condition":{{"StringEquals":{{{keys}}}}}"#);
    let actions = r#""logs:PutResourcePolicy","logs:DescribeLogGroups""#;
    _ = identity("many tags", &document(actions, "\"*\"", &condition));
}

#[test]
fn statements_that_say_the_same_are_answered() {
    let statement = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},"#.repeat(BYTES / 59 - 10);
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statement.trim_end_matches(','));
    let found = identity("one statement many times", &text);
    assert!(found.is_ok_and(|found| found.iter().any(|finding| finding.code == "REDUNDANT_STATEMENT")));
}
