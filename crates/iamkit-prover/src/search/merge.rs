//! Cubes that differ in one list of patterns or values are one cube with a longer list.
//!
//! Many statements often say the same of many resources. As one question they are told apart once, not against each other.

use std::hash::Hash;

use iamkit_policy::Quantifier;
use iamkit_policy::normal::OrderRelation;
use rustc_hash::FxHashMap;

use crate::compile::shape::{Lit, LitCube, Shape, lit, prune, unlit};
use crate::domain::question::{Atom, AtomWords, Comparison, KeyAtom};
use crate::language::text::Text;
use crate::limits::{Exceeded, Work};
use crate::search::session::Session;

/// What lists have in common that can be put together: an atom without its list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Stem {
    Resource,
    ResourceArn,
    Principal,
    Grants,
    Key(KeyAtom),
}

impl Session<'_> {
    /// The shape with such cubes put together.
    pub(crate) fn merged(&mut self, shape: Shape) -> Result<Shape, Exceeded> {
        Ok(Shape { allows: self.merged_cubes(shape.allows)?, denies: self.merged_cubes(shape.denies)? })
    }

    fn merged_cubes(&mut self, mut cubes: Vec<LitCube>) -> Result<Vec<LitCube>, Exceeded> {
        let mut before = usize::MAX;
        // What was put together may differ from others in one list only now.
        while 1 < cubes.len() && cubes.len() < before {
            before = cubes.len();
            cubes = self.merged_once(cubes)?;
        }
        Ok(cubes)
    }

    /// Of cubes that differ in one bound on a number or a date alone those with the widest, where one is.
    pub(super) fn outermost(&mut self, cubes: Vec<LitCube>) -> Result<Vec<LitCube>, Exceeded> {
        let mut by_rest: FxHashMap<(Stem, LitCube), Vec<usize>> = FxHashMap::default();
        for (at, cube) in cubes.iter().enumerate() {
            self.budget.spend(Work::Patterns, 4 + cube.len())?;
            let mut bounds =
                cube.iter().enumerate().filter_map(|(place, lit)| Some((place, self.bound(*lit)?)));
            if let (Some((place, stem)), None) = (bounds.next(), bounds.next()) {
                let mut rest = cube.clone();
                rest.remove(place);
                by_rest.entry((stem, rest)).or_default().push(at);
            }
        }
        let mut alike = by_rest.into_iter().filter(|(_, places)| 1 < places.len()).collect::<Vec<_>>();
        alike.sort_by(|(_, one), (_, two)| one.cmp(two));
        let mut is_wide = vec![true; cubes.len()];
        for ((stem, rest), places) in alike {
            let atoms = places.iter().filter_map(|at| Some((*at, own_atom(cubes.get(*at)?, &rest)?)));
            let atoms = atoms.collect::<Vec<_>>();
            let numbers = atoms.iter().map(|(_, atom)| *atom).collect::<Vec<_>>();
            let Some(widest) = self.joined_atom(&stem, &numbers)?.filter(|atom| numbers.contains(atom))
            else {
                continue;
            };
            for (at, _) in atoms.iter().filter(|(_, atom)| *atom != widest) {
                is_wide.get_mut(*at).into_iter().for_each(|is_wide| *is_wide = false);
            }
        }
        Ok(cubes.into_iter().zip(is_wide).filter(|(_, is_wide)| *is_wide).map(|(cube, _)| cube).collect())
    }

    /// What a literal has in common with others of the same key and order.
    fn bound(&self, lit: Lit) -> Option<Stem> {
        self.stem(lit).filter(|stem| match stem {
            Stem::Key(atom) => {
                matches!(atom.comparison, Comparison::Numeric { .. } | Comparison::Date { .. })
            }
            _ => false,
        })
    }

    fn merged_once(&mut self, cubes: Vec<LitCube>) -> Result<Vec<LitCube>, Exceeded> {
        let mut by_rest: FxHashMap<(Stem, LitCube), Vec<usize>> = FxHashMap::default();
        for (at, cube) in cubes.iter().enumerate() {
            self.budget.spend(Work::Patterns, 4 + cube.len() * cube.len())?;
            for place in 0..cube.len() {
                let Some(stem) = cube.get(place).and_then(|lit| self.stem(*lit)) else { continue };
                let mut rest = cube.clone();
                rest.remove(place);
                by_rest.entry((stem, rest)).or_default().push(at);
            }
        }
        let mut alike = by_rest.into_iter().filter(|(_, cubes)| 1 < cubes.len()).collect::<Vec<_>>();
        // The most first; of as many those that come first, so that the order is always the same.
        alike.sort_by(|((_, one_rest), one), ((_, two_rest), two)| {
            (two.len(), one, one_rest).cmp(&(one.len(), two, two_rest))
        });
        let mut is_free = vec![true; cubes.len()];
        let mut merged = Vec::new();
        for ((stem, rest), mut places) in alike {
            places.retain(|at| is_free.get(*at) == Some(&true));
            if places.len() < 2 {
                continue;
            }
            let atoms = places.iter().filter_map(|at| own_atom(cubes.get(*at)?, &rest));
            let atoms = atoms.collect::<Vec<_>>();
            let Some(joined) = self.joined_atom(&stem, &atoms)? else { continue };
            let mut cube = rest;
            cube.extend(lit(joined, true));
            cube.sort_unstable();
            merged.push(cube);
            for at in places {
                if let Some(is_free) = is_free.get_mut(at) {
                    *is_free = false;
                }
            }
        }
        let left = cubes.into_iter().zip(is_free).filter(|(_, is_free)| *is_free).map(|(cube, _)| cube);
        let mut cubes = left.chain(merged).collect();
        prune(&mut cubes);
        Ok(cubes)
    }

    /// What a literal has in common with others of whose lists one entry has to hold, if it is such a one.
    fn stem(&self, lit: Lit) -> Option<Stem> {
        let (atom, is_positive) = unlit(lit);
        let atom = self.atoms.get(atom).filter(|atom| is_positive && !atom.has_variables())?;
        match &**atom {
            Atom::Resource(_) => Some(Stem::Resource),
            Atom::ResourceArn(_) => Some(Stem::ResourceArn),
            Atom::Principal(_) => Some(Stem::Principal),
            Atom::Grants(_) => Some(Stem::Grants),
            Atom::Key(atom) => stem_of_key(atom).map(Stem::Key),
            _ => None,
        }
    }

    /// An atom that holds where one of them does.
    fn joined_atom(&mut self, stem: &Stem, atoms: &[usize]) -> Result<Option<usize>, Exceeded> {
        let parts = atoms.iter().filter_map(|atom| self.atoms.get(*atom)).collect::<Vec<_>>();
        let count = parts.iter().map(|atom| length(atom)).sum::<usize>();
        let text = parts.iter().map(|atom| text_length(atom)).sum::<usize>();
        self.budget.spend(Work::Patterns, 8 * count + text / 2)?;
        let joined = match stem {
            Stem::Resource => Atom::Resource(sorted(parts.iter().flat_map(|atom| match &***atom {
                Atom::Resource(texts) => texts.iter(),
                _ => [].iter(),
            }))),
            Stem::ResourceArn => Atom::ResourceArn(sorted(parts.iter().flat_map(|atom| match &***atom {
                Atom::ResourceArn(arns) => arns.iter(),
                _ => [].iter(),
            }))),
            Stem::Principal | Stem::Grants => {
                let entries = parts.iter().flat_map(|atom| match &***atom {
                    Atom::Principal(entries) | Atom::Grants(entries) => entries.iter(),
                    _ => [].iter(),
                });
                let entries = distinct(entries).into_boxed_slice();
                if *stem == Stem::Grants { Atom::Grants(entries) } else { Atom::Principal(entries) }
            }
            Stem::Key(key) => {
                let comparisons = parts.iter().filter_map(|atom| match &***atom {
                    Atom::Key(atom) => Some(&atom.comparison),
                    _ => None,
                });
                let Some(comparison) = joined_comparison(&comparisons.collect::<Vec<_>>()) else {
                    return Ok(None);
                };
                Atom::Key(KeyAtom { comparison, ..key.clone() })
            }
        };
        Ok(Some(self.atom(&joined, || AtomWords::Values(Vec::new()))))
    }
}

