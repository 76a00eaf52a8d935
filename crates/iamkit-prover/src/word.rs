//! Patterns of policies as words of the automaton.

use iamkit_policy::value::fold_char;

use crate::comparison::Comparison;
use crate::language::{Loop, Step, Word, symbol};
use crate::text::{Piece, Text};

/// The word of a pattern, letter case included. A variable becomes the character that `number_of` gives its key.
pub(crate) fn of_text(text: &Text, number_of: &impl Fn(&str) -> usize) -> Word {
    let mut word = Word::default();
    push(&mut word, text, Loop::Any, Step::Any, number_of);
    word.finish()
}

/// The word of a pattern without variables.
pub(crate) fn of_plain(text: &Text) -> Word {
    of_text(text, &|_| 0)
}

fn push(word: &mut Word, text: &Text, any_string: Loop, any_char: Step, number_of: &impl Fn(&str) -> usize) {
    for piece in text.pieces() {
        match piece {
            Piece::Literal(text) => word.push_text(text),
            Piece::AnyChar => word.push(any_char),
            Piece::AnyString => word.push_loop(any_string),
            Piece::Variable { key, .. } => word.push(Step::Char(symbol(number_of(key)))),
        }
    }
}

/// The word of a text in any letter case (S35).
pub(crate) fn in_any_case(text: &str) -> Word {
    let mut word = Word::default();
    text.chars().for_each(|character| word.push(Step::Folded(fold_char(character))));
    word.finish()
}

/// The word of a pattern in any letter case.
pub(crate) fn of_folded(text: &Text, number_of: &impl Fn(&str) -> usize) -> Word {
    let mut word = Word::default();
    for piece in text.pieces() {
        match piece {
            Piece::Literal(text) => {
                text.chars().for_each(|character| word.push(Step::Folded(fold_char(character))));
            }
            piece => push(
                &mut word,
                &Text::from_pieces(std::slice::from_ref(piece)),
                Loop::Any,
                Step::Any,
                number_of,
            ),
        }
    }
    word.finish()
}

/// The word of six components, `None` where no ARN has them (S36).
pub(crate) fn of_arn(components: &[Text; 6], number_of: &impl Fn(&str) -> usize) -> Option<Word> {
    let [first, middle @ .., last] = components;
    if !first.has_variables() && !first.matches("arn") {
        return None;
    }
    let mut word = Word::default();
    word.push_text("arn:");
    for component in middle {
        if component.pieces().iter().any(|piece| matches!(piece, Piece::Literal(text) if text.contains(':')))
        {
            return None;
        }
        push(&mut word, component, Loop::NotColon, Step::NotColon, number_of);
        word.push(Step::Char(':'));
    }
    push(&mut word, last, Loop::Any, Step::Any, number_of);
    Some(word.finish())
}

/// The word of all ARNs (S37).
pub(crate) fn any_arn() -> Word {
    let mut word = Word::default();
    word.push_text("arn:");
    for _ in 0..4 {
        word.push_loop(Loop::NotColon);
        word.push(Step::Char(':'));
    }
    word.push_loop(Loop::Any);
    word.finish()
}

/// The words of each truth value (S42).
fn of_bools() -> [Vec<Word>; 2] {
    ["true", "false"].map(|text| vec![in_any_case(text)])
}

/// The lists of words by which a comparison of text tells values apart.
pub(crate) fn of_comparison(comparison: &Comparison) -> Vec<Vec<Word>> {
    match comparison {
        Comparison::Text { is_any_case: false, values, .. } => {
            vec![values.iter().map(of_plain).collect()]
        }
        Comparison::Text { is_any_case: true, values, .. } => {
            vec![values.iter().map(|value| of_folded(value, &|_| 0)).collect()]
        }
        Comparison::Arn { values, .. } => {
            let words = values.iter().flatten().filter_map(|components| of_arn(components, &|_| 0));
            vec![words.collect(), vec![any_arn()]]
        }
        Comparison::Bool { .. } => of_bools().into(),
        _ => Vec::new(),
    }
}
