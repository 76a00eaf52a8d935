//! Texts that an unknown key can stand for, as a variable of a pattern that is compared with a known text.
//!
//! Whatever stands in the place of a variable is a part of the text, so all parts are tried, within bounds.

use iamkit_policy::glob::{Piece, Token, pieces_match};
use iamkit_policy::normal::{Part, Template, Variable};
use iamkit_policy::value::fold_char;

use crate::request::{Carried, Request};

/// How many parts of a text are tried at most.
const MAX_PARTS: usize = 8_192;

/// How many texts are found at most.
const MAX_FITTING: usize = 128;

/// The texts with which a pattern matches, and whether they are all.
#[derive(Default)]
pub(crate) struct Fitting {
    pub(crate) texts: Vec<String>,
    pub(crate) is_complete: bool,
}

/// What the key, in lower case, can stand for where the template is to match the text.
pub(crate) fn of(template: &Template, key: &str, text: &str, request: &Request<'_>) -> Fitting {
    let mut found = Fitting { texts: Vec::new(), is_complete: true };
    let mut left = MAX_PARTS;
    for part in parts(text, fixed_start(template, key, request)) {
        left -= 1;
        if left == 0 || MAX_FITTING < found.texts.len() {
            found.is_complete = false;
            break;
        }
        if fits(template, key, part, text, request) {
            found.texts.push(part.to_owned());
        }
    }
    found.texts.sort();
    found.texts.dedup();
    found
}

/// The same where letter case doesn't count; the texts are in lower case.
pub(crate) fn of_any_case(template: &Template, key: &str, text: &str, request: &Request<'_>) -> Fitting {
    let fold = |text: &str| text.chars().map(fold_char).collect::<String>();
    let text = fold(text);
    let folded_parts = template.parts().iter().map(|part| match part {
        Part::Token(Token::Literal(literal)) => Some(fold(literal)),
        // Wildcards are none in these values.
        Part::Token(Token::AnyChar) => Some("?".into()),
        Part::Token(Token::AnyString) => Some("*".into()),
        Part::Variable(variable) if variable.key().folded() == key => None,
        Part::Variable(variable) => match place(variable, request) {
            Place::Known(text) => Some(fold(text)),
            Place::Nothing => Some(String::new()),
            Place::Open => None,
        },
    });
    let folded_parts = folded_parts.collect::<Vec<_>>();
    let is_open = has_other_unknown(template, key, request);
    let before = folded_parts.iter().take_while(|part| part.is_some()).flatten().map(String::len).sum();
    let matches = |part: &str| {
        let whole = folded_parts.iter().map(|literal| literal.as_deref().unwrap_or(part)).collect::<String>();
        whole == text
    };
    let texts = parts(&text, Some(before)).filter(|part| matches(part)).map(str::to_owned).collect();
    Fitting { texts, is_complete: !is_open }
}

/// Where the key's value begins, if that is the same wherever it ends.
fn fixed_start(template: &Template, key: &str, request: &Request<'_>) -> Option<usize> {
    let before = template.parts().iter().take_while(|part| !is_key(part, key));
    let lengths = before.map(|part| match part {
        Part::Token(Token::Literal(literal)) => Some(literal.len()),
        Part::Token(_) => None,
        Part::Variable(variable) => match place(variable, request) {
            Place::Known(text) => Some(text.len()),
            Place::Nothing | Place::Open => None,
        },
    });
    lengths.sum()
}

/// The parts of a text that begin at a place, or anywhere; the empty one first.
fn parts(text: &str, start: Option<usize>) -> impl Iterator<Item = &str> {
    let starts = start.map_or(0..text.len() + 1, |start| start..start + 1);
    starts.flat_map(move |start| (start..=text.len()).filter_map(move |end| text.get(start..end)))
}

fn is_key(part: &Part, key: &str) -> bool {
    matches!(part, Part::Variable(variable) if variable.key().folded() == key)
}

/// What stands in the place of a variable.
enum Place<'r> {
    Known(&'r str),
    /// It has neither value nor default, so that the pattern matches nothing (S11).
    Nothing,
    /// Its key is unknown.
    Open,
}

fn place<'r>(variable: &'r Variable, request: &Request<'r>) -> Place<'r> {
    match request.carried(variable.key().folded()) {
        Carried::Single(value) => Place::Known(value.text),
        Carried::Unknown => Place::Open,
        Carried::Nothing | Carried::Multi(_) => variable.default().map_or(Place::Nothing, Place::Known),
    }
}

/// Whether the template has unknown variables of other keys.
pub(crate) fn has_other_unknown(template: &Template, key: &str, request: &Request<'_>) -> bool {
    template.parts().iter().any(|part| match part {
        Part::Variable(variable) => {
            variable.key().folded() != key && matches!(place(variable, request), Place::Open)
        }
        Part::Token(_) => false,
    })
}

fn fits(template: &Template, key: &str, value: &str, text: &str, request: &Request<'_>) -> bool {
    let pieces = template.parts().iter().map(|part| match part {
        Part::Token(token) => Some(Piece::from(token)),
        part if is_key(part, key) => Some(Piece::Literal(value)),
        Part::Variable(variable) => match place(variable, request) {
            Place::Known(text) => Some(Piece::Literal(text)),
            Place::Nothing => None,
            // Another unknown key may have whatever value fits.
            Place::Open => Some(Piece::AnyString),
        },
    });
    pieces.collect::<Option<Vec<_>>>().is_some_and(|pieces| pieces_match(&pieces, text))
}
