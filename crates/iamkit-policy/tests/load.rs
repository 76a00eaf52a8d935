//! The wrappings in which documents arrive, and the errors of those that don't.

#![expect(clippy::expect_used, reason = "integration test")]

use iamkit_policy::{Loaded, MAX_BYTES, load};

const BARE: &str = r#"{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}"#;

fn loaded(text: &str) -> Loaded {
    load(text.as_bytes()).expect("holds a policy document")
}

fn error(bytes: &[u8]) -> String {
    load(bytes).expect_err("holds no policy document").to_string()
}

#[test]
fn every_envelope_is_opened() {
    for (text, envelope) in [
        (BARE.to_owned(), "bare document"),
        (format!(r#"{{"policyDocument": {BARE}}}"#), "document under `policyDocument`"),
        (format!(r#"{{"PolicyDocument": {BARE}, "PolicyName": "p"}}"#), "document under `PolicyDocument`"),
        (format!(r#"{{"Document": {BARE}}}"#), "document under `Document`"),
        (
            format!(r#"{{"PolicyVersion": {{"Document": {BARE}, "VersionId": "v1"}}}}"#),
            "document under `PolicyVersion.Document`",
        ),
    ] {
        let loaded = loaded(&text);
        assert_eq!(loaded.entries().len(), 1);
        assert_eq!(loaded.entries()[0].envelope().to_string(), envelope);
        assert_eq!(loaded.entries()[0].document().to_string(), BARE);
    }
}

#[test]
fn encoded_documents_are_decoded() {
    let percent = BARE.replace('%', "%25").replace('{', "%7B").replace('}', "%7D").replace('"', "%22");
    let quoted = serde_json::to_string(BARE).expect("is a string");
    for text in [
        percent.clone(),
        format!("\"{percent}\""),
        quoted.clone(),
        format!(r#"{{"PolicyVersion": {{"Document": "{percent}"}}}}"#),
        format!(r#"{{"PolicyDocument": {quoted}}}"#),
    ] {
        assert_eq!(loaded(&text).entries()[0].document().to_string(), BARE);
    }
}

#[test]
fn members_of_a_fragment_are_found_by_name() {
    let fragment = format!(
        r#""full": {{"name": "Full", "policyDocument": {BARE}}}, "read": {{"policyDocument": {BARE}}}, "note": 1"#
    );
    let several = loaded(&fragment);
    let names = several.entries().iter().filter_map(|entry| entry.member()).collect::<Vec<_>>();
    assert_eq!(names, ["full", "read"]);
    assert_eq!(several.clone().pick(Some("read")).expect("is there").member(), Some("read"));
    let refused = several.clone().pick(None).expect_err("is ambiguous");
    assert_eq!(refused.to_string(), "several policy documents, name one of `full`, `read`");
    let refused = several.pick(Some("reed")).expect_err("is not there");
    assert_eq!(refused.to_string(), "no member `reed`, there are `full`, `read`");
}

#[test]
fn places_are_those_of_the_whole_text() {
    let text = "{\n  \"policyDocument\": {\n    \"Statement\": {\"Effect\": \"Allow\", \"Action\": 1}}}";
    assert_eq!(
        error(text.as_bytes()),
        "expected a string, found a number at /policyDocument/Statement/Action (3:48)"
    );
    assert_eq!(
        error(br#"{"Document": "{\"Statement\": 1}"}"#),
        "in the encoded document at /Document: expected a statement (an object), found a number at /Statement (1:15)"
    );
}

#[test]
fn what_holds_no_document_is_one_line() {
    assert_eq!(error(b"{\"Statement\": \"\xff\"}"), "not UTF-8: invalid byte at offset 15");
    assert_eq!(error(&vec![b' '; MAX_BYTES + 1]), "4194305 bytes, the limit is 4194304");
    assert_eq!(
        error(b"{\"a\": 1}"),
        "no policy document found: expected `Statement`, or an answer, request, template or plan that holds it, such as \
         `PolicyDocument`, `Policy` or `PolicyVersion.Document`"
    );
    assert_eq!(
        error(br#"{"Statement": ["#),
        "invalid JSON: expected a JSON value, found the end of the text at the document (1:16)"
    );
    assert_eq!(
        error(format!(r#"{{"Document": {BARE}, "Document": {BARE}}}"#).as_bytes()),
        "duplicate key `Document` at /Document (1:87)"
    );
}
