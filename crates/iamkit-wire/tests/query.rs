//! The Query protocol: parameters by the model, XML by the model, and what neither allows.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "integration test"
)]

use std::borrow::Cow;

use iamkit_wire::model::{ApiOperation, Model, ServiceName};
use iamkit_wire::{WireError, constraint, query};
use proptest::prelude::*;
use serde_json::{Value, json};

fn iam() -> &'static Model {
    ServiceName::Iam.model()
}

fn operation(name: &str) -> &'static ApiOperation {
    iam().operation(name).expect("IAM has it")
}

fn read(name: &str, pairs: &[(&str, &str)]) -> Result<Value, WireError> {
    let pairs = pairs.iter().map(|(name, value)| (Cow::Borrowed(*name), Cow::Borrowed(*value)));
    query::read_input(iam(), operation(name).input(), pairs)
}

fn check(name: &str, pairs: &[(&str, &str)]) -> String {
    let input = read(name, pairs).expect("can be read");
    let shape = operation(name).input().expect("it takes some");
    constraint::check(iam(), shape, &input)
        .map_or_else(|error| error.message().to_owned(), |()| String::new())
}

#[test]
fn lists_and_structures_are_read_by_their_numbers() {
    let pairs = [
        ("Action", "CreateUser"),
        ("Version", "2010-05-08"),
        ("UserName", "alice"),
        ("Tags.member.10.Key", "last"),
        ("Tags.member.10.Value", "z"),
        ("Tags.member.2.Value", "blue"),
        ("Tags.member.2.Key", "team"),
        ("NoSuchMember", "is left out"),
    ];
    let tags = json!([{"Key": "team", "Value": "blue"}, {"Key": "last", "Value": "z"}]);
    assert_eq!(read("CreateUser", &pairs).unwrap(), json!({"UserName": "alice", "Tags": tags}));
    assert_eq!(read("CreateUser", &[("Tags", "")]).unwrap(), json!({"Tags": []}));
}

#[test]
fn values_of_another_type_are_refused() {
    for pairs in [&[("MaxItems", "many")][..], &[("MaxItems", "1e3")], &[("MaxItems", "")]] {
        assert_eq!(read("ListUsers", pairs).unwrap_err().code(), "MalformedInput", "{pairs:?}");
    }
    let refused = read("ListPolicies", &[("OnlyAttached", "yes")]).unwrap_err();
    assert_eq!(refused.message(), "The value of `OnlyAttached` must be true or false");
    let refused = read("CreateUser", &[("Tags", "blue")]).unwrap_err();
    assert_eq!(refused.message(), "The parameter `Tags` must be a list");
}

#[test]
fn names_that_go_too_deep_and_too_many_pairs_are_refused() {
    let deep = vec!["a"; 40].join(".");
    assert_eq!(read("CreateUser", &[(&deep, "x")]).unwrap_err().code(), "MalformedInput");
    let many = vec![("UserName", "a"); query::MAX_PAIRS + 1];
    assert_eq!(read("CreateUser", &many).unwrap_err().code(), "MalformedInput");
}

#[test]
fn every_constraint_is_told_in_the_service_s_words() {
    let long = "a".repeat(65);
    assert_eq!(
        check("CreateUser", &[("UserName", &long)]),
        format!(
            "1 validation error detected: Value '{long}' at 'userName' failed to satisfy constraint: Member must have \
             length less than or equal to 64"
        )
    );
    assert_eq!(
        check("CreateUser", &[("UserName", "a b"), ("Path", "no")]),
        "2 validation errors detected: Value 'no' at 'path' failed to satisfy constraint: Member must satisfy regular \
         expression pattern: (\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F); Value 'a b' at 'userName' failed to satisfy \
         constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+"
    );
    assert_eq!(
        check("CreateUser", &[]),
        "1 validation error detected: Value null at 'userName' failed to satisfy constraint: Member must not be null"
    );
    assert_eq!(
        check("ListUsers", &[("MaxItems", "0")]),
        "1 validation error detected: Value '0' at 'maxItems' failed to satisfy constraint: Member must have value \
         greater than or equal to 1"
    );
    assert_eq!(
        check("ListPolicies", &[("Scope", "Mine")]),
        "1 validation error detected: Value 'Mine' at 'scope' failed to satisfy constraint: Member must satisfy enum \
         value set: [All, AWS, Local]"
    );
    let tag = [("UserName", "a"), ("Tags.member.1.Key", ""), ("Tags.member.1.Value", "v")];
    assert!(
        check("TagUser", &tag).contains("Value '' at 'tags.1.member.key' failed"),
        "{}",
        check("TagUser", &tag)
    );
}

