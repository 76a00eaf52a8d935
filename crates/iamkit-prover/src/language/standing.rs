//! How two patterns stand to each other, as far as that is seen without an automaton.
//!
//! It proves nearly all that is so, and what it doesn't prove may still be so.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::language::text::{Piece, Text};
use crate::limits::{Budget, Exceeded, Work};

/// How two patterns stand to each other, as far as that is easily seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// All that the first matches, the second does.
    Within,
    Disjoint,
    Open,
}

/// What was found out about pairs of patterns.
pub(crate) type Standings = FxHashMap<(usize, usize), Standing>;

/// The patterns without those that another one of them holds.
///
/// A pattern that holds another one begins with no more literal text: in the order of their beginnings, those that may hold
/// a pattern are those before it whose beginnings go on in its own.
pub(crate) fn widest<'t>(texts: &'t [Text], budget: &Budget) -> Result<Vec<&'t Text>, Exceeded> {
    let mut order = (0..texts.len()).collect::<Vec<_>>();
    order.sort_by_key(|at| texts.get(*at).map(Text::start));
    let mut is_held = vec![false; texts.len()];
    let mut around: Vec<(&str, SmallVec<[usize; 4]>)> = Vec::new();
    let mut rest = order.as_slice();
    while let Some(start) = rest.first().and_then(|at| texts.get(*at)).map(Text::start) {
        let count = rest.partition_point(|at| texts.get(*at).is_some_and(|text| text.start() <= start));
        let (alike, others) = rest.split_at(count);
        while around.last().is_some_and(|(other, _)| !start.starts_with(other)) {
            around.pop();
        }
        around.push((start, alike.iter().copied().collect()));
        for at in alike {
            let held = is_held_by_one(texts, *at, around.iter().flat_map(|(_, places)| places), budget)?;
            is_held.get_mut(*at).into_iter().for_each(|is| *is = held);
        }
        rest = others;
    }
    Ok(texts.iter().zip(is_held).filter(|(_, is_held)| !is_held).map(|(text, _)| text).collect())
}

