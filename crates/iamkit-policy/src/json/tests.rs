//! What is JSON, and what is said of what isn't.

use super::*;
use crate::position::Span;
use proptest::prelude::*;

fn message(text: &str) -> String {
    parse(text).expect_err("is invalid").to_string()
}

#[test]
fn errors_say_what_was_expected_and_where() {
    assert_eq!(message("{\"a\" 1}"), "invalid JSON: expected `:`, found `1` at the document (1:6)");
    assert_eq!(
        message("[1,\n 2"),
        "invalid JSON: expected `,` or `]`, found the end of the text at the document (2:3)"
    );
    assert_eq!(
        message("\"\\ud800\""),
        "invalid JSON: a lone surrogate is no character at the document (1:2)"
    );
    assert_eq!(
        message("\"\\ud800\\u0041\""),
        "invalid JSON: a lone surrogate is no character at the document (1:2)"
    );
}

#[test]
fn limits_name_the_measure_and_the_limit() {
    let deep = "[".repeat(200);
    assert_eq!(message(&deep), "nesting of 65 levels, the limit is 64 at the document (1:65)");
    let large = " ".repeat(MAX_BYTES + 1);
    assert_eq!(message(&large), "text of 4194305 bytes, the limit is 4194304 at the document (1:1)");
}

#[test]
fn members_without_braces_are_an_object() {
    let tape = parse_lenient("\"a\": {\"b\": 1}, \"c\": 2").expect("is a fragment");
    let keys = tape.root().members().map(|member| member.key).collect::<Vec<_>>();
    assert_eq!(keys, ["a", "c"]);
    assert_eq!(tape.root().span(), Span { start: 0, end: 21 });
}

proptest! {
    #[test]
    fn accepts_what_serde_json_accepts(text in "[\\[\\]{}:,\"\\\\a1.eE+ntrufls -]{0,24}") {
        let expected = serde_json::from_str::<serde_json::Value>(&text);
        // A number too large for a double is JSON all the same.
        prop_assume!(!expected.as_ref().is_err_and(|error| error.to_string().contains("out of range")));
        prop_assert_eq!(parse(&text).is_ok(), expected.is_ok());
    }

    #[test]
    fn reads_every_string_as_serde_json_does(string in any::<String>()) {
        let text = serde_json::to_string(&string).expect("is a string");
        let tape = parse(&text).expect("is JSON");
        let read = tape.root().as_str();
        prop_assert_eq!(read.as_deref(), Some(&*string));
    }
}
