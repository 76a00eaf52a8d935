//! All differences between two accesses, in the words of their policies, each with a confirmed witness.

use std::collections::BTreeMap;
use std::fmt;

use crate::access::Access;
use crate::analysis::{Actions, Analysis, Excess, Group, Points};
use crate::bits::Bits;
use crate::compare::{Comparison, Relation, assumptions, confirmed, whole};
use crate::cover::Literal;
use crate::limits::{Exceeded, Limits};
use crate::problem::Problem;
use crate::reason::{Reason, Side};
use crate::session::{Dimension, LitCube, Shape, World, lit, unlit};
use crate::terms::{self, Terms};
use crate::witness::Witness;
use crate::world::Universe;

/// Something that exactly one side allows
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The side that allows it.
    pub allowed_by: Side,
    /// The actions: names, or patterns that name just them.
    pub actions: Vec<String>,
    /// What the patterns name and is not meant; only among strings.
    pub actions_except: Vec<String>,
    /// For whom, on which resources, under which conditions.
    pub terms: Terms,
    /// Whether all that the terms say is a difference; otherwise they hold more, because naming just the difference
    /// takes more than the limits allow.
    pub is_exact: bool,
    /// A request that shows it, confirmed by the engine.
    pub witness: Witness,
}

impl fmt::Display for Difference {
    /// Writes the side's sign, `+` for the first and `-` for the second, the actions and the terms.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.allowed_by == Side::A { '+' } else { '-' };
        write!(f, "{sign} {}", self.actions.join(", "))?;
        if !self.actions_except.is_empty() {
            write!(f, " except {}", self.actions_except.join(", "))?;
        }
        write!(f, " {}", self.terms)
    }
}

/// All that exactly one side allows
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differences {
    /// The verdict, with what could not be decided.
    pub comparison: Comparison,
    /// The differences: what the first side allows beyond the second, then the other way round, each in the order of
    /// their terms.
    pub list: Vec<Difference>,
}

/// Finds everything that exactly one of two accesses allows
///
/// Actions with the same difference stand together. A witness that the engine doesn't confirm is reported among what is
/// unknown, never as a difference.
///
/// # Complexity
/// As [`compare`](crate::compare()), plus the number of differences.
pub fn differences(a: &Access, b: &Access, universe: &Universe<'_>, limits: &Limits) -> Differences {
    let comparison = Comparison {
        universe: universe.as_str(),
        relation: Relation::Unknown,
        unknown: Vec::new(),
        assumptions: assumptions(a, b, universe),
    };
    let mut found = Differences { comparison, list: Vec::new() };
    let mut analysis = match Analysis::new([a, b], universe, limits) {
        Ok(analysis) => analysis,
        Err(exceeded) => {
            found.comparison.unknown.push(whole(exceeded));
            return found;
        }
    };
    let groups = std::mem::take(&mut analysis.groups);
    let is_within = [Side::A, Side::B].map(|side| found.add_side(&mut analysis, &groups, side));
    let [a_is_within, b_is_within] = is_within;
    found.comparison.relation = Relation::of(a_is_within, b_is_within);
    found
}

/// A part of a difference.
struct Region {
    terms: Terms,
    points: Points,
    is_exact: bool,
}

/// Actions with the same difference, and points that show it for the first of them.
struct Gathered<'g> {
    actions: Vec<&'g Actions>,
    points: Points,
}

impl Differences {
    /// Adds what one side allows beyond the other; says whether it is within it, if that is known.
    fn add_side(&mut self, analysis: &mut Analysis<'_>, groups: &[Group], side: Side) -> Option<bool> {
        let mut gathered: BTreeMap<(Terms, bool), Gathered<'_>> = BTreeMap::new();
        let unknown_before = self.comparison.unknown.len();
        for group in groups {
            let regions = match analysis.excess(group, side) {
                Excess::None => continue,
                Excess::Unknown(reason) => Err(reason),
                Excess::Found(points) => analysis.regions(group, side, &points),
            };
            match regions {
                Err(reason) => self.comparison.unknown.push(analysis.unknown(group, side, reason)),
                Ok(regions) => {
                    for Region { terms, points, is_exact } in regions {
                        let entry = gathered.entry((terms, is_exact));
                        let of_terms = entry.or_insert_with(|| Gathered { actions: Vec::new(), points });
                        of_terms.actions.push(&group.actions);
                    }
                }
            }
        }
        let count = self.list.len();
        for ((terms, is_exact), gathered) in gathered {
            self.add(analysis, side, (terms, is_exact), &gathered);
        }
        match (count < self.list.len(), unknown_before < self.comparison.unknown.len()) {
            (true, _) => Some(false),
            (false, false) => Some(true),
            (false, true) => None,
        }
    }

