//! Shapes: what a set of statements says once the action is fixed.
//!
//! Cubes that allow and cubes that deny, each a conjunction of numbered literals. Many actions share a shape and many
//! policies share shapes.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

/// A literal: twice the number of its atom, and one more if it is negated.
pub(crate) type Lit = u32;

/// A conjunction, sorted.
pub(crate) type LitCube = Vec<Lit>;

/// What some statements allow and deny, for one action.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Shape {
    pub(crate) allows: Vec<LitCube>,
    pub(crate) denies: Vec<LitCube>,
}

impl Shape {
    pub(crate) fn normal(mut self) -> Self {
        for cubes in [&mut self.allows, &mut self.denies] {
            prune(cubes);
        }
        if self.denies.iter().any(Vec::is_empty) {
            self.allows.clear();
        }
        if self.allows.is_empty() {
            self.denies.clear();
        }
        self
    }

    /// Whether everything is allowed.
    pub(crate) fn is_whole(&self) -> bool {
        self.denies.is_empty() && self.allows.iter().any(Vec::is_empty)
    }

    pub(crate) fn literals(&self) -> impl Iterator<Item = Lit> {
        self.allows.iter().chain(&self.denies).flatten().copied()
    }
}

/// From so many cubes on, those that another may hold are looked up.
const MANY: usize = 32;

/// Sorts the cubes and leaves out those that another one holds.
pub(crate) fn prune(cubes: &mut Vec<LitCube>) {
    cubes.sort_unstable_by(|one, two| one.len().cmp(&two.len()).then_with(|| one.cmp(two)));
    cubes.dedup();
    if cubes.len() < MANY {
        let mut kept = Vec::<LitCube>::with_capacity(cubes.len());
        for cube in cubes.drain(..) {
            if !kept.iter().any(|kept| holds_all(&cube, kept)) {
                kept.push(cube);
            }
        }
        *cubes = kept;
        return;
    }
    let mut kept = Kept::counting(cubes.iter());
    for cube in cubes.drain(..) {
        if !kept.has_within(&cube) {
            kept.push(cube);
        }
    }
    *cubes = kept.cubes;
}

/// Cubes, found by those of their literals that the fewest of them have: what holds one of them has that as well.
struct Kept<C> {
    cubes: Vec<C>,
    /// The empty cube is in all others.
    has_empty: bool,
    /// In how many cubes each literal is.
    counts: FxHashMap<Lit, u32>,
    by_rarest: FxHashMap<Lit, SmallVec<[usize; 1]>>,
}

impl<C: AsRef<[Lit]>> Kept<C> {
    fn of(cubes: Vec<C>) -> Self {
        let mut kept = Self::counting(cubes.iter());
        for cube in cubes {
            kept.push(cube);
        }
        kept
    }

    /// None of some cubes yet.
    fn counting<'c>(cubes: impl Iterator<Item = &'c (impl AsRef<[Lit]> + 'c)>) -> Self {
        let mut counts = FxHashMap::<Lit, u32>::default();
        for literal in cubes.flat_map(AsRef::as_ref) {
            *counts.entry(*literal).or_default() += 1;
        }
        Self { cubes: Vec::new(), has_empty: false, counts, by_rarest: FxHashMap::default() }
    }

    fn push(&mut self, cube: C) {
        let count = |literal: &&Lit| self.counts.get(literal).copied().unwrap_or(0);
        match cube.as_ref().iter().min_by_key(count) {
            Some(rarest) => self.by_rarest.entry(*rarest).or_default().push(self.cubes.len()),
            None => self.has_empty = true,
        }
        self.cubes.push(cube);
    }

    /// Whether the cube has all literals of one of them.
    fn has_within(&self, cube: &[Lit]) -> bool {
        let is_within =
            |place: &usize| self.cubes.get(*place).is_some_and(|kept| holds_all(cube, kept.as_ref()));
        let places = || cube.iter().filter_map(|literal| self.by_rarest.get(literal));
        self.has_empty || places().any(|places| places.iter().any(is_within))
    }
}

/// Whether a sorted cube has all literals of another.
pub(crate) fn holds_all(cube: &[Lit], literals: &[Lit]) -> bool {
    let mut rest = cube.iter();
    literals.iter().all(|literal| rest.by_ref().any(|other| other == literal))
}

/// The conjunction of two cubes; `None` if a literal meets its own negation.
pub(crate) fn joined(one: &[Lit], two: &[Lit]) -> Option<LitCube> {
    let mut literals = one.iter().chain(two).copied().collect::<Vec<_>>();
    literals.sort_unstable();
    literals.dedup();
    let is_contradiction = literals.windows(2).any(|pair| matches!(pair, [low, high] if low ^ 1 == *high));
    (!is_contradiction).then_some(literals)
}

pub(crate) fn lit_cube(literals: &[(usize, bool)], numbers: &[usize]) -> Option<LitCube> {
    let lits = literals.iter().map(|(atom, is_positive)| lit(*numbers.get(*atom)?, *is_positive));
    let lits = lits.collect::<Option<Vec<_>>>()?;
    joined(&lits, &[])
}

pub(crate) fn lit(atom: usize, is_positive: bool) -> Option<Lit> {
    u32::try_from(atom).ok()?.checked_mul(2)?.checked_add(u32::from(!is_positive))
}

/// The atom of a literal and whether it has to hold.
pub(crate) fn unlit(lit: Lit) -> (usize, bool) {
    ((lit >> 1) as usize, lit & 1 == 0)
}

pub(crate) fn cube(lits: impl IntoIterator<Item = Option<u32>>) -> Option<LitCube> {
    let mut cube = lits.into_iter().collect::<Option<Vec<_>>>()?;
    cube.sort_unstable();
    Some(cube)
}

/// Leaves out what the first allows in the same words as the second, where the second denies nothing else.
pub(crate) fn leave_out_common(one: &mut Shape, two: &Shape) {
    let denied = one.denies.iter().collect::<FxHashSet<_>>();
    if !two.denies.iter().all(|cube| denied.contains(cube)) {
        return;
    }
    let allowed = two.allows.iter().collect::<FxHashSet<_>>();
    one.allows.retain(|cube| !allowed.contains(cube));
}

/// Where literals alone show that one shape is within another.
pub(crate) fn is_obviously_within(one: &Shape, two: &Shape) -> bool {
    one.allows.is_empty()
        || two.is_whole()
        || one == two
        || (are_all_in(&one.allows, &two.allows) && are_all_in(&two.denies, &one.denies))
}

/// Whether all that is in some cubes is obviously in one of the others.
fn are_all_in(cubes: &[LitCube], others: &[LitCube]) -> bool {
    if cubes.len().saturating_mul(others.len()) < MANY * MANY {
        return cubes.iter().all(|cube| others.iter().any(|other| holds_all(cube, other)));
    }
    let others = Kept::of(others.iter().collect::<Vec<_>>());
    cubes.iter().all(|cube| others.has_within(cube))
}
