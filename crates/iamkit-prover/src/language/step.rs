//! What the places of a word read, character by character.
//!
//! A character of the private use area stands for the value of a policy variable: only itself and `*` read it.

use iamkit_policy::value::fold_char;

/// The first of the characters that stand for variables' values.
const FIRST_SYMBOL: u32 = 0xF_0000;

/// What a place reads to get to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    Char(char),
    /// Any character that folds to this one.
    Folded(char),
    Any,
    NotColon,
    /// Any character but a colon and a slash.
    Segment,
    /// Any character that the name of an action can have.
    NameChar,
    Digit,
    /// A lower-case letter of ASCII.
    Lower,
    /// A lower-case letter, a digit or a hyphen.
    IdChar,
    End,
}

/// What a place reads to stay where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Loop {
    #[default]
    None,
    Any,
    NotColon,
    Segment,
    NameChar,
    /// Any of these characters.
    OneOf(&'static str),
    Digit,
    LowerOrHyphen,
    IdChar,
}

/// The character that stands for the value of a variable, by its number.
pub(crate) fn symbol(number: usize) -> char {
    let code = u32::try_from(number).ok().and_then(|number| FIRST_SYMBOL.checked_add(number));
    code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}

pub(super) fn is_symbol(character: char) -> bool {
    FIRST_SYMBOL <= u32::from(character)
}

pub(super) fn reads(step: Step, character: char) -> bool {
    match step {
        Step::Char(expected) => expected == character,
        Step::Folded(expected) => fold_char(character) == expected && !is_symbol(character),
        Step::Any => !is_symbol(character),
        Step::NotColon => character != ':' && !is_symbol(character),
        Step::Segment => !matches!(character, ':' | '/') && !is_symbol(character),
        Step::NameChar => is_name_char(character),
        Step::Digit => character.is_ascii_digit(),
        Step::Lower => character.is_ascii_lowercase(),
        Step::IdChar => is_id_char(character),
        Step::End => false,
    }
}

pub(super) fn stays(kind: Loop, character: char) -> bool {
    match kind {
        Loop::None => false,
        Loop::Any => true,
        Loop::NotColon => character != ':',
        Loop::Segment => !matches!(character, ':' | '/'),
        Loop::NameChar => is_name_char(character),
        Loop::OneOf(characters) => characters.contains(character),
        Loop::Digit => character.is_ascii_digit(),
        Loop::LowerOrHyphen => character.is_ascii_lowercase() || character == '-',
        Loop::IdChar => is_id_char(character),
    }
}

fn is_id_char(character: char) -> bool {
    character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
}

/// Characters that names of actions have, none in upper case: names are compared in lower case (S2).
fn is_name_char(character: char) -> bool {
    let is_special = matches!(character, ':' | '*' | '?' | ',') || character.is_ascii_uppercase();
    !is_special && !character.is_whitespace() && !is_symbol(character)
}
