//! What the reader of documents takes, what it refuses and in which words.

#![expect(clippy::expect_used, reason = "integration test")]

use iamkit_policy::{Effect, LanguageVersion, PolicyDocument, StatementBuilder};
use proptest::prelude::*;

const FULL: &str = r#"{
  "Version": "2012-10-17",
  "Id": "all",
  "Statement": [
    {"Sid": "A", "Effect": "Allow", "Principal": {"AWS": ["111122223333", "*"], "Service": "s3.amazonaws.com"},
     "Action": ["s3:Get*", "S3:putobject"], "Resource": "arn:aws:s3:::b\u002fk",
     "Condition": {"Bool": {"aws:SecureTransport": true}, "NumericLessThan": {"s3:max-keys": [10, "20"]}}},
    {"Effect": "Deny", "NotPrincipal": "*", "NotAction": "iam:*", "NotResource": ["*"]}
  ]
}"#;

fn parse(text: &str) -> PolicyDocument {
    text.parse().expect("is a policy document")
}

fn problems(text: &str) -> Vec<String> {
    let errors = text.parse::<PolicyDocument>().expect_err("is invalid");
    errors.iter().map(ToString::to_string).collect()
}

fn statement(members: &str) -> String {
    format!(r#"{{"Statement": {{"Effect": "Allow", "Action": "s3:*", "Resource": "*"{members}}}}}"#)
}

#[test]
fn the_spelling_of_an_operator_is_kept_and_changes_nothing_else() {
    let read = |operator: &str| -> PolicyDocument {
        let condition = format!(r#"{{"{operator}": {{"aws:TagKeys": ["a"]}}}}"#);
        let statement =
            format!(r#"{{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {condition}}}"#);
        format!(r#"{{"Statement": {statement}}}"#).parse().expect("is a document")
    };
    let (usual, other) = (read("ForAnyValue:StringLike"), read("foranyvalue:Stringlike"));
    assert_eq!(usual, other);
    assert_eq!(usual.to_canonical_string(), other.to_canonical_string());
    assert_eq!(usual.statements()[0].conditions()[0].respelt_operator(), None);
    assert_eq!(other.statements()[0].conditions()[0].respelt_operator(), Some("foranyvalue:Stringlike"));
    assert_eq!(read("ForAllValues:Null").statements()[0].conditions()[0].respelt_operator(), None);
}

#[test]
fn every_element_is_read_with_its_place() {
    let document = parse(FULL);
    assert_eq!(document.version(), LanguageVersion::V2012_10_17);
    assert_eq!(document.id(), Some("all"));
    let [allow, deny] = document.statements() else { panic!("has two statements") };
    assert_eq!((allow.sid(), allow.effect()), (Some("A"), Effect::Allow));
    assert_eq!(allow.resources().expect("has resources").values()[0].as_str(), "arn:aws:s3:::b/k");
    assert_eq!(allow.principals().expect("has principals").entries().len(), 3);
    assert_eq!(allow.conditions()[0].values()[0].as_str(), "true");
    assert_eq!(allow.conditions()[1].values()[0].as_str(), "10");
    assert!(deny.actions().is_negated() && deny.principals().expect("has principals").is_negated());
    assert_eq!(deny.position().to_string(), "8:5");
}

#[test]
fn text_is_printed_exactly_as_it_was_read() {
    let document = parse(FULL);
    assert_eq!(document.to_string(), FULL);
}

#[cfg(feature = "serde")]
#[test]
fn a_document_is_itself_on_the_wire() {
    let document = parse(FULL);
    let value: serde_json::Value = serde_json::from_str(FULL).expect("is JSON");
    assert_eq!(serde_json::to_value(&document).expect("serialises"), value);
    assert_eq!(serde_json::from_value::<PolicyDocument>(value).expect("deserialises"), document);
}

#[test]
fn canonical_text_is_one_for_equal_documents() {
    let document = parse(FULL);
    let canonical = document.to_canonical_string();
    assert_eq!(parse(&canonical), document);
    assert_eq!(parse(&canonical).to_canonical_string(), canonical);
}

#[test]
fn size_counts_no_white_space() {
    let document = parse(r#" { "Statement" : [ ] }"#);
    assert_eq!(document.size(), r#"{"Statement":[]}"#.len());
    assert_eq!(document.characters(), r#"{ "Statement" : [ ] }"#.len());
}

#[test]
fn duplicate_keys_are_errors() {
    // S18
    let text = statement(r#", "Action": "ec2:*""#);
    assert_eq!(
        problems(&text),
        [
            "duplicate key `Action` at /Statement/Action (1:70)",
            "`Action` and `NotAction` exclude each other and stand once at /Statement/Action (1:70)"
        ]
    );
    let block = statement(r#", "Condition": {"Bool": {"a:b": "true"}, "Bool": {"a:b": "false"}}"#);
    assert_eq!(problems(&block), ["duplicate key `Bool` at /Statement/Condition/Bool (1:109)"]);
}

#[test]
fn every_problem_is_listed_in_one_pass() {
    let text = r#"{
  "Version": "2013-01-01",
  "Statement": [
    {"Effect": "allow", "Action": ["s3:*", 7], "resource": "*"},
    {"Effect": "Deny", "Condition": {"StringMatches": {"a:b": "c"}}},
    "nothing"
  ],
  "Extra": 1
}"#;
    assert_eq!(
        problems(text),
        [
            "unknown version `2013-01-01`, expected `2012-10-17` or `2008-10-17` at /Version (2:14)",
            "unknown effect `allow`, expected `Allow` or `Deny` at /Statement/0/Effect (4:16)",
            "expected a string, found a number at /Statement/0/Action/1 (4:44)",
            "unknown element `resource`, did you mean `Resource`? at /Statement/0/resource (4:48)",
            "missing element `Action` or `NotAction` at /Statement/1 (5:5)",
            "unknown condition operator `StringMatches` at /Statement/1/Condition/StringMatches (5:38)",
            "expected a statement (an object), found a string at /Statement/2 (6:5)",
            "unknown element `Extra`, expected one of `Version`, `Id`, `Statement` at /Extra (8:3)",
        ]
    );
}

#[test]
fn empty_lists_of_actions_and_resources_are_errors() {
    // S22
    for element in ["NotAction", "NotResource"] {
        let other = if element == "NotAction" { r#""Resource": "*""# } else { r#""Action": "s3:*""# };
        let text = format!(r#"{{"Statement": {{"Effect": "Allow", "{element}": [], {other}}}}}"#);
        assert!(
            problems(&text)[0].starts_with(&format!("empty list of `{element}` at /Statement/{element} "))
        );
    }
}

#[test]
fn wrong_shapes_say_what_was_expected() {
    assert_eq!(
        problems("[]"),
        ["expected a policy document (an object), found an array at the document (1:1)"]
    );
    assert_eq!(problems("{}"), ["missing element `Statement` at the document (1:1)"]);
    assert_eq!(
        problems(&statement(r#", "Principal": "alice""#)),
        ["expected `*` or an object of principals, found `alice` at /Statement/Principal (1:83)"]
    );
    assert_eq!(
        problems(&statement(r#", "Condition": {"Bool": {"a:b": null}}"#)),
        ["expected a string, a number or a boolean, found null at /Statement/Condition/Bool/a:b (1:100)"]
    );
    assert_eq!(
        problems(&statement(r#", "NotResource": "*""#)),
        ["`Resource` and `NotResource` exclude each other and stand once at /Statement/NotResource (1:70)"]
    );
}

#[test]
fn errors_are_one_line_with_the_count_of_the_rest() {
    let errors = r#"{"Statement": {}}"#.parse::<PolicyDocument>().expect_err("is invalid");
    assert_eq!(errors.to_string(), "missing element `Effect` at /Statement (1:15) and 1 more problem");
}

#[test]
fn builders_refuse_what_readers_refuse() {
    let empty = PolicyDocument::builder().statement(StatementBuilder::allow().actions([""; 0])).build();
    assert_eq!(empty.expect_err("is invalid").iter().len(), 1);
}

proptest! {
    #[test]
    fn mutated_documents_never_panic(at in 0usize..FULL.len(), bytes in prop::collection::vec(any::<u8>(), 0..4), cut in 0usize..6) {
        let mut mutated = FULL.as_bytes().to_vec();
        let end = (at + cut).min(mutated.len());
        mutated.splice(at..end, bytes);
        if let Ok(loaded) = iamkit_policy::load(&mutated) {
            for entry in loaded.entries() {
                let document = entry.document();
                prop_assert_eq!(&parse(&document.to_canonical_string()), document);
                let _ = iamkit_policy::normal::NormalPolicy::from(document);
            }
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = iamkit_policy::load(&bytes);
    }
}
