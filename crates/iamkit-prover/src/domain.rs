//! The domain of one dimension: finitely many points that stand for all its values.
//!
//! Two values of which all questions in hand have the same answers are one point. A set of values that the questions
//! can name is then a set of points, and all further work is on bits.

use iamkit_policy::Quantifier;
use rustc_hash::FxHashSet;

use crate::atom::{Atom, KeyAtom, KeyValue};
use crate::bits::Bits;
use crate::limits::{Budget, Exceeded};
use crate::principal::{self, Who};
use crate::sample;
use crate::value_type::ValueType;

/// A value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Point {
    Resource(String),
    Key(KeyValue),
    Principal(Who),
    /// What stands for a question that isn't looked into.
    Opaque(bool),
}

/// The points of a dimension, and at which of them each question is answered yes.
#[derive(Debug, Clone)]
pub(crate) struct Domain {
    pub(crate) points: Vec<Point>,
    /// By the numbers of the atoms.
    pub(crate) holds: Vec<(usize, Bits)>,
    /// Whether the points stand for all values.
    pub(crate) is_complete: bool,
}

/// Which values a request can have under a key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct KeyWorld {
    pub(crate) can_be_absent: bool,
    pub(crate) can_be_single: bool,
    pub(crate) can_be_multi: bool,
    pub(crate) value_type: ValueType,
    /// The only values that are looked at.
    pub(crate) fixed: Option<Vec<KeyValue>>,
}

impl KeyWorld {
    /// Any value, or none.
    pub(crate) const ANY: Self = Self {
        can_be_absent: true,
        can_be_single: true,
        can_be_multi: true,
        value_type: ValueType::Any,
        fixed: None,
    };

    /// No values but these.
    pub(crate) fn only(values: Vec<KeyValue>) -> Self {
        Self { fixed: Some(values), ..Self::ANY }
    }
}

impl Domain {
    /// The domain of a question that isn't looked into.
    pub(crate) fn opaque(atom: usize) -> Self {
        let points = vec![Point::Opaque(false), Point::Opaque(true)];
        Self { points, holds: vec![(atom, Bits::from_fn(2, |at| at == 1))], is_complete: true }
    }

    pub(crate) fn holds(&self, atom: usize) -> Option<&Bits> {
        self.holds.iter().find(|(number, _)| *number == atom).map(|(_, bits)| bits)
    }

    /// Of points with the same answers the first is kept.
    pub(crate) fn from_points<T>(
        candidates: Vec<T>,
        atoms: &[usize],
        answers: impl Fn(&T) -> Bits,
        point: impl Fn(T) -> Point,
        is_complete: bool,
    ) -> Self {
        let mut seen = FxHashSet::default();
        let (mut points, mut vectors) = (Vec::new(), Vec::new());
        for candidate in candidates {
            let vector = answers(&candidate);
            if seen.insert(vector.clone()) {
                points.push(point(candidate));
                vectors.push(vector);
            }
        }
        let of_atom = |at: usize| {
            Bits::from_fn(points.len(), |point| vectors.get(point).is_some_and(|vector| vector.contains(at)))
        };
        let holds = atoms.iter().enumerate().map(|(at, atom)| (*atom, of_atom(at))).collect();
        Self { points, holds, is_complete }
    }

    /// The domain of principals.
    pub(crate) fn of_principal(atoms: &[(usize, &Atom)], asker: Option<&Who>) -> Self {
        let entries = atoms.iter().flat_map(|(_, atom)| match atom {
            Atom::Principal(entries) | Atom::Exempt(entries) => &**entries,
            _ => &[],
        });
        let numbers = atoms.iter().map(|(number, _)| *number).collect::<Vec<_>>();
        let answers = |who: &Who| {
            Bits::from_fn(atoms.len(), |at| {
                atoms.get(at).is_some_and(|(_, atom)| principal::holds(atom, who))
            })
        };
        let giving = atoms.iter().flat_map(|(_, atom)| match atom {
            Atom::PrincipalGives(_, value) => principal::giving(value),
            _ => Vec::new(),
        });
        let candidates = match asker {
            Some(asker) => vec![asker.clone()],
            None => principal::candidates(entries).into_iter().chain(giving).collect(),
        };
        Self::from_points(candidates, &numbers, answers, Point::Principal, true)
    }

