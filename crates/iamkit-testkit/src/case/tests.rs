//! What the case format refuses, with the exact messages.

use super::read;

fn case(context: &str, more: &str) -> String {
    format!(
        r#"{{"id": "a", "source": "S1", "confidence": "doc", {more}
"request": {{"principal": "*", "action": "s3:GetObject", "resource": "*", "context": {context}}},
"policies": {{}}, "expect": {{"decision": "implicitDeny"}}}}"#
    )
}

#[test]
fn context_values_are_texts() {
    use crate::naive::Value::{Many, One};
    let cases = read(&case(r#"{"a": true, "b": 1.5, "c": ["x", 2]}"#, "")).expect("is a case");
    let values = cases[0].request.context.0.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>();
    assert_eq!(values, [One("true".into()), One("1.5".into()), Many(vec!["x".into(), "2".into()])]);
}

#[test]
fn malformed_case_is_named_with_its_place() {
    let message = |text: &str| read(text).expect_err("is malformed").to_string();
    assert_eq!(
        message(&case(r#"{"a": "1", "A": "2"}"#, "")),
        "malformed case: the context holds the key `A` twice at line 2 column 104"
    );
    assert!(
        message(&case("{}", r#""note": 1,"#)).starts_with("malformed case: unknown field `note`, expected")
    );
    assert_eq!(message("{"), "malformed case: EOF while parsing an object at line 1 column 1");
}
