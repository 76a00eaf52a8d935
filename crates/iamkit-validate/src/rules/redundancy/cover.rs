//! Which items of a list others cover, as texts: an item's glob matches what another is written as.
//!
//! Items are sorted, and the globs whose literal start an item has are kept on a stack while the sorted items are gone
//! through: an item is compared with those alone. A glob that another covers is on it no more in the second walk.

use std::collections::{BTreeMap, BTreeSet};

use iamkit_policy::glob::{Glob, Token};

use crate::work::Work;

/// Items that one of them makes redundant: the indexes of all, in order
pub(super) type Group = Vec<usize>;

/// The groups of a list of texts, each of a text that no other covers and all that it covers; in the order of the first
/// items.
///
/// Nothing where the work was too much.
pub(super) fn groups(texts: &[&str], work: &Work) -> Vec<Group> {
    let mut order = (0..texts.len()).collect::<Vec<_>>();
    let text_of = |index: &usize| texts.get(*index).copied().unwrap_or_default();
    order.sort_by_key(text_of);
    let places = order.chunk_by(|left, right| text_of(left) == text_of(right)).collect::<Vec<_>>();
    let distinct = places.iter().filter_map(|own| own.first()).map(text_of).collect::<Vec<_>>();
    let globs = distinct.iter().filter(|text| has_wildcard(text)).map(|text| Pattern::read(text));
    let globs = globs.collect::<Vec<_>>();
    if globs.is_empty() && distinct.len() == texts.len() {
        return Vec::new();
    }
    let covers = Covers::find(&distinct, &globs, work);
    let mut groups = Vec::new();
    for (own, text) in places.iter().zip(&distinct) {
        let others = covers.covered_by(text);
        let is_group = !covers.covered.contains(text) && 1 < own.len() + others.len();
        if is_group && work.spend(others.len()) {
            let of_others = others.iter().filter_map(|other| places.get(*other)).copied().flatten();
            groups.push(own.iter().chain(of_others).copied().collect::<Group>());
        }
    }
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort();
    groups
}

fn has_wildcard(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'*' | b'?'))
}

/// Which texts maximal patterns cover
#[derive(Debug, Default)]
struct Covers<'t> {
    /// By the pattern: the places of the texts in their order.
    by_pattern: BTreeMap<&'t str, Vec<usize>>,
    /// The texts.
    covered: BTreeSet<&'t str>,
}

impl<'t> Covers<'t> {
    /// Looks at each of the sorted texts, all different.
    fn find(texts: &[&'t str], globs: &[Pattern<'t>], work: &Work) -> Self {
        let mut covers = Self::default();
        let is_maximal = maximal(globs, work);
        let mut stack = Stack::of(globs.iter().filter(|glob| is_maximal.contains(glob.text)).collect());
        for (at, text) in texts.iter().enumerate().take_while(|_| work.is_enough()) {
            stack.advance(text);
            for pattern in stack.covering(text, work) {
                covers.by_pattern.entry(pattern.text).or_default().push(at);
                covers.covered.insert(text);
            }
        }
        covers
    }

    fn covered_by(&self, pattern: &str) -> &[usize] {
        self.by_pattern.get(pattern).map(Vec::as_slice).unwrap_or_default()
    }
}

/// A text with wildcards
#[derive(Debug)]
struct Pattern<'t> {
    text: &'t str,
    glob: Glob,
}

impl<'t> Pattern<'t> {
    fn read(text: &'t str) -> Self {
        Self { text, glob: glob(text) }
    }

    /// Up to the first wildcard.
    fn start(&self) -> &'t str {
        self.text.get(..self.glob.literal_prefix().len()).unwrap_or_default()
    }

    /// Whether every text that begins as it does matches.
    fn is_open_end(&self) -> bool {
        matches!(self.glob.tokens(), [Token::AnyString] | [Token::Literal(_), Token::AnyString])
    }

    /// Whether it covers a text; a `*` in it stands for any text, so a `?` of the pattern doesn't match that.
    fn covers(&self, text: &str) -> bool {
        self.glob.matches(text) && self.stands_for_wildcards_of(text)
    }

    /// Inferred: AWS's answers are recorded for patterns with `*` alone.
    fn stands_for_wildcards_of(&self, text: &str) -> bool {
        !self.text.contains('?') || !text.contains('*') || {
            // A character of its own in place of the wildcard must match too, be it none or two.
            self.glob.matches(&text.replace('*', "")) && self.glob.matches(&text.replace('*', "\u{1}\u{1}"))
        }
    }
}

/// The glob of a text as it is written: `${*}` and `${?}` stand for themselves.
fn glob(text: &str) -> Glob {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${*}").into_iter().chain(rest.find("${?}")).min() {
        let (before, behind) = rest.split_at(at);
        let (escape, after) = behind.split_at(ESCAPE);
        tokens.extend_from_slice(Glob::parse(before).tokens());
        tokens.push(Token::Literal(escape.into()));
        rest = after;
    }
    if tokens.is_empty() {
        return Glob::parse(text);
    }
    tokens.extend_from_slice(Glob::parse(rest).tokens());
    Glob::from_tokens(tokens)
}