/// Whether one of some others holds a pattern; of two that hold each other the first is kept.
fn is_held_by_one<'p>(
    texts: &[Text],
    at: usize,
    others: impl Iterator<Item = &'p usize>,
    budget: &Budget,
) -> Result<bool, Exceeded> {
    let Some(text) = texts.get(at) else { return Ok(false) };
    for other in others.filter(|other| **other != at) {
        let Some(wider) = texts.get(*other) else { continue };
        budget.spend(Work::Patterns, 1 + (text.length() + wider.length()) / 16)?;
        let is_within = standing(text, wider) == Standing::Within;
        if is_within && (*other < at || standing(wider, text) != Standing::Within) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(crate) fn standing(one: &Text, two: &Text) -> Standing {
    if is_disjoint(one, two) {
        Standing::Disjoint
    } else if two.is_any() || is_within(one, two) {
        Standing::Within
    } else {
        Standing::Open
    }
}

/// Whether the literal beginnings or ends of two patterns contradict each other.
fn is_disjoint(one: &Text, two: &Text) -> bool {
    if ends_exclude(one, two) {
        return true;
    }
    if one.has_variables() && two.has_variables() && !(one.has_default() || two.has_default()) {
        let (one, two) = one.without_common_ends(two);
        return ends_exclude(&one.relaxed(), &two.relaxed());
    }
    false
}

/// Whether no text can be of both patterns by what they begin or end with.
pub(crate) fn ends_exclude(one: &Text, two: &Text) -> bool {
    let (first, second) = (one.start(), two.start());
    let (front, back) = (one.end(), two.end());
    let is_literal = |text: &Text| matches!(text.pieces(), [] | [Piece::Literal(_)]);
    match (is_literal(one), is_literal(two)) {
        (true, true) => first != second,
        (true, false) if !two.has_variables() => !two.matches(first),
        (false, true) if !one.has_variables() => !one.matches(second),
        _ => {
            !(first.starts_with(second) || second.starts_with(first))
                || !(front.ends_with(back) || back.ends_with(front))
        }
    }
}

/// Whether the second pattern matches the first as it is written: a wildcard is read by `*` alone, except that `?` reads
/// itself.
///
/// What holds for the pattern as a text holds for all texts that it matches: put them in the place of its wildcards.
/// A variable is read by the same variable alone, whatever its value; one with a default has two values, so it isn't.
pub(crate) fn is_within(one: &Text, two: &Text) -> bool {
    if one.has_default() || two.has_default() {
        return false;
    }
    if !one.start().starts_with(two.start()) || !one.end().ends_with(two.end()) {
        return false;
    }
    match two.pieces() {
        [Piece::AnyString] | [Piece::Literal(_), Piece::AnyString] => true,
        _ => reads(&signs(two), &signs(one)),
    }
}

/// A character of a pattern, or what stands where characters may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign<'t> {
    Char(char),
    AnyChar,
    AnyString,
    Variable(&'t str),
}

impl Sign<'_> {
    fn reads(self, other: Self) -> bool {
        self == other || (self == Self::AnyChar && matches!(other, Sign::Char(_)))
    }
}

fn signs(text: &Text) -> SmallVec<[Sign<'_>; 64]> {
    let mut signs = SmallVec::new();
    for piece in text.pieces() {
        match piece {
            Piece::Literal(text) => signs.extend(text.chars().map(Sign::Char)),
            Piece::AnyChar => signs.push(Sign::AnyChar),
            Piece::AnyString => signs.push(Sign::AnyString),
            Piece::Variable { key, .. } => signs.push(Sign::Variable(key)),
        }
    }
    signs
}

/// Whether the pattern reads the whole text: where it fails, its last `*` reads one sign more.
fn reads(pattern: &[Sign<'_>], text: &[Sign<'_>]) -> bool {
    let (mut at, mut place) = (0, 0);
    let mut behind_star = None;
    while let Some(sign) = text.get(place) {
        match pattern.get(at) {
            Some(Sign::AnyString) => {
                at += 1;
                behind_star = Some((at, place));
            }
            Some(step) if step.reads(*sign) => {
                at += 1;
                place += 1;
            }
            _ => {
                let Some((star, begin)) = behind_star else { return false };
                (at, place) = (star, begin + 1);
                behind_star = Some((at, place));
            }
        }
    }
    pattern.iter().skip(at).all(|step| *step == Sign::AnyString)
}

#[cfg(test)]
mod tests {
    use super::*;
    use iamkit_policy::LanguageVersion;
    use iamkit_policy::glob::{Coverage, Glob, GlobLimits, coverage};
    use iamkit_policy::normal::Pattern;
    use proptest::prelude::*;

    fn text(pattern: &str) -> Text {
        Text::new(&Pattern::like(pattern, LanguageVersion::V2012_10_17))
    }

    #[test]
    fn variables_hold_only_themselves() {
        assert_eq!(standing(&text("a/${u}/b"), &text("a/${u}/*")), Standing::Within);
        assert_eq!(standing(&text("a/${u}/b"), &text("a/*")), Standing::Within);
        assert_eq!(standing(&text("a/${u}"), &text("a/${v}")), Standing::Open);
        assert_eq!(standing(&text("a/${u}"), &text("a/?")), Standing::Open);
        assert_eq!(standing(&text("a/${u, 'x'}"), &text("a/${u, 'x'}*")), Standing::Open);
    }

    proptest! {
        #[test]
        fn what_is_seen_of_two_patterns_is_so(one in "[ab*?]{0,6}", two in "[ab*?]{0,6}") {
            let globs = [Glob::parse(&one), Glob::parse(&two)];
            let is_within = coverage(&globs[..1], &globs[1..], &GlobLimits::default()).unwrap() == Coverage::Covered;
            let classes = iamkit_policy::glob::classes(&globs, &GlobLimits::default()).unwrap();
            let overlaps = classes.iter().any(|class| class.members.len() == 2);
            match standing(&text(&one), &text(&two)) {
                Standing::Within => prop_assert!(is_within),
                Standing::Disjoint => prop_assert!(!overlaps),
                Standing::Open => {}
            }
        }
    }
}
