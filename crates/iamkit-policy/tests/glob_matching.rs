//! One glob against one text: the rules as AWS states them (S5, S8), the `regex` crate as oracle, and
//! inputs on which a backtracking matcher would not come back
#![expect(clippy::unwrap_used, reason = "integration test")]

use iamkit_policy::glob::{Glob, Token};
use proptest::prelude::*;
use regex::Regex;

/// Small, so that texts match often, with characters of one to four bytes and both wildcards.
const ALPHABET: [char; 8] = ['a', 'b', 'A', 'é', 'É', '漢', '😀', '*'];

fn letter() -> impl Strategy<Value = char> {
    prop_oneof![6 => Just('a'), 3 => Just('b'), 5 => prop::sample::select(&ALPHABET[..])]
}

fn word(len: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(letter(), len).prop_map(String::from_iter)
}

fn token() -> impl Strategy<Value = Token> {
    prop_oneof![
        4 => word(0..=3).prop_map(|text| Token::Literal(text.into())),
        2 => Just(Token::AnyChar),
        3 => Just(Token::AnyString),
    ]
}

/// A text that the tokens match.
fn matching_text(tokens: &[Token]) -> impl Strategy<Value = String> + use<> {
    let part = |token: &Token| match token {
        Token::Literal(text) => Just(text.to_string()).boxed(),
        Token::AnyChar => word(1..=1).boxed(),
        Token::AnyString => word(0..=4).boxed(),
    };
    tokens.iter().map(part).collect::<Vec<_>>().prop_map(|parts| parts.concat())
}

/// The text with characters dropped, replaced, doubled or put in other case here and there.
fn near_miss(text: &str) -> impl Strategy<Value = String> + use<> {
    let edit = |c: char| {
        prop_oneof![
            30 => Just(c.to_string()),
            1 => Just(String::new()),
            1 => letter().prop_map(String::from),
            1 => Just(format!("{c}{c}")),
            1 => Just(c.to_ascii_uppercase().to_string()),
        ]
    };
    text.chars().map(edit).collect::<Vec<_>>().prop_map(|parts| parts.concat())
}

fn tokens_and_text() -> impl Strategy<Value = (Vec<Token>, String)> {
    prop::collection::vec(token(), 0..8).prop_flat_map(|tokens| {
        let text = matching_text(&tokens).prop_flat_map(|text| near_miss(&text));
        (Just(tokens), text)
    })
}

fn as_regex(tokens: &[Token], flags: &str) -> Regex {
    let part = |token: &Token| match token {
        // Letters are folded in ASCII only, so the flag must not reach beyond it.
        Token::Literal(text) if flags.contains('i') => text.chars().map(either_ascii_case).collect(),
        Token::Literal(text) => regex::escape(text),
        Token::AnyChar => ".".into(),
        Token::AnyString => ".*".into(),
    };
    let body: String = tokens.iter().map(part).collect();
    Regex::new(&format!(r"(?s)\A{body}\z")).unwrap()
}

