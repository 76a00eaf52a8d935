//! Does a pattern match a text of the request, its variables replaced (S10–S16)?
//!
//! A pattern with variables is put together from borrowed pieces, so nothing is allocated for it.

use iamkit_policy::glob::{Piece, Token, pieces_match};
use iamkit_policy::normal::{Part, Pattern, Scope, Template};
use iamkit_policy::value;
use smallvec::SmallVec;

use crate::request::{Carried, Request};
use crate::truth::Truth;

type Pieces<'p> = SmallVec<[Piece<'p>; 16]>;

/// The pieces of a pattern with its variables replaced; or what a comparison with it comes to, where a variable has
/// neither value nor default (it matches nothing, S11) or its key is unknown.
fn resolve<'p>(template: &'p Template, request: &Request<'p>) -> Result<Pieces<'p>, Truth> {
    let mut pieces = Pieces::new();
    let mut is_unknown = false;
    for part in template.parts() {
        let variable = match part {
            Part::Token(token) => {
                pieces.push(token.into());
                continue;
            }
            Part::Variable(variable) => variable,
        };
        let value = match request.carried(variable.key().folded()) {
            Carried::Single(value) => Some(value.text),
            Carried::Unknown => {
                is_unknown = true;
                continue;
            }
            // S14: a multi-valued key has no value as a variable.
            Carried::Nothing | Carried::Multi(_) => variable.default(),
        };
        pieces.push(Piece::Literal(value.ok_or(Truth::Fails)?));
    }
    if is_unknown { Err(Truth::Unknown) } else { Ok(pieces) }
}

/// Answers a question about a pattern's pieces; a pattern without a value for its variables answers no.
fn ask(pattern: &Pattern, request: &Request<'_>, question: impl Fn(&[Piece<'_>]) -> Truth) -> Truth {
    match pattern {
        Pattern::Glob(glob) => {
            let pieces = glob.tokens().iter().map(Piece::from).collect::<Pieces<'_>>();
            question(&pieces)
        }
        Pattern::Template(template) => {
            resolve(template, request).map_or_else(|truth| truth, |pieces| question(&pieces))
        }
    }
}

/// Whether the pattern matches the text, letter case included.
pub(crate) fn matches(pattern: &Pattern, text: &str, request: &Request<'_>) -> Truth {
    match pattern {
        Pattern::Glob(glob) => glob.matches(text).into(),
        Pattern::Template(template) => match starts(template, text, request) {
            Some(is_whole) => is_whole.into(),
            None => ask(pattern, request, |pieces| pieces_match(pieces, text).into()),
        },
    }
}

/// Whether the text is what the template says up to its first `*`, where that settles the matter.
///
/// Nearly every template has its variables before its only `*`: they are then compared as they come.
fn starts(template: &Template, text: &str, request: &Request<'_>) -> Option<bool> {
    if request.has_unknown() {
        return None;
    }
    let mut rest = text;
    let mut parts = template.parts().iter();
    while let Some(part) = parts.next() {
        let start = match part {
            Part::Token(Token::Literal(literal)) => literal,
            Part::Token(Token::AnyString) if parts.len() == 0 => return Some(true),
            Part::Token(_) => return None,
            Part::Variable(variable) => match request.carried(variable.key().folded()) {
                Carried::Single(value) => value.text,
                _ => variable.default()?,
            },
        };
        match rest.strip_prefix(start) {
            Some(behind) => rest = behind,
            None => return Some(false),
        }
    }
    Some(rest.is_empty())
}

/// Whether the set of patterns holds the text.
pub(crate) fn scope_contains(scope: &Scope<Pattern>, text: &str, request: &Request<'_>) -> Truth {
    let is_named = Truth::any(scope.entries().iter().map(|pattern| matches(pattern, text, request)));
    if scope.is_complement() { !is_named } else { is_named }
}

/// Whether the set of patterns holds a resource of which nothing is known: for certain only where it holds all (S25).
pub(crate) fn scope_contains_open(scope: &Scope<Pattern>) -> Truth {
    let is_named = match scope.entries() {
        [] => Truth::Fails,
        entries if entries.iter().any(is_any) => Truth::Holds,
        _ => Truth::Unknown,
    };
    if scope.is_complement() { !is_named } else { is_named }
}

/// Whether the pattern, which has no wildcards, is the text after simple lower-casing (S35).
pub(crate) fn equals_ignoring_case(pattern: &Pattern, text: &str, request: &Request<'_>) -> Truth {
    ask(pattern, request, |pieces| {
        let folded = literals(pieces).flat_map(str::chars).map(value::fold_char);
        folded.eq(text.chars().map(value::fold_char)).into()
    })
}

/// Whether the pattern, which has no wildcards, is this truth value; unevaluable where it is none (S42).
pub(crate) fn is_bool(pattern: &Pattern, truth: bool, request: &Request<'_>) -> Truth {
    ask(pattern, request, |pieces| {
        let is = |word: &str| {
            literals(pieces).flat_map(str::bytes).map(|byte| byte.to_ascii_lowercase()).eq(word.bytes())
        };
        match (is("true"), is("false")) {
            (false, false) => Truth::Unevaluable,
            (is_true, _) => (is_true == truth).into(),
        }
    })
}

fn literals<'p>(pieces: &'p [Piece<'p>]) -> impl Iterator<Item = &'p str> + Clone {
    pieces.iter().map(|piece| match piece {
        Piece::Literal(text) => *text,
        // Values of these operators have no wildcards; if one had, it would stand for itself.
        Piece::AnyChar => "?",
        Piece::AnyString => "*",
    })
}

/// Whether a resource pattern is `*`, which covers every resource.
pub(crate) fn is_any(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::Glob(glob) if matches!(glob.tokens(), [Token::AnyString]))
}

/// Whether a pattern has neither wildcards nor variables.
pub(crate) fn is_fixed(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::Glob(glob) if glob.as_literal().is_some())
}
