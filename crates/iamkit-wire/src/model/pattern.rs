//! The patterns of texts, which are written for other engines than ours.

use std::fmt;
use std::sync::OnceLock;

use regex::Regex;

/// A pattern that the whole of a text meets
#[derive(Debug)]
pub struct TextPattern {
    written: Box<str>,
    /// Made when it is first asked for: a server starts before it knows which of a hundred it needs.
    regex: OnceLock<Option<Regex>>,
}

/// How large a compiled pattern may be, in bytes.
const MAX_SIZE: usize = 4 << 20;

impl TextPattern {
    /// A pattern as a model has it
    ///
    /// One that can't be read is met by no text.
    pub(super) fn new(written: &str) -> Self {
        Self { written: written.into(), regex: OnceLock::new() }
    }

    /// Whether all of a text meets it
    pub fn is_met_by(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    /// Whether it could be read
    pub fn is_read(&self) -> bool {
        self.regex().is_some()
    }

    fn regex(&self) -> Option<&Regex> {
        let make = || regex::RegexBuilder::new(&translated(&self.written)).size_limit(MAX_SIZE).build().ok();
        self.regex.get_or_init(make).as_ref()
    }
}

impl fmt::Display for TextPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// The one part of all patterns that looks ahead, and the same without.
const LOOKING_AHEAD: (&str, &str) = ("([a-z0-9]|-(?!-)){1,61}[a-z0-9]", "(-?[a-z0-9])+");

/// The same pattern, anchored, for the crate `regex`: classes are of ASCII, as in AWS's engine, and `\uXXXX` is spelt
/// `\x{XXXX}`.
fn translated(written: &str) -> String {
    let written = written.replace(r"\u10000-\u10FFFF", r"\x{10000}-\x{10FFFF}");
    // The crate doesn't look ahead: no dash before a dash is a dash before something else. How often is the length's to say.
    let written = written.replace(LOOKING_AHEAD.0, LOOKING_AHEAD.1);
    let mut pattern = String::from(r"\A(?:");
    let mut rest = written.as_str();
    let mut is_in_class = false;
    while let Some(character) = rest.chars().next() {
        let (taken, given) = match rest.get(..2) {
            Some(r"\u") => (6, format!(r"\x{{{}}}", rest.get(2..6).unwrap_or_default())),
            Some(r"\w") => (2, in_class("A-Za-z0-9_", is_in_class)),
            Some(r"\d") => (2, in_class("0-9", is_in_class)),
            Some(escape) if character == '\\' => (2, escape.to_owned()),
            // Two of these in a class are operators of the crate's, and so is a class in a class.
            _ if is_in_class && "[&~".contains(character) => (1, format!(r"\{character}")),
            _ => (character.len_utf8(), character.to_string()),
        };
        is_in_class = match character {
            '[' => true,
            ']' => false,
            _ => is_in_class,
        };
        pattern.push_str(&given);
        rest = rest.get(taken..).unwrap_or_default();
    }
    pattern.push_str(r")\z");
    pattern
}

fn in_class(characters: &str, is_in_class: bool) -> String {
    if is_in_class { characters.to_owned() } else { format!("[{characters}]") }
}
