//! The automaton of lists of words: its places, and how sets of them move.

use iamkit_policy::value::unfolded;
use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use crate::bits::Bits;
use crate::language::step::{Loop, Step, is_symbol, reads, stays};
use crate::language::word::{Word, WordPlace};
use crate::limits::{Budget, Exceeded};

/// Whether one of the words reads the whole text.
pub(crate) fn reads_whole(words: &[Word], text: &str) -> bool {
    let automaton = Automaton::new(&[], &[words]);
    let start = automaton.settle(automaton.starts());
    let end =
        text.chars().fold(start, |state, character| automaton.settle(automaton.after(&state, character)));
    automaton.accepted(&end).is_some_and(|lists| lists.contains(0))
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) step: Step,
    pub(super) kind: Loop,
    ahead: u32,
    beside: Option<u32>,
    start: u32,
    pub(super) list: u32,
}

/// A place of a word counts as so many in states.
const PLACES_OF_WORD: usize = 8;

/// The places of all lists, and how sets of them move.
pub(super) struct Automaton {
    places: Vec<Place>,
    pub(super) lists: usize,
    /// The list of universe words comes behind the others.
    pub(super) has_universe: bool,
}

impl Automaton {
    fn new(universe: &[Word], lists: &[&[Word]]) -> Self {
        let mut automaton =
            Self { places: Vec::new(), lists: lists.len(), has_universe: !universe.is_empty() };
        for (list, words) in (0..).zip(lists) {
            for word in *words {
                automaton.add(list, word);
            }
        }
        let behind = u32::try_from(lists.len()).unwrap_or(u32::MAX);
        for word in universe {
            automaton.add(behind, word);
        }
        automaton
    }

    /// The automaton, if its words aren't too long: each of their places takes as much memory as many in states.
    pub(super) fn within(universe: &[Word], lists: &[&[Word]], budget: &Budget) -> Result<Self, Exceeded> {
        let words = universe.iter().chain(lists.iter().copied().flatten());
        budget.state(PLACES_OF_WORD * words.map(|word| word.places.len()).sum::<usize>(), 0)?;
        Ok(Self::new(universe, lists))
    }

    fn add(&mut self, list: u32, word: &Word) {
        let start = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        let places = word.places.iter().map(|&WordPlace { step, kind, ahead, beside }| Place {
            step,
            kind,
            ahead,
            beside,
            start,
            list,
        });
        self.places.extend(places);
    }

    /// For each place, how many characters its word reads at least until its end.
    pub(super) fn left(&self) -> Vec<u32> {
        let mut left: Vec<u32> = vec![0; self.places.len()];
        for (at, place) in self.places.iter().enumerate().rev() {
            let behind = left.get(at + place.ahead as usize).copied().unwrap_or_default();
            if let Some(count) = left.get_mut(at).filter(|_| place.step != Step::End) {
                *count = behind + 1;
            }
        }
        left
    }

    pub(super) fn starts(&self) -> Vec<u32> {
        let mut starts = Vec::new();
        for (at, _) in (0..).zip(&self.places).filter(|(at, place)| place.start == *at) {
            self.enter(at, &mut starts);
        }
        starts
    }

    /// Adds a place and those beside it.
    fn enter(&self, mut at: u32, places: &mut Vec<u32>) {
        places.push(at);
        while let Some(beside) = self.places.get(at as usize).and_then(|place| place.beside) {
            at += beside;
            places.push(at);
        }
    }

    pub(super) fn get<'a>(&'a self, state: &'a [u32]) -> impl Iterator<Item = (u32, Place)> + 'a {
        state.iter().filter_map(|&at| Some((at, *self.places.get(at as usize)?)))
    }

    /// The characters that lead to different states: those some place reads by name, and one for all others.
    pub(super) fn characters(&self, state: &[u32]) -> Vec<char> {
        let mut characters = Vec::new();
        let mut told = Told::default();
        for (_, place) in self.get(state) {
            told.by_step(place.step);
            told.by_loop(place.kind);
            if let Loop::OneOf(all) = place.kind {
                characters.extend(all.chars());
            }
            match place.step {
                Step::Char(character) => characters.push(character),
                Step::Folded(character) => characters.extend(unfolded(character)),
                _ => {}
            }
        }
        let marks = [(told.colon, ':'), (told.slash, '/'), (told.hyphen, '-')];
        characters.extend(marks.into_iter().filter_map(|(is_told, mark)| is_told.then_some(mark)));
        characters.sort_unstable();
        characters.dedup();
        let is_new = |character: &char| characters.binary_search(character).is_err();
        let digit = told.digit.then(|| ('0'..='9').rev().find(is_new)).flatten();
        let letter =
            told.lower.then(|| pleasant().find(|it| it.is_ascii_lowercase() && is_new(it))).flatten();
        let is_other = |character: &char| {
            is_new(character)
                && !character.is_ascii_digit()
                && !(told.lower && character.is_ascii_lowercase())
        };
        let other = pleasant().find(is_other).or_else(|| pleasant().find(is_new));
        characters.extend(digit.into_iter().chain(letter).chain(other));
        characters.sort_by_key(|character| (is_symbol(*character), *character));
        characters.dedup();
        characters
    }

