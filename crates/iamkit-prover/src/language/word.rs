//! Words: patterns of policies in the form in which automata walk them.

use iamkit_policy::value::fold_char;

use crate::language::step::{Loop, Step, symbol};
use crate::language::text::{Piece, Text};

/// A pattern as a row of places; the last one ends it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Word {
    pub(super) places: Vec<WordPlace>,
    pending: Loop,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct WordPlace {
    pub(super) step: Step,
    pub(super) kind: Loop,
    /// How far it is to the place behind the step.
    pub(super) ahead: u32,
    /// How far it is to another place where one is as well, if there is one.
    pub(super) beside: Option<u32>,
}

impl Word {
    /// The word of one text.
    pub(crate) fn of_text(text: &str) -> Self {
        let mut word = Self::default();
        word.push_text(text);
        word.finish()
    }

    /// The word of any text.
    pub(crate) fn of_any() -> Self {
        let mut word = Self::default();
        word.push_loop(Loop::Any);
        word.finish()
    }

    pub(crate) fn push(&mut self, step: Step) {
        let kind = std::mem::take(&mut self.pending);
        self.places.push(WordPlace { step, kind, ahead: 1, beside: None });
    }

    /// One of some texts, none of them empty; whatever follows is shared by all.
    pub(crate) fn push_choice(&mut self, texts: &[&str]) {
        let kind = std::mem::take(&mut self.pending);
        let mut left = texts.iter().map(|text| text.chars().count()).sum::<usize>();
        for text in texts {
            let length = text.chars().count();
            left = left.saturating_sub(length);
            let [to_next, to_end] = [length, left + 1].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
            for (at, character) in text.chars().enumerate() {
                self.places.push(WordPlace {
                    step: Step::Char(character),
                    kind: if at == 0 { kind } else { Loop::None },
                    ahead: if at + 1 == length { to_end } else { 1 },
                    beside: (at == 0 && 0 < left).then_some(to_next),
                });
            }
        }
    }

    pub(crate) fn push_text(&mut self, text: &str) {
        text.chars().for_each(|character| self.push(Step::Char(character)));
    }

    /// Any number of characters that the loop reads; of two loops in a row the wider one is kept.
    pub(crate) fn push_loop(&mut self, kind: Loop) {
        if self.pending != Loop::Any {
            self.pending = kind;
        }
    }

    pub(crate) fn finish(mut self) -> Self {
        self.push(Step::End);
        self
    }
}

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