    /// The domain of a condition key.
    pub(crate) fn of_key(
        atoms: &[(usize, &KeyAtom)],
        world: &KeyWorld,
        budget: &Budget,
    ) -> Result<Self, Exceeded> {
        let (candidates, is_complete) = match &world.fixed {
            Some(values) => (values.clone(), true),
            None => key_values(atoms, world, budget)?,
        };
        let numbers = atoms.iter().map(|(number, _)| *number).collect::<Vec<_>>();
        let answers = |value: &KeyValue| {
            Bits::from_fn(atoms.len(), |at| atoms.get(at).is_some_and(|(_, atom)| atom.holds(value)))
        };
        let domain = Self::from_points(candidates, &numbers, answers, Point::Key, is_complete);
        budget.classes(domain.points.len())?;
        Ok(domain)
    }
}

/// Values of a key that stand for all it can have, and whether they do so for certain.
fn key_values(
    atoms: &[(usize, &KeyAtom)],
    world: &KeyWorld,
    budget: &Budget,
) -> Result<(Vec<KeyValue>, bool), Exceeded> {
    let comparisons = atoms.iter().map(|(_, atom)| &atom.comparison).collect::<Vec<_>>();
    let sample = sample::of(&comparisons, world.value_type, budget)?;
    let texts = distinct(sample.texts.into_iter(), atoms);
    let mut values = Vec::new();
    if world.can_be_absent {
        values.push(KeyValue::Absent);
    }
    if world.can_be_single {
        values.extend(texts.iter().cloned().map(KeyValue::Single));
    }
    if world.can_be_multi {
        values.push(KeyValue::Multi(Vec::new()));
        values.extend(lists(&texts, atoms, budget)?);
    }
    Ok((values, sample.is_complete))
}

/// Texts of which every atom says the same are one, the empty one apart.
fn distinct(texts: impl Iterator<Item = String>, atoms: &[(usize, &KeyAtom)]) -> Vec<String> {
    let mut seen = FxHashSet::default();
    let vector = |text: &String| {
        let passes = |at: usize| atoms.get(at).is_some_and(|(_, atom)| atom.passes(text));
        (text.is_empty(), Bits::from_fn(atoms.len(), passes))
    };
    texts.filter(|text| seen.insert(vector(text))).collect()
}

/// Lists of values, one for each way in which the set operators can answer.
///
/// A set operator says that all values of the list lie in some set, or that not all lie outside one. So a list is told
/// from others only by the sets that hold all of it: the intersection of what is so for its values. The lists are
/// therefore the closure of single values under intersection.
fn lists(texts: &[String], atoms: &[(usize, &KeyAtom)], budget: &Budget) -> Result<Vec<KeyValue>, Exceeded> {
    let quantified = atoms.iter().filter(|(_, atom)| atom.quantifier.is_some()).collect::<Vec<_>>();
    let kept_by = |text: &String| {
        Bits::from_fn(quantified.len(), |at| {
            quantified.get(at).is_some_and(|(_, atom)| {
                atom.passes(text) == (atom.quantifier == Some(Quantifier::ForAllValues))
            })
        })
    };
    let values = texts.iter().map(|text| (kept_by(text), text)).collect::<Vec<_>>();
    let mut known: FxHashSet<Bits> = FxHashSet::default();
    let mut found: Vec<(Bits, Vec<String>)> = Vec::new();
    // A list of nothing but empty texts is as good as none (S29), so a list begins with another one.
    for (vector, text) in values.iter().filter(|(_, text)| !text.is_empty()) {
        if known.insert(vector.clone()) {
            found.push((vector.clone(), vec![(*text).clone()]));
        }
    }
    let mut at = 0;
    while let Some((vector, list)) = found.get(at).cloned() {
        for (other, text) in &values {
            let joined = vector.and(other);
            if known.insert(joined.clone()) {
                budget.classes(found.len())?;
                budget.step()?;
                let list = list.iter().cloned().chain([(*text).clone()]).collect();
                found.push((joined, list));
            }
        }
        at += 1;
    }
    Ok(found.into_iter().map(|(_, list)| KeyValue::Multi(list)).collect())
}
