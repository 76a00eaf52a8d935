//! The domain of one dimension: finitely many points that stand for all its values.
//!
//! Two values of which all questions in hand have the same answers are one point. A set of values that the questions
//! can name is then a set of points, and all further work is on bits.

use rustc_hash::FxHashSet;

use crate::asker::Asker;
use crate::asker_values::{self, Answering};
use crate::askers::{self, Askers};
use crate::atom::{Atom, KeyAtom, KeyValue};
use crate::bits::Bits;
use crate::limits::{Budget, Exceeded};
use crate::value_type::ValueType;
use crate::values;

/// A value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Point {
    Resource(String),
    Key(KeyValue),
    Principal(Asker),
    /// What stands for a question that isn't looked into.
    Opaque(bool),
    /// A value that a key has only if the variables' values, or texts of several families, allow it.
    Open,
}

/// The points of a dimension, and at which of them each question is answered yes.
#[derive(Debug, Clone)]
pub(crate) struct Domain {
    pub(crate) points: Vec<Point>,
    /// By the numbers of the atoms.
    pub(crate) holds: Vec<(usize, Bits)>,
    /// The points that a request can have for certain; together with the others they stand for all values.
    pub(crate) real: Bits,
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
    /// Texts that it doesn't have as its only value.
    pub(crate) besides: Vec<String>,
}

impl KeyWorld {
    /// Any value, or none.
    pub(crate) const ANY: Self = Self {
        can_be_absent: true,
        can_be_single: true,
        can_be_multi: true,
        value_type: ValueType::Any,
        fixed: None,
        besides: Vec::new(),
    };

    /// No values but these.
    pub(crate) fn only(values: Vec<KeyValue>) -> Self {
        Self { fixed: Some(values), ..Self::ANY }
    }
}

impl Domain {
    /// The domain of a question that isn't looked into, be it open which answers a request can have or not.
    pub(crate) fn opaque(atom: usize, is_open: bool) -> Self {
        let points = vec![Point::Opaque(false), Point::Opaque(true)];
        let real = if is_open { Bits::empty(2) } else { Bits::full(2) };
        Self { points, holds: vec![(atom, Bits::from_fn(2, |at| at == 1))], real }
    }

    pub(crate) fn holds(&self, atom: usize) -> Option<&Bits> {
        let place = self.holds.binary_search_by_key(&atom, |(number, _)| *number).ok()?;
        self.holds.get(place).map(|(_, bits)| bits)
    }

    /// The points for which a literal holds.
    pub(crate) fn points_where(&self, atom: usize, is_positive: bool) -> Option<Bits> {
        let holds = self.holds(atom)?;
        Some(if is_positive { holds.clone() } else { Bits::full(self.points.len()).minus(holds) })
    }

    /// Of points with the same answers the first is kept.
    pub(crate) fn from_points(candidates: impl Iterator<Item = (Point, Bits)>, atoms: &[usize]) -> Self {
        let mut seen = FxHashSet::default();
        let (points, vectors): (Vec<_>, Vec<_>) =
            candidates.filter(|(_, vector)| seen.insert(vector.clone())).unzip();
        let of_atom = |at: usize| {
            Bits::from_fn(points.len(), |point| {
                vectors.get(point).is_some_and(|vector: &Bits| vector.contains(at))
            })
        };
        let holds = atoms.iter().enumerate().map(|(at, atom)| (*atom, of_atom(at))).collect();
        let real = Bits::from_fn(points.len(), |at| points.get(at) != Some(&Point::Open));
        Self { points, holds, real }
    }

    /// The same points for other questions: each is answered as one of the domain's, or always no.
    pub(crate) fn asked_by(&self, questions: impl Iterator<Item = (usize, Option<usize>)>) -> Self {
        let answers = |question: Option<usize>| question.and_then(|question| self.holds(question));
        let holds = questions.map(|(atom, question)| {
            (atom, answers(question).cloned().unwrap_or_else(|| Bits::empty(self.points.len())))
        });
        Self { points: self.points.clone(), holds: holds.collect(), real: self.real.clone() }
    }

    /// The domain of principals.
    pub(crate) fn of_principal(
        atoms: &[(usize, &Atom)],
        askers: &Askers,
        budget: &Budget,
    ) -> Result<Self, Exceeded> {
        let numbers = atoms.iter().map(|(number, _)| *number).collect::<Vec<_>>();
        let questions = atoms.iter().map(|(_, atom)| *atom).collect::<Vec<_>>();
        let askers = askers::of(&questions, askers, budget)?;
        let mut points = asker_values::answering(&questions, askers, budget)?;
        points.sort_by_key(|answering| !answering.is_real);
        let points = points.into_iter().map(|Answering { asker, answers, is_real }| {
            (if is_real { Point::Principal(asker) } else { Point::Open }, answers)
        });
        Ok(Self::from_points(points, &numbers))
    }

    /// The domain of a condition key.
    pub(crate) fn of_key(
        atoms: &[(usize, &KeyAtom)],
        world: &KeyWorld,
        budget: &Budget,
    ) -> Result<Self, Exceeded> {
        let numbers = atoms.iter().map(|(number, _)| *number).collect::<Vec<_>>();
        let atoms = atoms.iter().map(|(_, atom)| *atom).collect::<Vec<_>>();
        let points = values::of(&atoms, world, budget)?.into_iter().map(|candidate| {
            let point = if candidate.is_real { Point::Key(candidate.value) } else { Point::Open };
            (point, candidate.answers)
        });
        let domain = Self::from_points(points, &numbers);
        budget.classes(domain.points.len())?;
        Ok(domain)
    }
}