    fn add(&mut self, analysis: &Analysis<'_>, side: Side, terms: (Terms, bool), gathered: &Gathered<'_>) {
        let Some(first) = gathered.actions.first() else { return };
        let witness = analysis.witness(first, &gathered.points);
        let [a, b] = analysis.sides;
        let (allowing, other) = if side == Side::A { (a, b) } else { (b, a) };
        let actions = analysis.action_patterns(gathered.actions.iter().copied());
        match confirmed(&witness, allowing, other) {
            Ok(()) => self.list.push(Difference {
                allowed_by: side,
                actions: actions.patterns,
                actions_except: actions.except,
                terms: terms.0,
                is_exact: terms.1,
                witness,
            }),
            Err(reason) => self.comparison.unknown.push(crate::reason::Unknown {
                side: Some(side),
                reason,
                actions: actions.patterns,
                statements: Vec::new(),
            }),
        }
    }
}

impl<'q> Analysis<'q> {
    /// The regions of what one side allows beyond the other, each in words and with points of it.
    fn regions(&mut self, group: &Group, side: Side, points: &Points) -> Result<Vec<Region>, Reason> {
        let [a, b] = group.shapes.map(|shape| self.session.get_shape(shape));
        let (one, two) = if side == Side::A { (a, b) } else { (b, a) };
        let world = self.session.get_world(group.world);
        match self.all_regions(&one, &two, &world) {
            Ok(regions) => self.real_regions(&one, &two, &world, regions),
            // There is a difference, but saying exactly which takes too much.
            Err(_) => Ok(self.rough_region(&one, points).into_iter().collect()),
        }
    }

    fn all_regions(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
    ) -> Result<Vec<(LitCube, Region)>, Exceeded> {
        let bounded = self.bounded_if_needed(one, two, world);
        let problem = Problem::new(&mut self.session, one, two, &bounded)?;
        let budget = &self.session.budget;
        let rests = problem.all_excess(budget)?;
        let regions = rests.into_iter().map(|rest| {
            let points = problem.point(&rest.region, budget)?;
            let lits = rest.literals.iter().filter_map(|literal| lit(literal.atom, literal.is_positive));
            let terms = terms::of(&rest.literals, &self.session);
            Ok((lits.collect(), Region { terms, points, is_exact: true }))
        });
        regions.collect()
    }

    /// Where variables are asked for, a region is real only if some values of them show it.
    fn real_regions(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        regions: Vec<(LitCube, Region)>,
    ) -> Result<Vec<Region>, Reason> {
        let mut real = Vec::new();
        for (mut lits, region) in regions {
            let is_open =
                region.points.iter().any(|(dimension, _)| matches!(dimension, Dimension::Opaque(_)));
            if !is_open {
                real.push(region);
                continue;
            }
            lits.sort_unstable();
            let within = Shape { allows: vec![lits], denies: one.denies.clone() };
            match self.find_excess(&within, two, world) {
                Excess::Found(points) => real.push(Region { points, ..region }),
                Excess::None => {}
                Excess::Unknown(reason) => return Err(reason),
            }
        }
        Ok(real)
    }

    /// The region of the first cube that holds the points.
    fn rough_region(&mut self, one: &Shape, points: &Points) -> Option<Region> {
        let cube = one.allows.first()?;
        let literals = cube.iter().map(|lit| {
            let (atom, is_positive) = unlit(*lit);
            Literal { atom, is_positive, dimension: 0, points: Bits::empty(0) }
        });
        let literals = literals.collect::<Vec<_>>();
        let terms = terms::of(&literals, &self.session);
        Some(Region { terms, points: points.clone(), is_exact: false })
    }
}
