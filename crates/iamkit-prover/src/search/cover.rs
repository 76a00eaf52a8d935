//! Boxes: is one covered by others, and if not, what is left of it?
//!
//! A box is a set of points in each dimension; a cube is a conjunction of literals, each a set of points of one
//! dimension. A box that some cubes leave open is split along the literals of one of them, until a cube covers it or
//! none meets it. What remains is disjoint, and each remaining box remembers the literals that led to it.

use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use crate::bits::Bits;
use crate::limits::{Budget, Exceeded, Work};

/// A set of points in each dimension.
pub(crate) type Region = SmallVec<[Bits; 6]>;

/// A question or its negation, as a set of points of its dimension.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Literal {
    pub(crate) atom: usize,
    pub(crate) is_positive: bool,
    pub(crate) dimension: usize,
    pub(crate) points: Bits,
    /// Whether another literal of its cube before it is of the same dimension.
    pub(crate) is_repeated: bool,
}

impl Literal {
    fn negated(&self, all: &Bits) -> Self {
        Self { is_positive: !self.is_positive, points: all.minus(&self.points), ..self.clone() }
    }
}

/// A conjunction of literals.
pub(crate) type Cube = Vec<Literal>;

/// A box that is left over, and by which literals.
#[derive(Debug, Clone)]
pub(crate) struct Rest {
    pub(crate) region: Region,
    pub(crate) literals: Cube,
}

/// The part of a box that a cube holds; `None` if that is nothing.
pub(crate) fn meet(region: &Region, cube: &[Literal]) -> Option<Region> {
    let mut region = region.clone();
    for literal in cube {
        let points = region.get_mut(literal.dimension)?;
        *points = points.and(&literal.points);
        if points.is_empty() {
            return None;
        }
    }
    Some(region)
}

/// Whether the cubes cover the box.
pub(crate) fn is_covered(region: &Region, cubes: &[&Cube], budget: &Budget) -> Result<bool, Exceeded> {
    Ok(first_uncovered(region, cubes, budget)?.is_none())
}

/// A part of the box that no cube meets.
pub(crate) fn first_uncovered(
    region: &Region,
    cubes: &[&Cube],
    budget: &Budget,
) -> Result<Option<Region>, Exceeded> {
    let width = width(region);
    let mut search =
        Search { budget, full: region, width, is_first_enough: true, found: Vec::new(), depth: 0 };
    search.run(region, cubes, &mut Vec::new())?;
    Ok(search.found.pop().map(|rest| rest.region))
}

/// All parts of the box that no cube meets; they don't overlap.
pub(crate) fn uncovered(
    region: &Region,
    full: &Region,
    cubes: &[&Cube],
    budget: &Budget,
) -> Result<Vec<Rest>, Exceeded> {
    let width = width(full);
    let mut search = Search { budget, full, width, is_first_enough: false, found: Vec::new(), depth: 0 };
    search.run(region, cubes, &mut Vec::new())?;
    Ok(search.found)
}

/// How many words of bits the set of points of a dimension takes, on average.
pub(crate) fn width(region: &Region) -> usize {
    let words = region.iter().map(Bits::width).sum::<usize>();
    words.checked_div(region.len()).unwrap_or_default()
}

struct Search<'s> {
    budget: &'s Budget,
    full: &'s Region,
    /// As [`width`] has it.
    width: usize,
    is_first_enough: bool,
    found: Vec<Rest>,
    depth: usize,
}

/// So deep a split may stand within others: each takes some of the stack.
const MAX_DEPTH: usize = 512;

/// How a cube stands to a box.
enum Meeting {
    Disjoint,
    Covers,
    /// It holds a part, and so many of its literals cut the box.
    Cuts(usize),
}

fn meeting(region: &Region, cube: &[Literal]) -> Meeting {
    let mut cuts = 0;
    let mut is_repeated = false;
    for literal in cube {
        let Some(points) = region.get(literal.dimension) else { continue };
        if !points.intersects(&literal.points) {
            return Meeting::Disjoint;
        }
        cuts += usize::from(!points.is_subset(&literal.points));
        is_repeated = is_repeated || literal.is_repeated;
    }
    // Two literals of one dimension can exclude each other without excluding the box.
    if is_repeated && meet(region, cube).is_none() {
        return Meeting::Disjoint;
    }
    if cuts == 0 { Meeting::Covers } else { Meeting::Cuts(cuts) }
}

/// Marks the literals of a cube before which another one is of the same dimension.
pub(crate) fn mark_repeated(cube: &mut Cube) {
    if let [only] = cube.as_mut_slice() {
        only.is_repeated = false;
        return;
    }
    if let [one, two] = cube.as_mut_slice() {
        one.is_repeated = false;
        two.is_repeated = one.dimension == two.dimension;
        return;
    }
    let mut seen = FxHashSet::default();
    for literal in cube {
        literal.is_repeated = !seen.insert(literal.dimension);
    }
}

/// How a box stands to some cubes.
enum Outcome<'c> {
    Covered,
    /// None of them holds a part of it.
    Uncovered,
    /// The one with the fewest cuts, and the others that hold a part.
    Open(&'c [Literal], SmallVec<[&'c Cube; 8]>),
}