/// The atom of a cube that isn't in its rest.
fn own_atom(cube: &LitCube, rest: &LitCube) -> Option<usize> {
    let own = cube.iter().zip(rest.iter().map(Some).chain([None])).find(|(lit, other)| Some(*lit) != *other);
    own.map(|(lit, _)| unlit(*lit).0)
}

/// How many entries the list of an atom has.
pub(crate) fn length(atom: &Atom) -> usize {
    match atom {
        Atom::Resource(texts) => texts.len(),
        Atom::ResourceArn(arns) => arns.len(),
        Atom::Principal(entries) | Atom::Grants(entries) => entries.len(),
        Atom::Key(atom) => 1 + atom.comparison.texts().len(),
        _ => 1,
    }
}

/// How much there is to read of the patterns of an atom about resources.
fn text_length(atom: &Atom) -> usize {
    match atom {
        Atom::Resource(texts) => texts.iter().map(Text::length).sum(),
        Atom::ResourceArn(arns) => arns.iter().flatten().map(Text::length).sum(),
        _ => 0,
    }
}

/// The atom without its values, where one of them has to hold.
fn stem_of_key(atom: &KeyAtom) -> Option<KeyAtom> {
    let is_of_any = matches!(atom.quantifier, None | Some(Quantifier::ForAnyValue));
    if !is_of_any || atom.unevaluable_holds || atom.comparison.is_negated() {
        return None;
    }
    let comparison = match &atom.comparison {
        Comparison::Text { is_any_case, .. } => {
            Comparison::Text { is_negated: false, is_any_case: *is_any_case, values: Box::default() }
        }
        Comparison::Arn { .. } => Comparison::Arn { is_negated: false, values: Box::default() },
        Comparison::Numeric { relation, .. } => {
            Comparison::Numeric { relation: *relation, values: Box::default() }
        }
        Comparison::Date { relation, .. } => Comparison::Date { relation: *relation, values: Box::default() },
        Comparison::Ip { .. } => Comparison::Ip { is_negated: false, values: Box::default() },
        Comparison::Bool { .. } | Comparison::Binary { .. } | Comparison::Null { .. } => return None,
    };
    Some(KeyAtom { comparison, ..atom.clone() })
}

