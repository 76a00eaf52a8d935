//! Lists of resource patterns taken apart: each pattern a question of its own.
//!
//! What is known of such questions is which patterns hold others and which exclude each other, found pattern by
//! pattern without an automaton.

use std::rc::Rc;

use crate::compile::shape::{LitCube, Shape, joined, lit, unlit};
use crate::domain::question::{Atom, AtomWords};
use crate::language::standing::{Standing, ends_exclude, standing};
use crate::language::text::Text;
use crate::limits::{Exceeded, Work};
use crate::search::session::Session;

/// What it takes to see how two patterns begin and end.
const LOOK_COST: usize = 2;

/// What it takes to keep that two patterns have nothing in common, or that one holds the other.
const FACT_COST: usize = 4;

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
        if let Some((_, facts)) = self.pattern_facts.as_ref().filter(|(of, _)| *of == atoms) {
            self.budget.spend(Work::Patterns, facts.len())?;
            return Ok(facts.clone());
        }
        let mut facts = Vec::new();
        for &one in &atoms {
            self.budget.spend(Work::Patterns, atoms.len())?;
            for &two in atoms.iter().filter(|two| **two != one) {
                let second = match self.standing(one, two)? {
                    Standing::Within => lit(two, false),
                    Standing::Disjoint if one < two => lit(two, true),
                    Standing::Disjoint | Standing::Open => None,
                };
                if second.is_some() {
                    self.budget.spend(Work::Patterns, FACT_COST)?;
                }
                facts.extend(lit(one, true).zip(second).and_then(|(one, two)| joined(&[one], &[two])));
            }
        }
        // Where no answer may depend on which questions came before, they cost the same again.
        if !self.is_renewed {
            self.pattern_facts = Some((atoms, facts.clone()));
        }
        Ok(facts)
    }

    /// How two patterns stand to each other, each given as an atom.
    ///
    /// Of many patterns most begin or end differently, which is sooner seen than looked up.
    pub(crate) fn standing(&mut self, one: usize, two: usize) -> Result<Standing, Exceeded> {
        self.budget.spend(Work::Patterns, LOOK_COST)?;
        let (Some(first), Some(second)) = (self.pattern(one), self.pattern(two)) else {
            return Ok(Standing::Open);
        };
        if ends_exclude(first, second) {
            return Ok(Standing::Disjoint);
        }
        let known = self.standings.get(&(one, two)).copied();
        // Where no answer may depend on which questions came before, what is known costs as much.
        if let Some(standing) = known.filter(|_| !self.is_renewed) {
            return Ok(standing);
        }
        self.budget.spend(Work::Patterns, 16 + first.length() + second.length())?;
        let standing = known.unwrap_or_else(|| standing(first, second));
        self.standings.insert((one, two), standing);
        Ok(standing)
    }

    /// The pattern of an atom that is about one.
    pub(super) fn pattern(&self, atom: usize) -> Option<&Text> {
        match self.atoms.get(atom).map(|atom| &**atom) {
            Some(Atom::Resource(texts)) => match &**texts {
                [only] => Some(only),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether two cubes name resources so that no pattern of the one has a text in common with one of the other, as far as
    /// that is easily seen.
    pub(crate) fn are_apart(&mut self, one: &LitCube, two: &LitCube) -> Result<bool, Exceeded> {
        let lists = |session: &mut Self, cube: &LitCube| {
            let named = cube.iter().map(|lit| unlit(*lit)).filter(|(_, is_positive)| *is_positive);
            named.filter_map(|(atom, _)| session.patterns(atom)).collect::<Vec<_>>()
        };
        let (one, two) = (lists(self, one), lists(self, two));
        for (one, two) in one.iter().flat_map(|one| two.iter().map(move |two| (one, two))) {
            let mut are_apart = true;
            for (first, second) in one.iter().flat_map(|one| two.iter().map(move |two| (*one, *two))) {
                are_apart = are_apart && self.standing(first, second)? == Standing::Disjoint;
            }
            if are_apart {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The atom of some patterns, each given as an atom.
    pub(crate) fn list_of(&mut self, patterns: &[usize]) -> Result<usize, Exceeded> {
        if let [only] = patterns {
            return Ok(*only);
        }
        let length = patterns.iter().filter_map(|atom| self.pattern(*atom)).map(Text::length).sum::<usize>();
        self.budget.spend(Work::Patterns, 8 * patterns.len() + length)?;
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

fn with(piece: &LitCube, lit: u32) -> LitCube {
    let mut piece = piece.clone();
    piece.push(lit);
    piece
}