impl Search<'_> {
    fn run(&mut self, region: &Region, cubes: &[&Cube], trace: &mut Cube) -> Result<(), Exceeded> {
        let depth = trace.len();
        let mut region = region.clone();
        let found = match self.outcome(&mut region, cubes, trace)? {
            Outcome::Covered => Ok(()),
            Outcome::Uncovered => self.find(region, trace),
            Outcome::Open(cube, rest) => self.split(&region, cube, &rest, trace),
        };
        trace.truncate(depth);
        found
    }

    fn find(&mut self, region: Region, trace: &Cube) -> Result<(), Exceeded> {
        if !self.is_first_enough {
            self.budget.regions(self.found.len())?;
        }
        self.found.push(Rest { region, literals: trace.clone() });
        Ok(())
    }

    /// What is left to be split, after the box was made smaller by each cube that cuts it once: such a one leaves one
    /// piece.
    fn outcome<'c>(
        &self,
        region: &mut Region,
        cubes: &[&'c Cube],
        trace: &mut Cube,
    ) -> Result<Outcome<'c>, Exceeded> {
        let mut cubes = cubes.iter().copied().collect::<SmallVec<[&Cube; 8]>>();
        loop {
            let literals = cubes.iter().map(|cube| cube.len() + 1).sum::<usize>();
            let cost = literals + 4 * region.len();
            self.budget.spend(Work::Boxes, 8 + cost.saturating_mul(16 + self.width) / 16)?;
            let mut has_shrunk = false;
            let mut open: SmallVec<[(usize, &Cube); 8]> = SmallVec::new();
            for cube in cubes {
                match meeting(region, cube) {
                    Meeting::Disjoint => {}
                    Meeting::Covers => return Ok(Outcome::Covered),
                    Meeting::Cuts(1) => {
                        self.leave_outside(region, cube, trace);
                        has_shrunk = true;
                    }
                    Meeting::Cuts(count) => open.push((count, cube)),
                }
            }
            if has_shrunk {
                cubes = open.into_iter().map(|(_, cube)| cube).collect();
                continue;
            }
            // The cube with the fewest cuts first: it makes the fewest pieces.
            let Some(chosen) = (0..open.len()).min_by_key(|&at| open.get(at).map(|(count, _)| *count)) else {
                return Ok(Outcome::Uncovered);
            };
            let (_, cube) = open.remove(chosen);
            return Ok(Outcome::Open(cube, open.into_iter().map(|(_, cube)| cube).collect()));
        }
    }

    /// Takes a cube that cuts a box once out of it.
    fn leave_outside(&self, region: &mut Region, cube: &[Literal], trace: &mut Cube) {
        for literal in cube {
            let (Some(points), Some(all)) =
                (region.get_mut(literal.dimension), self.full.get(literal.dimension))
            else {
                continue;
            };
            if !points.is_subset(&literal.points) {
                *points = points.minus(&literal.points);
                trace.push(literal.negated(all));
                break;
            }
        }
    }

    fn split(
        &mut self,
        region: &Region,
        cube: &[Literal],
        rest: &[&Cube],
        trace: &mut Cube,
    ) -> Result<(), Exceeded> {
        self.depth += 1;
        if MAX_DEPTH < self.depth {
            return Err(Exceeded::new("nested splits", MAX_DEPTH));
        }
        let mut inside = region.clone();
        for literal in cube {
            let (Some(points), Some(all)) = (inside.get(literal.dimension), self.full.get(literal.dimension))
            else {
                continue;
            };
            let outside = points.minus(&literal.points);
            if outside.is_empty() {
                continue;
            }
            let within = points.and(&literal.points);
            let mut piece = inside.clone();
            if let Some(points) = piece.get_mut(literal.dimension) {
                *points = outside;
            }
            trace.push(literal.negated(all));
            self.run(&piece, rest, trace)?;
            trace.pop();
            if self.is_first_enough && !self.found.is_empty() {
                break;
            }
            if let Some(points) = inside.get_mut(literal.dimension) {
                *points = within;
            }
            trace.push(literal.clone());
        }
        self.depth -= 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    #[test]
    fn splits_within_splits_are_bounded() {
        const COUNT: usize = MAX_DEPTH + 8;
        let full = (0..2 * COUNT).map(|_| Bits::full(2)).collect::<Region>();
        let literal = |dimension: usize| Literal {
            atom: dimension,
            is_positive: true,
            dimension,
            points: Bits::from_fn(2, |at| at == 0),
            is_repeated: false,
        };
        let cubes = (0..COUNT).map(|at| vec![literal(2 * at), literal(2 * at + 1)]).collect::<Vec<_>>();
        let budget = Budget::new(&Limits::default());
        let of =
            |count: usize| first_uncovered(&full, &cubes.iter().take(count).collect::<Vec<_>>(), &budget);
        assert!(of(MAX_DEPTH).unwrap().is_some());
        let exceeded = of(COUNT).unwrap_err();
        assert_eq!((exceeded.bound(), exceeded.limit()), ("nested splits", MAX_DEPTH));
    }
}
