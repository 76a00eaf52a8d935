//! Patterns of actions, resources and condition values: globs, some with variables in them.
//!
//! Rules: S2–S8 (actions, resources), S10–S16 (variables), S36 (ARNs by component).

use std::borrow::Cow;

use super::key::KeyName;
use crate::glob::{Glob, Token};
use crate::keyword::LanguageVersion;

/// A pattern of action names, in any letter case (S2)
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ActionPattern {
    /// The pattern in lower case; `None` where it can match nothing (S4).
    glob: Option<Glob>,
}

impl ActionPattern {
    /// Reads an entry of `Action` or `NotAction`: one glob over the whole `service:Name`.
    ///
    /// A text with white space, a comma or an empty name matches nothing (S4).
    pub fn parse(text: &str) -> Self {
        let has_separator = text.bytes().any(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b','));
        let is_dead = has_separator || text.ends_with(':') || text.is_empty();
        Self { glob: (!is_dead).then(|| Glob::parse(text).into_ascii_lowercase()) }
    }

    /// The glob over lower-case action names, unless the pattern can match nothing (S4).
    pub fn glob(&self) -> Option<&Glob> {
        self.glob.as_ref()
    }

    /// Whether the pattern names an action, given in lower case.
    pub fn matches(&self, lower_case_action: &str) -> bool {
        self.glob.as_ref().is_some_and(|glob| glob.matches(lower_case_action))
    }
}

/// A policy variable, `${key}` or `${key, 'default'}` (S13)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    key: KeyName,
    default: Option<Box<str>>,
}

impl Variable {
    /// The condition key whose value stands for the variable.
    pub fn key(&self) -> &KeyName {
        &self.key
    }

    /// The value when the key has none.
    pub fn default(&self) -> Option<&str> {
        self.default.as_deref()
    }
}

/// One part of a [`Template`]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A piece of a glob.
    Token(Token),
    /// A value of the request, taken literally (S15).
    Variable(Variable),
}

/// A glob with variables in it
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

impl Template {
    /// The parts in their order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }
}

/// A glob, or a glob with variables
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// No variables: the same for every request.
    Glob(Glob),
    /// Variables: a glob once the request is known.
    Template(Template),
}

impl Pattern {
    /// Reads an entry of `Resource` or `NotResource`.
    ///
    /// The whole ARN is one glob (S6); variables count only behind the fifth colon (S10) and not in a 2008 document
    /// (S1); an incomplete ARN gets `*` in each missing field (S7).
    pub fn resource(text: &str, version: LanguageVersion) -> Self {
        Self::resource_as_written(&complete_arn(text), version)
    }

    /// As [`Pattern::resource`], but an incomplete ARN stays as it is, as in resource policies (S7).
    pub fn resource_as_written(text: &str, version: LanguageVersion) -> Self {
        let variables = match version {
            LanguageVersion::V2008_10_17 => VariablesFrom::Nowhere,
            LanguageVersion::V2012_10_17 => VariablesFrom::FifthColon,
        };
        Self::new(text, variables, Wildcards::Yes)
    }

    /// Reads a condition value in which `*` and `?` are wildcards.
    pub fn like(text: &str, version: LanguageVersion) -> Self {
        Self::new(text, VariablesFrom::start(version), Wildcards::Yes)
    }

    /// Reads a condition value in which `*` and `?` stand for themselves (S35).
    pub fn exact(text: &str, version: LanguageVersion) -> Self {
        Self::new(text, VariablesFrom::start(version), Wildcards::No)
    }

    fn new(text: &str, variables: VariablesFrom, wildcards: Wildcards) -> Self {
        // Most texts have neither variables nor escapes, and are globs as they stand.
        if has_variable_text(text) {
            return Self::from_parts(parse(text, variables, wildcards));
        }
        Self::Glob(match wildcards {
            Wildcards::Yes => Glob::parse(text),
            Wildcards::No => Glob::literal(text),
        })
    }

    fn from_parts(parts: Vec<Part>) -> Self {
        if parts.iter().any(|part| matches!(part, Part::Variable(_))) {
            return Self::Template(Template { parts });
        }
        Self::Glob(Glob::from_tokens(parts.into_iter().filter_map(|part| match part {
            Part::Token(token) => Some(token),
            Part::Variable(_) => None,
        })))
    }