fn either_ascii_case(c: char) -> String {
    if c.is_ascii_alphabetic() {
        format!("[{}{}]", c.to_ascii_lowercase(), c.to_ascii_uppercase())
    } else {
        regex::escape(&c.to_string())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn matches_what_the_regex_of_the_tokens_matches((tokens, text) in tokens_and_text()) {
        let glob = Glob::from_tokens(tokens.clone());
        prop_assert_eq!(glob.matches(&text), as_regex(&tokens, "").is_match(&text));
    }

    #[test]
    fn ignores_case_as_the_regex_of_the_tokens_does((tokens, text) in tokens_and_text()) {
        let glob = Glob::from_tokens(tokens.clone());
        let matched = glob.matches_ignore_ascii_case(&text);
        prop_assert_eq!(matched, as_regex(&tokens, "i").is_match(&text));
        prop_assert_eq!(matched, glob.to_ascii_lowercase().matches(&text.to_ascii_lowercase()));
    }

    #[test]
    fn matches_a_text_made_from_it(
        (tokens, text) in prop::collection::vec(token(), 0..8)
            .prop_flat_map(|tokens| (Just(tokens.clone()), matching_text(&tokens)))
    ) {
        let glob = Glob::from_tokens(tokens);
        prop_assert!(glob.matches(&text));
        prop_assert!(glob.matches_ignore_ascii_case(&text));
        prop_assert!(text.starts_with(glob.literal_prefix()));
    }

    #[test]
    fn a_stretch_that_nearly_matches_at_every_place_is_found_where_the_regex_finds_it(
        stretch in "[aB]([aB?]|a[?]){0,12}[?][aB?é]{0,3}",
        text in "(a|aa|aaaa|aaaaB|b|é?){0,80}",
        end in prop::sample::select(vec!["", "*", "b*", "*b", "?"]),
    ) {
        let pattern = format!("*{stretch}*{end}");
        let tokens = Glob::parse(&pattern).tokens().to_vec();
        let glob = Glob::parse(&pattern);
        prop_assert_eq!(glob.matches(&text), as_regex(&tokens, "").is_match(&text));
        prop_assert_eq!(glob.matches_ignore_ascii_case(&text), as_regex(&tokens, "i").is_match(&text));
    }

    #[test]
    fn tokens_are_in_normal_form(tokens in prop::collection::vec(token(), 0..12)) {
        let glob = Glob::from_tokens(tokens);
        for pair in glob.tokens().windows(2) {
            prop_assert!(!matches!(pair, [Token::Literal(_), Token::Literal(_)]));
            prop_assert!(!matches!(pair, [Token::AnyString, Token::AnyChar | Token::AnyString]));
        }
        let has_empty = glob.tokens().iter().any(|token| matches!(token, Token::Literal(text) if text.is_empty()));
        prop_assert!(!has_empty);
        prop_assert_eq!(Glob::from_tokens(glob.tokens().iter().cloned()), glob);
    }

    #[test]
    fn reading_what_was_written_gives_the_same_glob(pattern in "[ab*?é]{0,12}") {
        let glob = Glob::parse(&pattern);
        prop_assert_eq!(Glob::parse(&glob.to_string()), glob);
    }

    #[test]
    fn literal_matches_itself_alone(text in "[a*?é]{0,6}", other in "[a*?é]{0,6}") {
        let glob = Glob::literal(&text);
        prop_assert_eq!(glob.as_literal(), Some(&*text));
        prop_assert_eq!(glob.matches(&other), text == other);
    }
}

/// The keys that the page on the `Resource` element lists for this pattern (S5).
#[test]
fn slash_has_no_meaning_in_a_resource() {
    let glob = Glob::parse("arn:aws:s3:::amzn-s3-demo-bucket/*/test/*");
    let matches = |key: &&str| glob.matches(&format!("arn:aws:s3:::amzn-s3-demo-bucket/{key}"));
    let matching = [
        "1/test/object.jpg",
        "1/2/test/object.jpg",
        "1/2/test/3/object.jpg",
        "1/2/3/test/4/object.jpg",
        "1///test///object.jpg",
        "1/test/.jpg",
        "/test/object.jpg",
        "1/test/",
    ];
    let others = ["1-test/object.jpg", "test/object.jpg", "1/2/test.jpg"];
    let found: Vec<&str> = matching.into_iter().chain(others).filter(matches).collect();
    assert_eq!(found, matching);
}

#[test]
fn star_crosses_colons() {
    assert!(Glob::parse("arn:aws:s3:::*").matches("arn:aws:s3:::a:b/c"));
    assert!(Glob::parse("arn:*:b").matches("arn:aws:s3:::b"));
}

#[test]
fn question_mark_is_one_character_of_any_width() {
    let glob = Glob::parse("a?c");
    for text in ["abc", "a/c", "a:c", "a?c", "aéc", "a漢c", "a😀c", "a\nc"] {
        assert!(glob.matches(text), "{text}");
    }
    for text in ["ac", "abbc", "ae\u{301}c", "ABC"] {
        assert!(!glob.matches(text), "{text}");
    }
}

#[test]
fn anchored_ends_do_not_overlap() {
    assert!(!Glob::parse("aba*ba").matches("aba"));
    assert!(!Glob::parse("aba*ba").matches("abaa"));
    assert!(Glob::parse("aba*ba").matches("ababa"));
    assert!(!Glob::parse("?*?").matches("a"));
}

#[test]
fn empty_glob_matches_the_empty_text_alone() {
    assert!(Glob::parse("").matches(""));
    assert!(!Glob::parse("").matches("a"));
    assert!(Glob::parse("*").matches(""));
    assert!(!Glob::parse("?").matches(""));
}

#[test]
fn letters_outside_ascii_keep_their_case() {
    assert!(Glob::parse("*É").matches_ignore_ascii_case("aÉ"));
    assert!(!Glob::parse("*É").matches_ignore_ascii_case("aé"));
    // The Kelvin sign folds to k in Unicode.
    assert!(!Glob::parse("*k*").matches_ignore_ascii_case("\u{212a}"));
}

// A backtracking matcher would try every way of spreading the stars of the next tests over the text,
// a number of some thousand digits; that they end at all is the point.

#[test]
fn many_stars_against_a_long_text_without_the_last_letter_finish() {
    let glob = Glob::parse(&format!("{}b", "a*".repeat(1_000)));
    let text = "a".repeat(10_000);
    assert!(!glob.matches(&text));
    assert!(!glob.matches_ignore_ascii_case(&text));
    assert!(glob.matches(&format!("{text}b")));
}

#[test]
fn many_stars_against_a_long_text_without_a_letter_in_the_middle_finish() {
    let glob = Glob::parse(&format!("{}c*a", "a*".repeat(1_000)));
    let text = "a".repeat(10_000);
    for _ in 0..1_000 {
        assert!(!glob.matches(&text));
        assert!(!glob.matches_ignore_ascii_case(&text));
    }
    assert!(glob.matches(&format!("{text}ca")));
}

#[test]
fn many_stretches_between_stars_finish_where_the_ends_match() {
    let glob = Glob::parse(&format!("*{}c*b", "ab*".repeat(1_000)));
    let text = "ab".repeat(5_000);
    for _ in 0..100 {
        assert!(!glob.matches(&text));
        assert!(!glob.matches_ignore_ascii_case(&text));
    }
}

#[test]
fn huge_pattern_and_text_finish() {
    let glob = Glob::parse(&"a*".repeat(1_000_000));
    let text = "a".repeat(4_000_000);
    assert!(glob.matches(&text));
    assert!(!glob.matches(&"a".repeat(999_999)));
}
