//! The domain of one dimension: finitely many points that stand for all its values.
//!
//! Two values of which all questions in hand have the same answers are one point. A set of values that the questions
//! can name is then a set of points, and all further work is on bits.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::bits::Bits;
use crate::domain::key::{KeyWorld, values};
use crate::domain::principal::asker_values::{self, Answering};
use crate::domain::principal::{Asker, Askers, askers};
use crate::domain::question::{Atom, KeyAtom, KeyValue};
use crate::domain::resource::{Forms, classes};
use crate::language::Class;
use crate::limits::{Budget, Exceeded};

/// The part of a request that an atom asks about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Dimension {
    Principal,
    /// A condition key, in lower case.
    Key(Rc<str>),
    Resource,
    /// An atom by itself, which isn't looked into.
    Opaque(usize),
}

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
        let holds = answered(&vectors, atoms);
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

    /// The domain of resources: of all texts, or of those that an action takes.
    pub(crate) fn of_resource(
        atoms: &[(usize, &Atom)],
        resources: Option<&Forms<'_>>,
        budget: &Budget,
    ) -> Result<Self, Exceeded> {
        let classes = classes::of(atoms, resources, budget)?;
        let numbers = atoms.iter().map(|(number, _)| *number).collect::<Vec<_>>();
        let real = Bits::full(classes.len());
        let points = classes.into_iter().map(|Class { lists, witness }| (Point::Resource(witness), lists));
        let (points, vectors): (Vec<_>, Vec<_>) = points.unzip();
        let holds = answered(&vectors, &numbers);
        Ok(Self { points, holds, real })
    }

    /// Some resources, enough to refute most of what isn't so.
    pub(crate) fn of_some_resources(
        atoms: &[(usize, &Atom)],
        resources: Option<&Forms<'_>>,
        budget: &Budget,
    ) -> Result<Self, Exceeded> {
        let numbers = atoms.iter().map(|(number, _)| *number).collect::<Vec<_>>();
        let samples = classes::samples(atoms, resources, budget)?.into_iter();
        Ok(Self::from_points(samples.map(|(text, answers)| (Point::Resource(text), answers)), &numbers))
    }
}

/// At which points each question is answered yes, given what each point answers.
fn answered(vectors: &[Bits], atoms: &[usize]) -> Vec<(usize, Bits)> {
    let mut holds = atoms.iter().map(|atom| (*atom, Bits::empty(vectors.len()))).collect::<Vec<_>>();
    for (point, vector) in vectors.iter().enumerate() {
        for at in vector.iter() {
            if let Some((_, points)) = holds.get_mut(at) {
                points.insert(point);
            }
        }
    }
    holds
}