    /// The variables in their order.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        let parts = match self {
            Self::Glob(_) => &[],
            Self::Template(template) => template.parts(),
        };
        parts.iter().filter_map(|part| match part {
            Part::Variable(variable) => Some(variable),
            Part::Token(_) => None,
        })
    }

    /// The glob for a request: variables replaced by their values as literal text (S15), or by their defaults (S13).
    ///
    /// `None` when a variable has neither: the entry then matches nothing (S11).
    pub fn resolve<'v>(&self, value_of: impl Fn(&KeyName) -> Option<&'v str>) -> Option<Cow<'_, Glob>> {
        let template = match self {
            Self::Glob(glob) => return Some(Cow::Borrowed(glob)),
            Self::Template(template) => template,
        };
        let tokens = template.parts.iter().map(|part| match part {
            Part::Token(token) => Some(token.clone()),
            Part::Variable(variable) => {
                let value = value_of(&variable.key).or(variable.default())?;
                Some(Token::Literal(value.into()))
            }
        });
        let tokens = tokens.collect::<Option<Vec<_>>>()?;
        Some(Cow::Owned(Glob::from_tokens(tokens)))
    }
}

/// A value of an `Arn…` condition, compared component by component (S36)
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArnPattern {
    /// Six patterns, one for each component.
    Components(Box<[Pattern; 6]>),
    /// A text that is no ARN pattern: it matches nothing.
    Unmatchable(Box<str>),
}

impl ArnPattern {
    /// Reads the value of an `Arn…` condition.
    ///
    /// A bare `*` is every ARN, and an incomplete ARN is completed as in `Resource` (INFER from S7).
    pub fn parse(text: &str, version: LanguageVersion) -> Self {
        let completed = if text == "*" { Cow::Borrowed("*:*:*:*:*:*") } else { complete_arn(text) };
        let components = split_components(&completed);
        let patterns =
            components.iter().map(|component| Pattern::like(component, version)).collect::<Vec<_>>();
        match <[Pattern; 6]>::try_from(patterns) {
            Ok(patterns) => Self::Components(Box::new(patterns)),
            Err(_) => Self::Unmatchable(text.into()),
        }
    }

    /// The patterns of the components; none where nothing can match.
    pub fn components(&self) -> &[Pattern] {
        match self {
            Self::Components(patterns) => patterns.as_slice(),
            Self::Unmatchable(_) => &[],
        }
    }
}

/// Adds `*` for each missing field of an incomplete ARN (S7).
fn complete_arn(text: &str) -> Cow<'_, str> {
    if !is_incomplete_arn(text) {
        return Cow::Borrowed(text);
    }
    let components = split_components(text).len();
    Cow::Owned(format!("{text}{}", ":*".repeat(6_usize.saturating_sub(components))))
}

/// Whether a text begins as an ARN and has fewer than five colons outside `${…}` (S7).
pub(crate) fn is_incomplete_arn(text: &str) -> bool {
    let count = || {
        if has_variable_text(text) {
            return split_components(text).len();
        }
        memchr::memchr_iter(b':', text.as_bytes()).take(5).count() + 1
    };
    text.starts_with("arn:") && count() < 6
}

/// Whether a `${` stands in the text.
fn has_variable_text(text: &str) -> bool {
    memchr::memchr(b'$', text.as_bytes())
        .is_some_and(|at| text.get(at..).is_some_and(|rest| rest.contains("${")))
}

/// Splits at the first five colons that stand outside `${…}`; never empty.
fn split_components(text: &str) -> Vec<&str> {
    if !has_variable_text(text) {
        return text.splitn(6, ':').collect();
    }
    let mut components = Vec::with_capacity(6);
    let (mut start, mut at) = (0, 0);
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        let rest = text.get(at..).unwrap_or_default();
        if let Some((_, after)) = variable_text(rest) {
            at = text.len() - after.len();
            continue;
        }
        if byte == b':' && components.len() < 5 {
            components.push(text.get(start..at).unwrap_or_default());
            start = at + 1;
        }
        at += 1;
    }
    components.push(text.get(start..).unwrap_or_default());
    components
}

/// From where on `${…}` is a variable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum VariablesFrom {
    Start,
    FifthColon,
    Nowhere,
}

impl VariablesFrom {
    fn start(version: LanguageVersion) -> Self {
        match version {
            LanguageVersion::V2008_10_17 => Self::Nowhere,
            LanguageVersion::V2012_10_17 => Self::Start,
        }
    }

