//! Where the parts of a document stand: keys, values, operators, in bytes and in UTF-16.

#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_policy::{MemberSpan, PolicyDocument, Span, Utf16Position, load};

const TEXT: &str = r#"{
  "Version": "2012-10-17", "Id": "🦀",
  "Statement": [{"Sid": "A", "Effect": "Allow", "Principal": {"AWS": ["*"], "Service": "s3.amazonaws.com"},
    "NotAction": ["s3:*", "\u0073qs:*"], "Resource": "*",
    "Condition": {"StringLike": {"aws:PrincipalTag/é": ["x"], "b": "y"}, "Bool": {"c": true}}}]
}"#;

fn at(span: Span) -> &'static str {
    span.of(TEXT).unwrap()
}

fn member(span: MemberSpan) -> [&'static str; 2] {
    [at(span.key), at(span.value)]
}

#[test]
fn elements_of_a_document_have_their_places() {
    let document: PolicyDocument = TEXT.parse().unwrap();
    assert_eq!(member(document.version_span().unwrap()), ["\"Version\"", "\"2012-10-17\""]);
    assert_eq!(member(document.id_span().unwrap()), ["\"Id\"", "\"🦀\""]);
    let [key, value] = member(document.statements_span());
    assert_eq!((key, value.starts_with("[{\"Sid\"") && value.ends_with("}]")), ("\"Statement\"", true));
    assert_eq!(at(document.span()), TEXT);
}

#[test]
fn elements_of_a_statement_have_their_places() {
    let document: PolicyDocument = TEXT.parse().unwrap();
    let statement = &document.statements()[0];
    assert_eq!(member(statement.sid_span().unwrap()), ["\"Sid\"", "\"A\""]);
    assert_eq!(member(statement.effect_span()), ["\"Effect\"", "\"Allow\""]);
    assert_eq!(member(statement.actions().span()), ["\"NotAction\"", r#"["s3:*", "\u0073qs:*"]"#]);
    assert_eq!(at(statement.actions().values()[1].span()), r#""\u0073qs:*""#);
    assert_eq!(member(statement.resources().unwrap().span()), ["\"Resource\"", "\"*\""]);
    let principals = statement.principals().unwrap();
    assert_eq!(at(principals.member_span().key), "\"Principal\"");
    let keys = principals.entries().iter().map(|entry| at(entry.key_span().unwrap())).collect::<Vec<_>>();
    assert_eq!(keys, ["\"AWS\"", "\"Service\""]);
}

#[test]
fn conditions_have_the_places_of_operator_key_and_values() {
    let document: PolicyDocument = TEXT.parse().unwrap();
    let statement = &document.statements()[0];
    assert_eq!(at(statement.condition_span().unwrap().key), "\"Condition\"");
    let places = statement.conditions().iter().map(|condition| {
        let [key, value] = member(condition.span());
        [at(condition.operator_span()), key, value]
    });
    let expected = [
        ["\"StringLike\"", "\"aws:PrincipalTag/é\"", "[\"x\"]"],
        ["\"StringLike\"", "\"b\"", "\"y\""],
        ["\"Bool\"", "\"c\"", "true"],
    ];
    assert_eq!(places.collect::<Vec<_>>(), expected);
}

#[test]
fn places_are_told_in_utf16_too() {
    let document: PolicyDocument = TEXT.parse().unwrap();
    let id = document.id_span().unwrap().value;
    assert_eq!(id.in_utf16(TEXT).len(), 4);
    let range = id.utf16_positions(TEXT);
    assert_eq!((range.start.character, range.end.character), (33, 37));
    assert_eq!(document.utf16_position(id.end), Utf16Position { line: 1, character: 37 });
}

#[test]
fn places_within_a_wrapping_are_those_of_the_whole_text() {
    let text = r#"{"PolicyDocument": {"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}}"#;
    let loaded = load(text.as_bytes()).unwrap().pick(None).unwrap();
    let effect = loaded.document().statements()[0].effect_span();
    assert_eq!(effect.whole().of(text), Some("\"Effect\": \"Deny\""));
}

#[test]
fn errors_have_the_span_of_what_is_wrong() {
    let spans = |text: &str| {
        let errors = text.parse::<PolicyDocument>().unwrap_err();
        errors.iter().map(|error| error.span().of(text).unwrap().to_owned()).collect::<Vec<_>>()
    };
    let statement =
        r#"{"Statement": {"Effect": "Permit", "Action": "s3:*", "Actions": 1, "Condition": {"Like": {}}}}"#;
    assert_eq!(spans(statement), ["\"Permit\"", "\"Actions\"", "\"Like\""]);
    assert_eq!(spans("{\"Id\" é}"), ["é"]);
    assert_eq!(spans("{"), [""]);
}
