//! The pieces of a value: plain text, wildcards and variables.

use crate::rules::prelude::{KeyTest, Operator};

/// A piece of a value
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Text that stands for itself; `${*}`, `${?}` and `${$}` are such.
    Plain(&'t str),
    /// `*` or `?`.
    Wildcard,
    /// What stands between `${` and `}`.
    Variable(&'t str),
}

/// The pieces of a text; a `${` without its brace is plain text.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    // Looked for once: without a brace in the rest there is none behind a later `${` either.
    let mut has_brace = true;
    std::iter::from_fn(move || {
        if rest.starts_with(['*', '?']) {
            rest = rest.get(1..)?;
            return Some(Piece::Wildcard);
        }
        if let Some(behind) = rest.strip_prefix("${").filter(|_| has_brace) {
            if let Some((inside, after)) = behind.split_once('}') {
                let piece = if matches!(inside, "*" | "?" | "$") {
                    Piece::Plain(inside)
                } else {
                    Piece::Variable(inside)
                };
                rest = after;
                return Some(piece);
            }
            has_brace = false;
        }
        let first = rest.chars().next()?.len_utf8();
        let length = rest.get(first..)?.find(['*', '?', '$']).map_or(rest.len(), |at| first + at);
        let (plain, after) = rest.split_at_checked(length)?;
        rest = after;
        Some(Piece::Plain(plain))
    })
}

/// Whether a variable stands in the text.
pub(super) fn has_variable(text: &str) -> bool {
    text.contains("${") && pieces(text).any(|piece| matches!(piece, Piece::Variable(_)))
}

/// Whether the key is compared as text, and no wildcard or variable is in it: what an operator takes for no wildcard is
/// found by another rule.
pub(super) fn is_literal_text(key: &KeyTest<'_>, text: &str) -> bool {
    key.is_under(Operator::is_string) && pieces(text).all(|piece| matches!(piece, Piece::Plain(_)))
}

/// Whether a text is an id of the kind that begins so: 8 or 17 letters and digits behind the prefix.
pub(super) fn is_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|id| matches!(id.len(), 8 | 17) && id.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fall_into_pieces() {
        let all = pieces("a*b${*}${aws:x}?$c${d").collect::<Vec<_>>();
        let expected = [
            Piece::Plain("a"),
            Piece::Wildcard,
            Piece::Plain("b"),
            Piece::Plain("*"),
            Piece::Variable("aws:x"),
            Piece::Wildcard,
            Piece::Plain("$c"),
            Piece::Plain("${d"),
        ];
        assert_eq!(all, expected);
        assert!(has_variable("x${aws:y}") && !has_variable("${*}${x"));
    }
}
