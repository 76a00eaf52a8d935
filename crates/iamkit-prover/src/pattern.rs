//! Lists of resource patterns taken apart: each pattern a question of its own.
//!
//! What is known of such questions is which patterns hold others and which exclude each other, found pattern by
//! pattern without an automaton. That proves nearly all that is so, and what it doesn't prove may still be so.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::access::AtomWords;
use crate::atom::Atom;
use crate::limits::{Exceeded, Work};
use crate::session::{LitCube, Session, Shape, joined, lit, unlit};
use crate::text::{Piece, Text};

/// How two patterns stand to each other, as far as that is easily seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// All that the first matches, the second does.
    Within,
    Disjoint,
    Open,
}

impl Session<'_> {
    /// The shape with a cube for each pattern of its lists.
    pub(crate) fn split(&mut self, shape: &Shape) -> Result<Shape, Exceeded> {
        Ok(Shape { allows: self.split_cubes(&shape.allows)?, denies: self.split_cubes(&shape.denies)? })
    }

    fn split_cubes(&mut self, cubes: &[LitCube]) -> Result<Vec<LitCube>, Exceeded> {
        let mut found = Vec::new();
        for cube in cubes {
            let mut pieces: Vec<LitCube> = vec![Vec::new()];
            for &number in cube {
                let (atom, is_positive) = unlit(number);
                let Some(patterns) = self.patterns(atom) else {
                    for piece in &mut pieces {
                        piece.push(number);
                    }
                    continue;
                };
                let lits = patterns.iter().filter_map(|atom| lit(*atom, is_positive)).collect::<Vec<_>>();
                if is_positive {
                    self.budget.combinations(pieces.len().saturating_mul(lits.len()))?;
                    pieces =
                        pieces.iter().flat_map(|piece| lits.iter().map(|lit| with(piece, *lit))).collect();
                } else {
                    for piece in &mut pieces {
                        piece.extend(&lits);
                    }
                }
            }
            found.extend(pieces.iter().filter_map(|piece| joined(piece, &[])));
            self.budget.combinations(found.len())?;
        }
        Ok(found)
    }

    /// The patterns of an atom about resources, each as an atom of its own.
    pub(crate) fn patterns(&mut self, atom: usize) -> Option<Rc<[usize]>> {
        if let Some(patterns) = self.split_atoms.get(&atom) {
            return Some(Rc::clone(patterns));
        }
        let texts = match self.atoms.get(atom).map(|atom| &**atom) {
            Some(Atom::Resource(texts)) => texts.clone(),
            _ => return None,
        };
        let one = |text: &Text| {
            let words = || AtomWords::Values(vec![text.to_string().into()]);
            self.atom(&Atom::Resource([text.clone()].into()), words)
        };
        let patterns = texts.iter().map(one).collect::<Rc<[usize]>>();
        self.split_atoms.insert(atom, Rc::clone(&patterns));
        Some(patterns)
    }

    /// What is known of the patterns of split shapes.
    pub(crate) fn pattern_facts(&mut self, shapes: [&Shape; 2]) -> Result<Vec<LitCube>, Exceeded> {
        let mut atoms =
            shapes.into_iter().flat_map(Shape::literals).map(|lit| unlit(lit).0).collect::<Vec<_>>();
        atoms.sort_unstable();
        atoms.dedup();
        atoms.retain(|atom| matches!(self.atoms.get(*atom).map(|atom| &**atom), Some(Atom::Resource(_))));
        let mut facts = Vec::new();
        for &one in &atoms {
            for &two in atoms.iter().filter(|two| **two != one) {
                let second = match self.standing(one, two)? {
                    Standing::Within => lit(two, false),
                    Standing::Disjoint if one < two => lit(two, true),
                    Standing::Disjoint | Standing::Open => None,
                };
                facts.extend(lit(one, true).zip(second).and_then(|(one, two)| joined(&[one], &[two])));
            }
        }
        Ok(facts)
    }

    pub(crate) fn standing(&mut self, one: usize, two: usize) -> Result<Standing, Exceeded> {
        let known = self.standings.get(&(one, two)).copied();
        // Where no answer may depend on which questions came before, what is known costs as much.
        if let Some(standing) = known.filter(|_| !self.is_renewed) {
            return Ok(standing);
        }
        let length = |atom: usize| match self.atoms.get(atom).map(|atom| &**atom) {
            Some(Atom::Resource(texts)) => texts.iter().map(Text::length).sum(),
            _ => 0,
        };
        self.budget.spend(Work::Patterns, 16 + length(one) + length(two))?;
        if let Some(standing) = known {
            return Ok(standing);
        }
        let standing =
            match (self.atoms.get(one).map(|atom| &**atom), self.atoms.get(two).map(|atom| &**atom)) {
                (Some(Atom::Resource(first)), Some(Atom::Resource(second))) => match (&**first, &**second) {
                    ([first], [second]) => standing(first, second),
                    _ => Standing::Open,
                },
                _ => Standing::Open,
            };
        self.standings.insert((one, two), standing);
        Ok(standing)
    }

    /// The atom of some patterns, each given as an atom.
    pub(crate) fn list_of(&mut self, patterns: &[usize]) -> Result<usize, Exceeded> {
        if let [only] = patterns {
            return Ok(*only);
        }
        self.budget.spend(Work::Patterns, 8 * patterns.len())?;
        let texts =
            patterns.iter().filter_map(|pattern| match self.atoms.get(*pattern).map(|atom| &**atom) {
                Some(Atom::Resource(texts)) => texts.first().cloned(),
                _ => None,
            });
        let texts = texts.collect::<Box<[Text]>>();
        let words = || AtomWords::Values(texts.iter().map(|text| text.to_string().into()).collect());
        let atom = self.atom(&Atom::Resource(texts.clone()), words);
        self.split_atoms.entry(atom).or_insert_with(|| patterns.into());
        Ok(atom)
    }
}

