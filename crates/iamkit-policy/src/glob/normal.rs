//! The normal form of token sequences.
//!
//! It merges adjacent literals and rewrites each run of wildcards as its `?` followed by at most one
//! `*`, which matches the same strings: the matcher can rely on a literal after every `*`, and equal
//! languages are equal values.
//! It reads no syntax; that is the business of [`Glob::parse`](super::Glob::parse).

use std::mem;

use super::token::{Token, Tokens};

/// Collects tokens and gives them back in normal form
#[derive(Default)]
pub(super) struct Normaliser {
    tokens: Tokens,
    // INVARIANT: either `text` is empty or there is no pending wildcard.
    text: String,
    any_chars: usize,
    any_string: bool,
}

impl Normaliser {
    /// Adds text that stands for itself
    pub(super) fn literal(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.flush_wildcards();
        self.text.push_str(text);
    }

    /// Adds a `?`
    pub(super) fn any_char(&mut self) {
        self.flush_text();
        self.any_chars = self.any_chars.saturating_add(1);
    }

    /// Adds a `*`
    pub(super) fn any_string(&mut self) {
        self.flush_text();
        self.any_string = true;
    }

    /// The tokens so far, in normal form
    pub(super) fn finish(mut self) -> Tokens {
        self.flush_text();
        self.flush_wildcards();
        self.tokens
    }

    fn flush_text(&mut self) {
        if !self.text.is_empty() {
            self.tokens.push(Token::Literal(mem::take(&mut self.text).into_boxed_str()));
        }
    }

    fn flush_wildcards(&mut self) {
        let any_chars = mem::take(&mut self.any_chars);
        self.tokens.extend(std::iter::repeat_n(Token::AnyChar, any_chars));
        if mem::take(&mut self.any_string) {
            self.tokens.push(Token::AnyString);
        }
    }
}
