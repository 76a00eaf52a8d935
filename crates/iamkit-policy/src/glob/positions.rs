//! Globs as one automaton: the places between their characters.
//!
//! A glob of n characters (`?` counted, `*` not) has n + 1 places; a `*` is a loop at its place.
//! A set of places says how far each glob can have got after some text.
//! Sets are sparse and sorted, because of thousands of globs few are alive after a few characters.
//! Nothing is explored here, see [`walk`](super::walk).

use super::{Glob, Token};

/// A sorted set of places
pub(super) type Places = [usize];

/// What a place lets pass to the next one
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Char(char),
    AnyChar,
    End,
}

#[derive(Clone, Copy)]
struct Place {
    step: Step,
    loops: bool,
    /// The first place of the same glob
    start: usize,
    glob: usize,
}

/// The places of a list of globs, glob after glob
pub(super) struct Positions {
    places: Vec<Place>,
}

impl Positions {
    /// Lays out the globs
    pub(super) fn new<'g>(globs: impl IntoIterator<Item = &'g Glob>) -> Self {
        let mut positions = Self { places: Vec::new() };
        for (glob, pattern) in globs.into_iter().enumerate() {
            positions.add(glob, pattern);
        }
        positions
    }

    fn add(&mut self, glob: usize, pattern: &Glob) {
        let start = self.places.len();
        let mut loops = false;
        let mut push = |step, loops| self.places.push(Place { step, loops, start, glob });
        for token in pattern.tokens() {
            match token {
                Token::AnyString => loops = true,
                Token::AnyChar => push(Step::AnyChar, std::mem::take(&mut loops)),
                Token::Literal(text) => {
                    text.chars().for_each(|c| push(Step::Char(c), std::mem::take(&mut loops)));
                }
            }
        }
        push(Step::End, loops);
    }

    fn get(&self, places: &Places) -> impl Iterator<Item = (usize, Place)> {
        places.iter().filter_map(|&at| Some((at, *self.places.get(at)?)))
    }

    /// The place before the first character of each glob
    pub(super) fn starts(&self) -> Vec<usize> {
        self.places.iter().enumerate().filter(|(at, place)| *at == place.start).map(|(at, _)| at).collect()
    }

    /// The globs that match the text that led to these places, in ascending order
    pub(super) fn accepted(&self, places: &Places) -> impl Iterator<Item = usize> {
        self.get(places).filter(|(_, place)| place.step == Step::End).map(|(_, place)| place.glob)
    }

    /// The globs that match this text and whatever may follow it, in ascending order
    pub(super) fn accepted_forever(&self, places: &Places) -> impl Iterator<Item = usize> {
        let is_final = |place: &Place| place.loops && place.step == Step::End;
        self.get(places).filter(move |(_, place)| is_final(place)).map(|(_, place)| place.glob)
    }

    /// The globs that may still match this text or a continuation of it, in ascending order
    pub(super) fn alive(&self, places: &Places) -> impl Iterator<Item = usize> {
        self.get(places).map(|(_, place)| place.glob)
    }

    /// Where one more character leads
    pub(super) fn moves(&self, places: &Places) -> Moves {
        let mut moves = Moves { always: Vec::new(), by_char: Vec::new() };
        for (at, place) in self.get(places) {
            if place.loops {
                moves.always.push(at);
            }
            match place.step {
                Step::AnyChar => moves.always.push(at + 1),
                Step::Char(c) => moves.by_char.push((c, at + 1)),
                Step::End => {}
            }
        }
        moves.by_char.sort_unstable();
        moves
    }

    /// The set of places that a list of them amounts to
    ///
    /// A glob that has reached a `*` matches whatever it would match from an earlier place, so the
    /// earlier places are dropped: this is the automaton's form of searching leftmost.
    #[expect(clippy::stable_sort_primitive, reason = "it merges the two sorted runs in linear time")]
    fn settle(&self, mut places: Vec<usize>) -> Vec<usize> {
        places.sort();
        let mut settled = Vec::with_capacity(places.len());
        for (at, place) in self.get(&places) {
            let redundant_from = if place.loops { place.start } else { at };
            while settled.last().is_some_and(|&last| redundant_from <= last) {
                settled.pop();
            }
            settled.push(at);
        }
        settled
    }
}

/// Where one more character leads, by character
pub(super) struct Moves {
    always: Vec<usize>,
    by_char: Vec<(char, usize)>,
}

impl Moves {
    /// Characters to try, in ascending order: those that some place reads and one that none does
    ///
    /// All characters that no place reads lead to the same places, so one of them stands for all.
    pub(super) fn chars(&self) -> Vec<char> {
        let mut chars: Vec<char> = self.by_char.iter().map(|&(c, _)| c).collect();
        chars.dedup();
        if let Some(other) = pleasant_chars().find(|c| chars.binary_search(c).is_err()) {
            chars.insert(chars.partition_point(|&c| c < other), other);
        }
        chars
    }

    /// The places after the character
    pub(super) fn after(&self, c: char, positions: &Positions) -> Vec<usize> {
        let from = self.by_char.partition_point(|&(read, _)| read < c);
        let reading = self.by_char.iter().skip(from).take_while(|&&(read, _)| read == c);
        let mut places = self.always.clone();
        places.extend(reading.map(|&(_, to)| to));
        positions.settle(places)
    }
}

/// All characters, the ones that read well in a witness first
///
/// Upper-case ASCII letters come last of all, so that the witnesses of folded globs are folded.
fn pleasant_chars() -> impl Iterator<Item = char> {
    let ascii = ('x'..='z').chain('a'..='w').chain('0'..='9').chain("-_./:".chars());
    ascii.chain('\u{e0}'..=char::MAX).chain('\0'..='\u{df}')
}