#[test]
fn secrets_are_in_no_message() {
    let message = check("CreateLoginProfile", &[("UserName", "a b"), ("Password", "")]);
    assert!(message.contains("Value at 'password'"), "{message}");
}

#[test]
fn answers_are_written_by_the_model() {
    let output = json!({"Users": [], "IsTruncated": false});
    let answer = query::write_answer(iam(), operation("ListUsers"), &output, "id-1").unwrap();
    assert_eq!(
        String::from_utf8(answer).unwrap(),
        "<ListUsersResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ListUsersResult>\
         <IsTruncated>false</IsTruncated><Users></Users></ListUsersResult><ResponseMetadata><RequestId>id-1</RequestId>\
         </ResponseMetadata></ListUsersResponse>"
    );
    let answer = query::write_answer(iam(), operation("DeleteUser"), &json!({}), "id-2").unwrap();
    assert!(!String::from_utf8(answer).unwrap().contains("Result"));
}

#[test]
fn outputs_that_the_model_doesn_t_have_are_no_answers() {
    let of = |output: &Value| {
        query::write_answer(iam(), operation("ListUsers"), output, "id").map_err(|it| it.to_string())
    };
    assert!(of(&json!({"Users": [], "Extra": 1})).unwrap_err().contains("has no member `Extra`"));
    assert!(of(&json!({"IsTruncated": false})).unwrap_err().contains("lacks `Users`"));
    assert!(of(&json!({"Users": "all"})).unwrap_err().contains("can't be \"all\""));
}

proptest! {
    /// Whatever stands in an answer, it is well-formed, and a reader finds it again.
    #[test]
    fn any_text_survives_an_answer(text in any::<String>()) {
        let output = json!({"Account": text, "Arn": "arn", "UserId": "id"});
        let sts = ServiceName::Sts.model();
        let described = sts.operation("GetCallerIdentity").expect("STS has it");
        let answer = String::from_utf8(query::write_answer(sts, described, &output, "id").unwrap()).unwrap();
        let document = roxmltree::Document::parse(&answer).map_err(|it| TestCaseError::fail(it.to_string()))?;
        let account = document.descendants().find(|node| node.has_tag_name(("https://sts.amazonaws.com/doc/2011-06-15/", "Account")));
        let is_forbidden = |it: char| it < ' ' && !matches!(it, '\t' | '\n' | '\r') || matches!(it, '\u{FFFE}' | '\u{FFFF}');
        prop_assert_eq!(account.unwrap().text().unwrap_or_default(), text.replace(is_forbidden, "\u{FFFD}"));
    }

    /// No pairs make the reader or the constraints fall over.
    #[test]
    fn any_pairs_are_read_or_refused(pairs in prop::collection::vec(("[A-Za-z.1-9]{0,30}", any::<String>()), 0..20), at in 0..181_usize) {
        let operation = &iam().operations()[at];
        let pairs = pairs.iter().map(|(name, value)| (Cow::from(name.as_str()), Cow::from(value.as_str())));
        if let (Ok(input), Some(shape)) = (query::read_input(iam(), operation.input(), pairs), operation.input()) {
            let _ = constraint::check(iam(), shape, &input);
        }
    }
}