    pub(super) fn after(&self, state: &[u32], character: char) -> Vec<u32> {
        let mut places = Vec::with_capacity(state.len() + 4);
        for (at, place) in self.get(state) {
            if stays(place.kind, character) {
                places.push(at);
            }
            if reads(place.step, character) {
                self.enter(at + place.ahead, &mut places);
            }
        }
        places
    }

    /// The state that a set of places amounts to.
    ///
    /// A word that has reached a `*` holds whatever it would hold from an earlier place, and a list with a word that
    /// holds everything from here on needs none of its other places.
    pub(super) fn settle(&self, mut places: Vec<u32>) -> Vec<u32> {
        places.sort_unstable();
        places.dedup();
        let mut settled: Vec<u32> = Vec::with_capacity(places.len());
        let mut whole: Vec<u32> = Vec::new();
        for (at, place) in self.get(&places) {
            if place.kind == Loop::Any {
                while settled.last().is_some_and(|&last| place.start <= last) {
                    settled.pop();
                }
                if place.step == Step::End {
                    whole.push(place.list);
                }
            }
            settled.push(at);
        }
        if !whole.is_empty() {
            let mut kept = FxHashSet::default();
            settled.retain(|&at| {
                let Some(place) = self.places.get(at as usize) else { return false };
                let is_whole = place.kind == Loop::Any && place.step == Step::End;
                !whole.contains(&place.list) || (is_whole && kept.insert(place.list))
            });
        }
        settled
    }

    /// Whether a word of each of the first lists, and of the universe, can read a character.
    pub(super) fn can_all_read(&self, first: usize, state: &[u32], character: char) -> bool {
        let mut is_read: SmallVec<[bool; 8]> = SmallVec::from_elem(false, first + 1);
        if let Some(universe) = is_read.last_mut() {
            *universe = !self.has_universe;
        }
        for (_, place) in self.get(state) {
            let slot = match place.list as usize {
                list if list == self.lists => first,
                list if list < first => list,
                _ => continue,
            };
            if let Some(is_read) = is_read.get_mut(slot).filter(|is_read| !**is_read) {
                *is_read = stays(place.kind, character) || reads(place.step, character);
            }
        }
        is_read.into_iter().all(|is_read| is_read)
    }

    /// Whether a text of the universe can still come of it.
    pub(super) fn is_alive(&self, state: &[u32]) -> bool {
        !self.has_universe || self.get(state).any(|(_, place)| place.list as usize == self.lists)
    }

    /// The lists that hold the text that led here; `None` where it is none of the universe.
    pub(super) fn accepted(&self, state: &[u32]) -> Option<Bits> {
        let mut lists = Bits::empty(self.lists);
        let mut is_in_universe = !self.has_universe;
        for (_, place) in self.get(state).filter(|(_, place)| place.step == Step::End) {
            match place.list as usize {
                list if list == self.lists => is_in_universe = true,
                list => lists.insert(list),
            }
        }
        is_in_universe.then_some(lists)
    }
}

/// Which kinds of characters some places tell from all others.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "a set of kinds")]
struct Told {
    colon: bool,
    slash: bool,
    hyphen: bool,
    digit: bool,
    lower: bool,
}

impl Told {
    fn by_step(&mut self, step: Step) {
        self.colon |= matches!(step, Step::NotColon | Step::Segment);
        self.slash |= step == Step::Segment;
        self.digit |= matches!(step, Step::Digit | Step::IdChar);
        self.lower |= matches!(step, Step::Lower | Step::IdChar);
        self.hyphen |= step == Step::IdChar;
    }

    fn by_loop(&mut self, kind: Loop) {
        self.colon |= matches!(kind, Loop::NotColon | Loop::Segment);
        self.slash |= kind == Loop::Segment;
        self.digit |= matches!(kind, Loop::Digit | Loop::IdChar);
        self.lower |= matches!(kind, Loop::LowerOrHyphen | Loop::IdChar);
        self.hyphen |= matches!(kind, Loop::LowerOrHyphen | Loop::IdChar);
    }
}

/// All characters but those that stand for variables, the ones that read well first and upper case last.
fn pleasant() -> impl Iterator<Item = char> {
    let ascii = ('x'..='z').chain('a'..='w').chain('0'..='9').chain("-_./".chars());
    ascii.chain('\u{e0}'..='\u{FFFD}').chain(":".chars()).chain('\0'..='\u{df}')
}
