//! Does one text match one glob? (S5, S8)
//!
//! The stretches before the first and after the last `*` are anchored; what lies between is searched
//! from left to right, each stretch at the first place after the one before it.
//! The leftmost place leaves the most room for the rest, so no choice is ever taken back.
//! There is no table and no compiled form: tokens are read as they are.

use memchr::{memchr2_iter, memmem};

use super::Token;

/// How literals are compared
pub(super) trait Letters {
    /// Where `literal` first occurs in `text`
    fn find(text: &str, literal: &str) -> Option<usize>;
    /// Whether two texts are alike
    fn eq(left: &str, right: &str) -> bool;
}

/// Every letter differs from every other
pub(super) enum Exact {}

impl Letters for Exact {
    fn find(text: &str, literal: &str) -> Option<usize> {
        memmem::find(text.as_bytes(), literal.as_bytes())
    }

    fn eq(left: &str, right: &str) -> bool {
        left == right
    }
}

/// ASCII letters of either case are alike
pub(super) enum IgnoreAsciiCase {}

impl Letters for IgnoreAsciiCase {
    fn find(text: &str, literal: &str) -> Option<usize> {
        let Some(first) = literal.as_bytes().first() else { return Some(0) };
        let is_here = |at: &usize| {
            let window = text.get(*at..).and_then(|rest| rest.get(..literal.len()));
            window.is_some_and(|window| Self::eq(window, literal))
        };
        memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text.as_bytes()).find(is_here)
    }

    fn eq(left: &str, right: &str) -> bool {
        left.eq_ignore_ascii_case(right)
    }
}

/// Whether the tokens, in normal form, match the whole text
pub(super) fn matches<L: Letters>(tokens: &[Token], text: &str) -> bool {
    rest_after_all::<L>(tokens, text).is_some()
}

/// `Some` when everything was found, as `?` reads better than nested conditions
fn rest_after_all<L: Letters>(tokens: &[Token], text: &str) -> Option<()> {
    let mut stretches = tokens.split(|token| matches!(token, Token::AnyString));
    let rest = strip_start::<L>(stretches.next().unwrap_or_default(), text)?;
    let Some(last) = stretches.next_back() else {
        return rest.is_empty().then_some(());
    };
    let mut rest = strip_end::<L>(last, rest)?;
    for stretch in stretches {
        rest = skip_past::<L>(stretch, rest)?;
    }
    Some(())
}

/// What follows the stretch, when the text starts with it
fn strip_start<'t, L: Letters>(stretch: &[Token], text: &'t str) -> Option<&'t str> {
    stretch.iter().try_fold(text, |text, token| match token {
        Token::Literal(literal) => {
            let (start, rest) = text.split_at_checked(literal.len())?;
            L::eq(start, literal).then_some(rest)
        }
        Token::AnyChar => without_first(text),
        Token::AnyString => None,
    })
}

/// What comes before the stretch, when the text ends with it
fn strip_end<'t, L: Letters>(stretch: &[Token], text: &'t str) -> Option<&'t str> {
    stretch.iter().try_rfold(text, |text, token| match token {
        Token::Literal(literal) => {
            let (rest, end) = text.split_at_checked(text.len().checked_sub(literal.len())?)?;
            L::eq(end, literal).then_some(rest)
        }
        Token::AnyChar => {
            let mut chars = text.chars();
            chars.next_back()?;
            Some(chars.as_str())
        }
        Token::AnyString => None,
    })
}

/// What follows the first occurrence of the stretch
fn skip_past<'t, L: Letters>(stretch: &[Token], text: &'t str) -> Option<&'t str> {
    // In normal form a stretch after `*` starts with a literal; the search holds without it as well.
    let (literal, others) = match stretch.split_first() {
        Some((Token::Literal(literal), others)) => (&**literal, others),
        _ => ("", stretch),
    };
    let mut text = text;
    loop {
        text = text.get(L::find(text, literal)?..)?;
        if let Some(rest) = text.get(literal.len()..).and_then(|rest| strip_start::<L>(others, rest)) {
            return Some(rest);
        }
        text = without_first(text)?;
    }
}

fn without_first(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    chars.next()?;
    Some(chars.as_str())
}