/// The comparison that holds where one of them does, all of the same operator.
fn joined_comparison(parts: &[&Comparison]) -> Option<Comparison> {
    let joined = match parts.first()? {
        Comparison::Text { is_any_case, .. } => {
            let values = parts.iter().flat_map(|part| match part {
                Comparison::Text { values, .. } => values.iter(),
                _ => [].iter(),
            });
            Comparison::Text { is_negated: false, is_any_case: *is_any_case, values: sorted::<Text>(values) }
        }
        Comparison::Arn { .. } => {
            let values = parts.iter().flat_map(|part| match part {
                Comparison::Arn { values, .. } => values.iter(),
                _ => [].iter(),
            });
            Comparison::Arn { is_negated: false, values: sorted(values) }
        }
        Comparison::Numeric { relation, .. } => {
            let values = parts.iter().flat_map(|part| match part {
                Comparison::Numeric { values, .. } => values.iter(),
                _ => [].iter(),
            });
            Comparison::Numeric { relation: *relation, values: outermost(*relation, values) }
        }
        Comparison::Date { relation, .. } => {
            let values = parts.iter().flat_map(|part| match part {
                Comparison::Date { values, .. } => values.iter(),
                _ => [].iter(),
            });
            Comparison::Date { relation: *relation, values: outermost(*relation, values) }
        }
        Comparison::Ip { .. } => {
            let values = parts.iter().flat_map(|part| match part {
                Comparison::Ip { values, .. } => values.iter(),
                _ => [].iter(),
            });
            Comparison::Ip { is_negated: false, values: sorted(values) }
        }
        Comparison::Bool { .. } | Comparison::Binary { .. } | Comparison::Null { .. } => return None,
    };
    Some(joined)
}

fn sorted<'v, T: Ord + Clone + 'v>(values: impl Iterator<Item = &'v T>) -> Box<[T]> {
    let mut values = values.collect::<Vec<_>>();
    values.sort_unstable();
    values.dedup();
    values.into_iter().cloned().collect()
}

/// Of bounds the widest, which all others are within; what can't be read stays.
fn outermost<'v, T: Ord + Clone + 'v>(
    relation: OrderRelation,
    values: impl Iterator<Item = &'v Option<T>>,
) -> Box<[Option<T>]> {
    let values = sorted(values);
    let known = || values.iter().flatten();
    let widest = match relation {
        OrderRelation::LessThan | OrderRelation::LessThanEquals => known().max(),
        OrderRelation::GreaterThan | OrderRelation::GreaterThanEquals => known().min(),
        OrderRelation::Equals | OrderRelation::NotEquals => return values,
    };
    let unread = values.iter().filter(|value| value.is_none()).cloned();
    unread.chain(widest.map(|value| Some(value.clone()))).collect()
}

/// The values without repetitions, in their order.
fn distinct<'v, T: Eq + Hash + Clone + 'v>(values: impl Iterator<Item = &'v T>) -> Vec<T> {
    let mut seen = rustc_hash::FxHashSet::default();
    values.filter(|value| seen.insert(*value)).cloned().collect()
}
