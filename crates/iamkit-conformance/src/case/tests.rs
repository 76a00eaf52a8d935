//! What the case format takes and refuses, with the exact messages.

use super::*;

fn case(request: &str, expect: &str, more: &str) -> String {
    format!(
        r#"{{"id": "a", "source": "S1", "confidence": "doc", {more}
"request": {{"principal": "*", "action": "s3:GetObject", {request}}},
"policies": {{}}, "expect": {expect}}}"#
    )
}

fn message(text: &str) -> String {
    read(text).expect_err("is malformed").to_string()
}

const DENIED: &str = r#"{"decision": "implicitDeny"}"#;

fn request_problem(request: &str) -> String {
    message(&case(request, DENIED, ""))
}

fn expect_problem(expect: &str) -> String {
    message(&case(r#""resource": "*""#, expect, ""))
}

#[test]
fn context_values_are_texts() {
    use CaseValue::{Many, One};
    let request = r#""resource": "*", "context": {"a": true, "b": 1.5, "c": ["x", 2]}"#;
    let cases = read(&case(request, DENIED, "")).expect("is a case");
    let values = cases[0].request.context.0.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>();
    assert_eq!(values, [One("true".into()), One("1.5".into()), Many(vec!["x".into(), "2".into()])]);
}

#[test]
fn malformed_case_is_named_with_its_place() {
    let twice = request_problem(r#""resource": "*", "context": {"a": "1", "A": "2"}"#);
    assert_eq!(twice, "malformed case: the context holds the key `A` twice at line 2 column 104");
    let unknown_field = message(&case(r#""resource": "*""#, DENIED, r#""note": 1,"#));
    assert!(unknown_field.starts_with("malformed case: unknown field `note`, expected"));
    assert_eq!(message("{"), "malformed case: EOF while parsing an object at line 1 column 1");
}

#[test]
fn unknown_key_is_not_also_given() {
    for request in [
        r#""resource": "*", "context": {"a:b": "1"}, "unknown": ["A:B"]"#,
        r#""resource": "*", "unknown": ["a:b", "A:B"]"#,
        r#""resources": [{"arn": "x", "context": {"a:b": "1"}}], "unknown": ["A:B"]"#,
        r#""resources": [{"arn": "x", "context": {"A:B": "1"}}], "context": {"a:b": "1"}"#,
    ] {
        assert!(request_problem(request).contains("the context holds the key `A:B` twice"), "{request}");
    }
}

#[test]
fn there_is_one_notion_of_the_resource() {
    let both = request_problem(r#""resource": "*", "resources": [{"arn": "x"}]"#);
    assert!(both.contains("both `resource` and `resources` are given"), "{both}");
    for none in [r#""context": {}"#, r#""resources": []"#] {
        assert!(request_problem(none).contains("no `resource` is given"));
    }
    let text = request_problem(r#""resource": "arn:aws:s3:::bucket""#);
    assert!(text.contains("expected `*` or an object with `arn`"), "{text}");
}

#[test]
fn an_expected_error_stands_by_itself() {
    for expect in [
        r#"{"error": "x", "decision": "allowed"}"#,
        r#"{"error": "x", "missingKeys": []}"#,
        r#"{"error": "x", "dependsOn": []}"#,
    ] {
        assert!(expect_problem(expect).contains("an expected error stands by itself"), "{expect}");
    }
    assert!(expect_problem("{}").contains("neither `decision` nor `error` is expected"));
    let depends = expect_problem(r#"{"decision": "allowed", "dependsOn": []}"#);
    assert!(
        depends.contains("`dependsOn` and `undecidedKeys` go with the decision `depends` alone"),
        "{depends}"
    );
}

#[test]
fn every_kind_of_principal_is_read() {
    let principal = |json: &str| serde_json::from_str::<CasePrincipal>(json);
    let arn = "arn:aws:sts::111122223333:assumed-role/Deploy/ci";
    let session = principal(&format!(r#"{{"arn": "{arn}", "uniqueId": "AROAEXAMPLE"}}"#)).expect("is one");
    let expected =
        AwsCaller { arn: arn.into(), unique_id: Some("AROAEXAMPLE".into()), ..AwsCaller::default() };
    assert_eq!(session, CasePrincipal::Aws(expected));
    assert_eq!(principal(r#""*""#).expect("is one"), CasePrincipal::Text("*".into()));
    let federated = FederatedCaller { federated: "accounts.google.com".into() };
    let read = principal(r#"{"federated": "accounts.google.com"}"#).expect("is one");
    assert_eq!(read, CasePrincipal::Federated(federated));
    let problem = principal(r#"{"federated": "x", "arn": "y"}"#).expect_err("is both").to_string();
    assert!(
        problem.starts_with("expected an ARN, a service principal, `*`, an object with `arn`"),
        "{problem}"
    );
}

#[test]
fn a_case_that_cannot_be_read_is_placed_in_its_file() {
    let cases = "[\n  {\"id\": \"\u{e4}\", \"x\": 1},\n {\"id\": \"b\"}]";
    let places = read_each(cases).expect("is JSON").into_iter().map(|case| {
        let case = case.expect_err("is no case");
        let position = case.position().expect("is known");
        (case.id().to_owned(), (position.line, position.column))
    });
    assert_eq!(places.collect::<Vec<_>>(), [("\u{e4}".to_owned(), (2, 17)), ("b".to_owned(), (3, 12))]);
    let error = read("{\n  1}").expect_err("is no JSON");
    let position = error.position("{\n  1}").expect("is known");
    assert_eq!((position.line, position.column, &*error.message()), (2, 3, "key must be a string"));
}
