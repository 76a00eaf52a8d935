//! Languages of text and their joint partition, by one automaton.
//!
//! A [`Word`] is a pattern in the form in which it is walked: places with what they read and what they loop on. Beside
//! the wildcards of policies it knows characters other than a colon (the components of ARNs, S36), letters of any case
//! (S35) and digits, so that patterns of several operators over one text can be walked together. [`partition`] splits
//! all texts of a universe by the lists of words that hold them, each class with a shortest text.
//!
//! A character of the private use area stands for the value of a policy variable: only itself and `*` read it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use iamkit_policy::value::{fold_char, unfolded};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::bits::Bits;
use crate::limits::{Budget, Exceeded, Work};

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

/// A pattern as a row of places; the last one ends it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Word {
    places: Vec<WordPlace>,
    pending: Loop,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct WordPlace {
    step: Step,
    kind: Loop,
    /// How far it is to the place behind the step.
    ahead: u32,
    /// How far it is to another place where one is as well, if there is one.
    beside: Option<u32>,
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

/// The character that stands for the value of a variable, by its number.
pub(crate) fn symbol(number: usize) -> char {
    let code = u32::try_from(number).ok().and_then(|number| FIRST_SYMBOL.checked_add(number));
    code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn is_symbol(character: char) -> bool {
    FIRST_SYMBOL <= u32::from(character)
}

fn reads(step: Step, character: char) -> bool {
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

fn stays(kind: Loop, character: char) -> bool {
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

/// Whether one of the words reads the whole text.
pub(crate) fn reads_whole(words: &[Word], text: &str) -> bool {
    let automaton = Automaton::new(&[], &[words.to_vec()]);
    let start = automaton.settle(automaton.starts());
    let end =
        text.chars().fold(start, |state, character| automaton.settle(automaton.after(&state, character)));
    automaton.accepted(&end).is_some_and(|lists| lists.contains(0))
}

fn is_id_char(character: char) -> bool {
    character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
}

/// Characters that names of actions have, none in upper case: names are compared in lower case (S2).
fn is_name_char(character: char) -> bool {
    let is_special = matches!(character, ':' | '*' | '?' | ',') || character.is_ascii_uppercase();
    !is_special && !character.is_whitespace() && !is_symbol(character)
}

/// All texts that the same lists hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Class {
    pub(crate) lists: Bits,
    pub(crate) witness: String,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    step: Step,
    kind: Loop,
    ahead: u32,
    beside: Option<u32>,
    start: u32,
    list: u32,
}

/// A place of a word counts as so many in states.
const PLACES_OF_WORD: usize = 8;

/// The places of all lists, and how sets of them move.
struct Automaton {
    places: Vec<Place>,
    lists: usize,
    /// The list of universe words comes behind the others.
    has_universe: bool,
}

impl Automaton {
    fn new(universe: &[Word], lists: &[Vec<Word>]) -> Self {
        let mut automaton =
            Self { places: Vec::new(), lists: lists.len(), has_universe: !universe.is_empty() };
        for (list, words) in (0..).zip(lists) {
            for word in words {
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
    fn within(universe: &[Word], lists: &[Vec<Word>], budget: &Budget) -> Result<Self, Exceeded> {
        let words = universe.iter().chain(lists.iter().flatten());
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
    fn left(&self) -> Vec<u32> {
        let mut left: Vec<u32> = vec![0; self.places.len()];
        for (at, place) in self.places.iter().enumerate().rev() {
            let behind = left.get(at + place.ahead as usize).copied().unwrap_or_default();
            if let Some(count) = left.get_mut(at).filter(|_| place.step != Step::End) {
                *count = behind + 1;
            }
        }
        left
    }

    fn starts(&self) -> Vec<u32> {
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

    fn get<'a>(&'a self, state: &'a [u32]) -> impl Iterator<Item = (u32, Place)> + 'a {
        state.iter().filter_map(|&at| Some((at, *self.places.get(at as usize)?)))
    }

    /// The characters that lead to different states: those some place reads by name, and one for all others.
    fn characters(&self, state: &[u32]) -> Vec<char> {
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

    fn after(&self, state: &[u32], character: char) -> Vec<u32> {
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
    fn settle(&self, mut places: Vec<u32>) -> Vec<u32> {
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

    /// Whether a text of the universe can still come of it.
    fn is_alive(&self, state: &[u32]) -> bool {
        !self.has_universe || self.get(state).any(|(_, place)| place.list as usize == self.lists)
    }

    /// The lists that hold the text that led here; `None` where it is none of the universe.
    fn accepted(&self, state: &[u32]) -> Option<Bits> {
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

/// Splits the texts of a universe, all texts if it is empty, by the lists that hold them.
///
/// The classes come in the order of their witnesses: shorter first, then by character.
pub(crate) fn partition(
    universe: &[Word],
    lists: &[Vec<Word>],
    budget: &Budget,
) -> Result<Vec<Class>, Exceeded> {
    let automaton = Automaton::within(universe, lists, budget)?;
    let mut walk = Walk::new(&automaton, budget);
    let mut seen: FxHashMap<Bits, usize> = FxHashMap::default();
    walk.reach(automaton.settle(automaton.starts()), 0, '\0')?;
    let mut at = 0;
    while let Some(state) = walk.nodes.get(at).map(|node| Rc::clone(&node.state)) {
        if let Some(lists) = automaton.accepted(&state) {
            seen.entry(lists).or_insert(at);
            budget.classes(seen.len())?;
        }
        for character in automaton.characters(&state) {
            walk.reach(walk.after(&state, character)?, at, character)?;
        }
        at += 1;
    }
    let mut found = seen.into_iter().collect::<Vec<_>>();
    found.sort_unstable_by_key(|(_, node)| *node);
    Ok(found.into_iter().map(|(lists, node)| Class { lists, witness: walk.witness(node) }).collect())
}

/// A text of the universe that each of some lists holds and none of some others; not always a shortest one.
///
/// It goes first where the least is left to read, so that a text is found soon if there is one.
pub(crate) fn search(
    universe: &[Word],
    within: &[Vec<Word>],
    except: &[Vec<Word>],
    budget: &Budget,
) -> Result<Option<String>, Exceeded> {
    let lists = within.iter().chain(except).cloned().collect::<Vec<_>>();
    let automaton = Automaton::within(universe, &lists, budget)?;
    let goal = Goal { automaton: &automaton, within: within.len(), left: automaton.left() };
    let mut walk = Walk::new(&automaton, budget);
    let mut open = BinaryHeap::new();
    goal.reach(&mut walk, &mut open, automaton.settle(automaton.starts()), 0, '\0')?;
    while let Some(Reverse((_, at))) = open.pop() {
        let Some(state) = walk.nodes.get(at).map(|node| Rc::clone(&node.state)) else { break };
        if goal.is_met(&state) {
            return Ok(Some(walk.witness(at)));
        }
        for character in automaton.characters(&state) {
            let after = walk.after(&state, character)?;
            goal.reach(&mut walk, &mut open, after, at, character)?;
        }
    }
    Ok(None)
}

/// What a search looks for.
struct Goal<'g> {
    automaton: &'g Automaton,
    /// So many lists have to hold the text; the others may not.
    within: usize,
    /// For each place, how many characters its word reads at least until its end.
    left: Vec<u32>,
}

impl Goal<'_> {
    fn is_met(&self, state: &[u32]) -> bool {
        self.automaton.accepted(state).is_some_and(|lists| {
            let count = lists.iter().filter(|list| *list < self.within).count();
            count == self.within && lists.iter().all(|list| list < self.within)
        })
    }

    fn reach(
        &self,
        walk: &mut Walk<'_>,
        open: &mut BinaryHeap<Reverse<(u32, usize)>>,
        state: Vec<u32>,
        parent: usize,
        by: char,
    ) -> Result<(), Exceeded> {
        let Some(left) = self.left_of(&state) else { return Ok(()) };
        let before = walk.nodes.len();
        walk.reach(state, parent, by)?;
        if before < walk.nodes.len() {
            open.push(Reverse((left, before)));
        }
        Ok(())
    }

    /// How many characters are left at least; `None` if nothing that is looked for can come of the state.
    fn left_of(&self, state: &[u32]) -> Option<u32> {
        let universe = usize::from(self.automaton.has_universe);
        let mut least: SmallVec<[Option<u32>; 4]> = SmallVec::from_elem(None, self.within + universe);
        for (at, place) in self.automaton.get(state) {
            let list = place.list as usize;
            let is_of_universe = list == self.automaton.lists;
            if !is_of_universe && self.within <= list {
                if place.step == Step::End && place.kind == Loop::Any {
                    return None;
                }
                continue;
            }
            let slot = if is_of_universe { self.within } else { list };
            let left = self.left.get(at as usize).copied().unwrap_or_default();
            if let Some(least) = least.get_mut(slot) {
                *least = Some(least.map_or(left, |least| least.min(left)));
            }
        }
        least.into_iter().try_fold(0, |most: u32, left| Some(most.max(left?)))
    }
}

struct Node {
    state: Rc<[u32]>,
    parent: usize,
    by: char,
}

struct Walk<'w> {
    automaton: &'w Automaton,
    budget: &'w Budget,
    nodes: Vec<Node>,
    known: FxHashSet<Rc<[u32]>>,
    /// Places in all nodes.
    places: usize,
}

impl<'w> Walk<'w> {
    fn new(automaton: &'w Automaton, budget: &'w Budget) -> Self {
        Self { automaton, budget, nodes: Vec::new(), known: FxHashSet::default(), places: 0 }
    }

    /// The state behind a character.
    fn after(&self, state: &[u32], character: char) -> Result<Vec<u32>, Exceeded> {
        self.budget.spend(Work::Automata, 4 + state.len())?;
        Ok(self.automaton.settle(self.automaton.after(state, character)))
    }

    fn reach(&mut self, state: Vec<u32>, parent: usize, by: char) -> Result<(), Exceeded> {
        if self.known.contains(&*state) || !self.automaton.is_alive(&state) {
            return Ok(());
        }
        self.budget.state(state.len(), self.places)?;
        self.places += state.len() + 1;
        let state: Rc<[u32]> = state.into();
        self.known.insert(Rc::clone(&state));
        self.nodes.push(Node { state, parent, by });
        Ok(())
    }

    fn witness(&self, node: usize) -> String {
        let mut characters = Vec::new();
        let mut at = node;
        while let Some(node) = self.nodes.get(at).filter(|_| at != 0) {
            characters.push(node.by);
            at = node.parent;
        }
        characters.into_iter().rev().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn glob(text: &str) -> Word {
        let mut word = Word::default();
        for character in text.chars() {
            match character {
                '*' => word.push_loop(Loop::Any),
                '?' => word.push(Step::Any),
                character => word.push(Step::Char(character)),
            }
        }
        word.finish()
    }

    fn classes(universe: &[Word], lists: &[Vec<Word>]) -> Vec<(Vec<usize>, String)> {
        let classes = partition(universe, lists, &Budget::new(&Limits::default())).unwrap();
        classes.into_iter().map(|class| (class.lists.iter().collect(), class.witness)).collect()
    }

    #[test]
    fn texts_are_split_by_the_lists_that_hold_them() {
        let found = classes(&[], &[vec![glob("a*")], vec![glob("*b"), glob("ac")]]);
        let expected = [(vec![], ""), (vec![0], "a"), (vec![1], "b"), (vec![0, 1], "ab")];
        assert_eq!(found, expected.map(|(lists, text)| (lists, text.to_owned())));
    }

    #[test]
    fn a_universe_leaves_only_its_own_texts() {
        let found = classes(&[glob("a?")], &[vec![glob("a*")], vec![glob("ab")]]);
        assert_eq!(found, [(vec![0, 1], "ab".to_owned()), (vec![0], "ax".to_owned())]);
    }

    #[test]
    fn letters_of_any_case_are_one() {
        let mut any_case = Word::default();
        "ok".chars().for_each(|character| any_case.push(Step::Folded(character)));
        let found = classes(&[], &[vec![any_case.finish()], vec![glob("ok")], vec![glob("OK")]]);
        let lists = found.iter().map(|(lists, _)| lists.clone()).collect::<Vec<_>>();
        assert!(lists.contains(&vec![0]) && lists.contains(&vec![0, 1]) && lists.contains(&vec![0, 2]));
        assert!(!lists.contains(&vec![1]));
    }

    #[test]
    fn components_hold_no_colon() {
        let mut components = Word::default();
        components.push_text("a:");
        components.push_loop(Loop::NotColon);
        components.push_text(":b");
        let found = classes(&[], &[vec![components.finish()], vec![glob("a:*:b")]]);
        assert!(found.contains(&(vec![1], "a:::b".to_owned())));
        assert!(!found.iter().any(|(lists, _)| *lists == [0]));
    }

    #[test]
    fn what_stands_for_a_variable_is_no_single_character() {
        let mut variable = Word::default();
        variable.push(Step::Char(symbol(0)));
        let found = classes(&[], &[vec![variable.finish()], vec![glob("*")], vec![glob("?")]]);
        assert!(found.iter().any(|(lists, _)| *lists == [0, 1]));
        assert!(!found.iter().any(|(lists, _)| lists.contains(&0) && lists.contains(&2)));
    }

    #[test]
    fn a_text_is_found_in_some_lists_and_not_in_others() {
        let budget = Budget::new(&Limits::default());
        let find = |within: &[&str], except: &[&str]| {
            let lists = |texts: &[&str]| texts.iter().map(|text| vec![glob(text)]).collect::<Vec<_>>();
            search(&[glob("a*")], &lists(within), &lists(except), &budget).unwrap()
        };
        assert_eq!(
            find(&["*b"], &["ab"]).map(|text| text.starts_with('a') && text.ends_with('b')),
            Some(true)
        );
        assert_eq!(find(&["*b"], &["*b*"]), None);
        assert_eq!(find(&["b*"], &[]), None);
        assert_eq!(find(&[], &["a?*"]), Some("a".into()));
    }

    #[test]
    fn too_much_work_is_an_error() {
        let limits = Limits { max_work: 90, ..Limits::default() };
        let error = partition(&[], &[vec![glob("abc")]], &Budget::new(&limits)).unwrap_err();
        assert_eq!((error.bound(), error.spent()), ("units of work", vec![(Work::Automata, 100)]));
        let limits = Limits { max_places: 31, ..Limits::default() };
        let error = partition(&[], &[vec![glob("abc")]], &Budget::new(&limits)).unwrap_err();
        assert_eq!(error.to_string(), "it takes more than 31 places");
    }
}