/// What was found out about pairs of patterns.
pub(crate) type Standings = FxHashMap<(usize, usize), Standing>;

fn with(piece: &LitCube, lit: u32) -> LitCube {
    let mut piece = piece.clone();
    piece.push(lit);
    piece
}

/// The patterns without those that another one of them holds.
pub(crate) fn widest(texts: &[Text]) -> Vec<&Text> {
    let is_held = |at: usize, text: &Text| {
        texts.iter().enumerate().any(|(other, wider)| {
            let is_within = other != at && standing(text, wider) == Standing::Within;
            // Of two that hold each other the first is kept.
            is_within && (other < at || standing(wider, text) != Standing::Within)
        })
    };
    texts.iter().enumerate().filter(|(at, text)| !is_held(*at, text)).map(|(_, text)| text).collect()
}

fn standing(one: &Text, two: &Text) -> Standing {
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
    if one.has_variables() && two.has_variables() && !(one.has_default() || two.has_default()) {
        let (one, two) = one.without_common_ends(two);
        return ends_exclude(&one.relaxed(), &two.relaxed());
    }
    ends_exclude(one, two)
}

fn ends_exclude(one: &Text, two: &Text) -> bool {
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
    use iamkit_policy::PolicyVersion;
    use iamkit_policy::glob::{Coverage, Glob, Limits, coverage};
    use iamkit_policy::normal::Pattern;
    use proptest::prelude::*;

    fn text(pattern: &str) -> Text {
        Text::new(&Pattern::like(pattern, PolicyVersion::V2012_10_17))
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
            let is_within = coverage(&globs[..1], &globs[1..], &Limits::default()).unwrap() == Coverage::Covered;
            let classes = iamkit_policy::glob::classes(&globs, &Limits::default()).unwrap();
            let overlaps = classes.iter().any(|class| class.members.len() == 2);
            match standing(&text(&one), &text(&two)) {
                Standing::Within => prop_assert!(is_within),
                Standing::Disjoint => prop_assert!(!overlaps),
                Standing::Open => {}
            }
        }
    }
}