/// So long is a wildcard that stands for itself.
const ESCAPE: usize = "${*}".len();

/// The patterns that no other covers; of several that cover each other, the first.
fn maximal<'t>(globs: &[Pattern<'t>], work: &Work) -> BTreeSet<&'t str> {
    let mut kept = BTreeSet::new();
    let mut stack = Stack::of(globs.iter().collect());
    for own in globs.iter().take_while(|_| work.is_enough()) {
        stack.advance(own.text);
        let is_wider = |other: &&Pattern<'_>| other.text < own.text || !own.covers(other.text);
        if stack.covering(own.text, work).find(is_wider).is_none() {
            kept.insert(own.text);
        }
    }
    kept
}

/// The patterns whose start the text has that is looked at, the shortest first
struct Stack<'p, 't> {
    /// Sorted by start; those with an open end stand first.
    waiting: std::iter::Peekable<std::vec::IntoIter<&'p Pattern<'t>>>,
    active: Vec<&'p Pattern<'t>>,
}

/// A comparison takes so many steps more than the text has bytes.
const STEPS_OF_A_MATCH: usize = 8;

/// To keep a pair takes so many steps.
const STEPS_OF_A_PAIR: usize = 64;

impl<'p, 't> Stack<'p, 't> {
    fn of(mut patterns: Vec<&'p Pattern<'t>>) -> Self {
        patterns.sort_by_key(|pattern| (pattern.start(), !pattern.is_open_end()));
        Self { waiting: patterns.into_iter().peekable(), active: Vec::new() }
    }

    /// Goes on to a text that stands behind the last one.
    fn advance(&mut self, text: &str) {
        // Each start is that of the one above it too.
        while self.active.pop_if(|pattern| !text.starts_with(pattern.start())).is_some() {}
        while let Some(pattern) = self.waiting.next_if(|pattern| pattern.start() <= text) {
            if text.starts_with(pattern.start()) {
                self.active.push(pattern);
            }
        }
    }

    /// The patterns other than the text itself that cover it.
    fn covering<'s>(&'s self, text: &'s str, work: &'s Work) -> impl Iterator<Item = &'p Pattern<'t>> + 's {
        let active = self.active.iter().copied();
        active.filter(move |pattern| {
            pattern.text != text
                && work.spend(text.len() + STEPS_OF_A_MATCH)
                && pattern.covers(text)
                && work.spend(STEPS_OF_A_PAIR)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::groups;
    use crate::work::Work;

    fn of(texts: &[&str]) -> Vec<Vec<usize>> {
        groups(texts, &Work::new(1 << 20))
    }

    #[test]
    fn groups_are_of_maximal_items_with_all_that_they_cover() {
        assert_eq!(of(&["a:get*", "a:list*", "a:getuser", "a:getrole", "a:put"]), [[0, 2, 3]]);
        assert_eq!(of(&["a", "b", "a", "a"]), [[0, 2, 3]]);
        assert_eq!(of(&["a*", "ab*", "abc", "b*", "bb"]), [vec![0, 1, 2], vec![3, 4]]);
        assert_eq!(of(&["a*", "*b", "ab"]), [vec![0, 2], vec![1, 2]]);
        assert_eq!(of(&["x*y*", "*", "x"]), [[0, 1, 2]]);
        assert!(of(&["a*", "*b", "c?", "d"]).is_empty());
    }

    #[test]
    fn patterns_that_cover_each_other_are_one_group() {
        assert_eq!(of(&["a**", "a*", "ab"]), [[0, 1, 2]]);
        assert_eq!(of(&["**", "*"]), [[0, 1]]);
    }

    #[test]
    fn a_character_does_not_stand_for_a_wildcard() {
        assert!(of(&["a?", "a*b"]).is_empty());
        assert_eq!(of(&["a?", "a*"]), [[0, 1]]);
        assert_eq!(of(&["a?", "a*", "ab"]), [[0, 1, 2]]);
        assert_eq!(of(&["b?b", "b*b*"]), [[0, 1]]);
    }

    #[test]
    fn wildcards_that_stand_for_themselves_cover_nothing() {
        assert!(of(&["b/${*}", "b/${aws:username}"]).is_empty());
        assert_eq!(of(&["b/${?}*", "b/${?}x", "b/${a}x"]), [[0, 1]]);
        assert_eq!(of(&["b*", "b/${*}"]), [[0, 1]]);
    }

    #[test]
    fn too_much_work_is_told() {
        let texts = (0..2000).map(|index| format!("*{index}x")).collect::<Vec<_>>();
        let texts = texts.iter().map(String::as_str).collect::<Vec<_>>();
        let work = Work::new(1000);
        groups(&texts, &work);
        assert!(!work.is_enough());
    }

    #[test]
    fn long_lists_of_starts_are_near_linear() {
        let texts = (0..100_000).map(|index| format!("a{index:06}:get*")).collect::<Vec<_>>();
        let texts = texts.iter().map(String::as_str).collect::<Vec<_>>();
        let work = Work::new(1 << 22);
        assert!(groups(&texts, &work).is_empty() && work.is_enough());
    }
}