    /// Whether `${…}` is a variable behind that many colons.
    fn are_active(self, colons: usize) -> bool {
        match self {
            Self::Start => true,
            Self::FifthColon => 5 <= colons,
            Self::Nowhere => false,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wildcards {
    Yes,
    No,
}

fn parse(text: &str, variables: VariablesFrom, wildcards: Wildcards) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut colons = 0;
    // INVARIANT: the text before `rest` has been put into `parts` and `literal`.
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let (variable, after) = match variable_text(rest) {
            Some((inside, after)) => (Some(inside), after),
            None => (None, rest.split_at(character.len_utf8()).1),
        };
        let piece = rest.split_at(rest.len() - after.len()).0;
        match variable.filter(|_| variables.are_active(colons)) {
            Some(inside) => push_variable(inside, &mut literal, &mut parts),
            None => push_text(piece, wildcards, &mut literal, &mut parts),
        }
        // Colons inside `${…}` don't count, whether it is a variable or not.
        colons += usize::from(piece == ":");
        rest = after;
    }
    flush(&mut literal, &mut parts);
    parts
}

fn push_variable(inside: &str, literal: &mut String, parts: &mut Vec<Part>) {
    if let Some(escaped) = escape(inside) {
        literal.push_str(escaped);
        return;
    }
    flush(literal, parts);
    parts.push(Part::Variable(variable_from(inside)));
}

/// Adds text in which no variable counts.
fn push_text(text: &str, wildcards: Wildcards, literal: &mut String, parts: &mut Vec<Part>) {
    for character in text.chars() {
        let token = match (character, wildcards) {
            ('*', Wildcards::Yes) => Token::AnyString,
            ('?', Wildcards::Yes) => Token::AnyChar,
            _ => {
                literal.push(character);
                continue;
            }
        };
        flush(literal, parts);
        parts.push(Part::Token(token));
    }
}

fn flush(literal: &mut String, parts: &mut Vec<Part>) {
    if !literal.is_empty() {
        parts.push(Part::Token(Token::Literal(std::mem::take(literal).into())));
    }
}

/// At a `${`: what stands inside the braces and the text behind them. An unclosed one is ordinary text.
fn variable_text(rest: &str) -> Option<(&str, &str)> {
    let inside = rest.strip_prefix("${")?;
    // A quoted default may hold a closing brace, so its closing quote is looked for first.
    if let Some(comma) = inside.find([',', '}'])
        && inside.get(comma..).is_some_and(|text| text.starts_with(','))
        && inside.get(comma + 1..).is_some_and(|text| text.trim_start_matches(' ').starts_with('\''))
        && let Some(end) = inside.find("'}").filter(|&end| comma < end)
        && inside.get(comma + 1..end).is_some_and(|default| default.contains('\''))
    {
        return Some((inside.get(..=end)?, inside.get(end + 2..)?));
    }
    inside.split_once('}')
}

/// `${*}`, `${?}` and `${$}` are the characters themselves (S12).
fn escape(inside: &str) -> Option<&str> {
    matches!(inside, "*" | "?" | "$").then_some(inside)
}

/// Reads `key` or `key, 'default'`; a default without its quotes is none, and then the variable has no value (INFER).
fn variable_from(inside: &str) -> Variable {
    let (key, default) = match inside.split_once(',') {
        Some((key, default)) => (key, default.trim_matches(' ')),
        None => return Variable { key: KeyName::new(inside.trim_matches(' ')), default: None },
    };
    let quoted = default.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    match quoted {
        Some(default) => Variable { key: KeyName::new(key.trim_matches(' ')), default: Some(default.into()) },
        None => Variable { key: KeyName::new(inside), default: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_without_variables_are_read_the_same_in_one_step(
            text in "[ab:*?$]{0,12}",
            start in prop::sample::select(vec!["", "arn:", "arn:a:b:c:d:"]),
        ) {
            let text = format!("{start}{text}");
            for wildcards in [Wildcards::Yes, Wildcards::No] {
                let slowly = Pattern::from_parts(parse(&text, VariablesFrom::Start, wildcards));
                prop_assert_eq!(Pattern::new(&text, VariablesFrom::Start, wildcards), slowly);
            }
            prop_assert_eq!(is_incomplete_arn(&text), text.starts_with("arn:") && text.matches(':').count() < 5);
        }
    }
}
