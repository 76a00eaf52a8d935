//! All that a side allows beyond the other, as regions of requests.

use std::collections::BTreeMap;

use crate::answer::terms::{self, Terms};
use crate::bits::Bits;
use crate::compile::shape::{LitCube, Shape, leave_out_common, lit, unlit};
use crate::domain::{Dimension, Point};
use crate::limits::Exceeded;
use crate::reason::{Reason, Side, Unknown};
use crate::search::cover::Literal;
use crate::search::{Actions, Analysis, Excess, Group, Look, Points, Problem, Turn, World};

/// Regions that are real, and why others may or may not be.
type Regioned = (Vec<Region>, Vec<Reason>);

/// A part of a difference.
struct Region {
    terms: Terms,
    points: Points,
    is_exact: bool,
}

/// The regions with those put together that differ in one resource pattern alone.
fn merged(regions: Vec<Region>) -> Vec<Region> {
    let mut merged: Vec<Region> = Vec::new();
    for region in regions {
        let is_same = |other: &&mut Region| {
            let (one, two) = (&other.terms, &region.terms);
            one.principals == two.principals
                && one.conditions == two.conditions
                && one.resources.except == two.resources.except
                && (one.resources.within.len(), two.resources.within.len()) == (1, 1)
                && other.is_exact == region.is_exact
        };
        match merged.iter_mut().find(is_same) {
            Some(other) => {
                let patterns = region.terms.resources.within.into_iter().flatten();
                for within in &mut other.terms.resources.within {
                    within.extend(patterns.clone());
                    within.sort_unstable();
                    within.dedup();
                }
            }
            None => merged.push(region),
        }
    }
    merged
}

/// Actions with the same difference, and points that show it for the first of them.
pub(crate) struct Gathered {
    pub(crate) actions: Vec<Actions>,
    pub(super) points: Points,
}

/// The parts of what one side allows beyond the other, by their terms.
pub(crate) type Regions = BTreeMap<(Terms, bool), Gathered>;

/// Where one side allows more than the other.
pub(crate) struct Beyond {
    /// Groups by their number, with points that show it.
    found: Vec<(usize, Points)>,
    /// What could not be decided.
    unknown: Vec<Unknown>,
}

pub(super) fn beyond(analysis: &mut Analysis<'_>, side: Side) -> Beyond {
    let groups = std::mem::take(&mut analysis.groups);
    let mut found = Vec::new();
    let open = analysis.in_turns(&groups, |analysis, number, group| match analysis.excess(group, side) {
        Excess::None => Turn::Done,
        Excess::Unknown(reason) => Turn::Open(reason),
        Excess::Found(points) => {
            found.push((number, points));
            Turn::Done
        }
    });
    let unknown = open.into_iter().map(|(group, reason)| analysis.unknown(group, side, reason)).collect();
    analysis.groups = groups;
    found.sort_by_key(|(number, _)| *number);
    Beyond { found, unknown }
}

/// Where one side allows more, found so that something is left to describe it.
pub(super) fn beyond_with_words(analysis: &mut Analysis<'_>, side: Side) -> Beyond {
    let for_words = analysis.session.budget.hold_back();
    let beyond = beyond(analysis, side);
    analysis.session.budget.give_back(for_words);
    beyond
}

/// All that one side allows beyond the other, and what could not be decided.
///
/// The parts are described either by as few words as possible or so that no two overlap.
pub(crate) fn side_regions(
    analysis: &mut Analysis<'_>,
    side: Side,
    are_disjoint: bool,
) -> (Regions, Vec<Unknown>) {
    let beyond = beyond_with_words(analysis, side);
    described(analysis, side, beyond, are_disjoint)
}

pub(super) fn described(
    analysis: &mut Analysis<'_>,
    side: Side,
    Beyond { found, mut unknown }: Beyond,
    are_disjoint: bool,
) -> (Regions, Vec<Unknown>) {
    let groups = std::mem::take(&mut analysis.groups);
    let mut gathered = Regions::new();
    for (number, points) in found {
        let Some(group) = groups.get(number) else { continue };
        analysis.session.budget.turn(false);
        let (regions, open) = analysis.regions(group, side, &points, are_disjoint);
        unknown.extend(open.into_iter().map(|reason| analysis.unknown(group, side, reason)));
        for Region { terms, points, is_exact } in regions {
            let of_terms = gathered.entry((terms, is_exact));
            let of_terms = of_terms.or_insert_with(|| Gathered { actions: Vec::new(), points });
            of_terms.actions.push(group.actions.clone());
        }
    }
    analysis.session.budget.turn(true);
    analysis.groups = groups;
    (gathered, unknown)
}

impl<'q> Analysis<'q> {
    /// The regions of what one side allows beyond the other, each in words and with points of it.
    fn regions(&mut self, group: &Group, side: Side, points: &Points, are_disjoint: bool) -> Regioned {
        let [a, b] = group.shapes.map(|shape| self.session.get_shape(shape));
        let (one, two) = if side == Side::A { (a, b) } else { (b, a) };
        let world = self.session.get_world(group.world);
        let (mut one, two) = self.without_absent(&one, &two, &world);
        if are_disjoint && let Ok(gathered) = self.session.gathered(&one) {
            one = gathered;
        }
        let (one, two) = (&one, &two);
        let is_split = !are_disjoint && self.asks_resources(one, two, &world);
        // What is known already has to be shown by a witness, whatever it takes to describe it.
        let mut held = self.session.budget.hold_back();
        let mut regions = self.all_regions(one, two, &world, are_disjoint, is_split);
        if regions.is_err() {
            self.session.budget.give_back(held / 2);
            held -= held / 2;
            regions = self.all_regions(one, two, &world, are_disjoint, !is_split);
        }
        let (real, open) = match regions {
            Ok(regions) => self.real_regions(one, two, &world, regions),
            Err(_) => (Vec::new(), Vec::new()),
        };
        self.session.budget.give_back(held);
        if real.is_empty() {
            // There is a difference, but saying exactly which takes too much.
            return (vec![self.rough_region(one, two, points)], Vec::new());
        }
        (merged(real), open)
    }

    /// The regions by the lists of resources, or by their patterns one by one.
    fn all_regions(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        are_disjoint: bool,
        is_split: bool,
    ) -> Result<Vec<(LitCube, Region)>, Exceeded> {
        let problem = if is_split {
            let (one, two) = self.without_strangers(one, two)?;
            let (one, two, world) = self.split(&one, &two, world)?;
            self.session.is_split = true;
            let problem = Problem::new(&mut self.session, &one, &two, &world, Look::Whole);
            self.session.is_split = false;
            problem?
        } else {
            let bounded = self.bounded_if_needed(one, two, world)?;
            Problem::new(&mut self.session, one, two, &bounded, Look::Whole)?
        };
        let budget = &self.session.budget;
        let rests = if are_disjoint { problem.disjoint_excess(budget) } else { problem.all_excess(budget) }?;
        let regions = rests.into_iter().map(|rest| {
            let points = problem.point(&rest.region, budget)?;
            let lits = rest.literals.iter().filter_map(|literal| lit(literal.atom, literal.is_positive));
            let terms = terms::of(&rest.literals, &self.session);
            Ok((lits.collect(), Region { terms, points, is_exact: true }))
        });
        regions.collect()
    }

    /// The shapes without what both allow in the same words, and without what the second allows on other resources than those
    /// that are left: neither is a part of a difference, and both take long where policies have many statements.
    fn without_strangers(&mut self, one: &Shape, two: &Shape) -> Result<(Shape, Shape), Exceeded> {
        let (mut one, mut two) = (one.clone(), two.clone());
        leave_out_common(&mut one, &two);
        let mut met = Vec::with_capacity(two.allows.len());
        for cube in std::mem::take(&mut two.allows) {
            let mut is_met = one.allows.is_empty();
            for allow in &one.allows {
                is_met = is_met || !self.session.are_apart(allow, &cube)?;
            }
            met.extend(is_met.then_some(cube));
        }
        two.allows = met;
        Ok((one, two))
    }

    /// A region of values that a request may or may not have is real only if some values show it.
    fn real_regions(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        regions: Vec<(LitCube, Region)>,
    ) -> Regioned {
        let (mut real, mut open) = (Vec::new(), Vec::new());
        for (mut lits, region) in regions {
            let is_open = region
                .points
                .iter()
                .any(|(dimension, point)| matches!(dimension, Dimension::Opaque(_)) || *point == Point::Open);
            if !is_open {
                real.push(region);
                continue;
            }
            lits.sort_unstable();
            let within = Shape { allows: vec![lits], denies: one.denies.clone() };
            match self.find_excess(&within, two, world) {
                Excess::Found(points) => real.push(Region { points, ..region }),
                Excess::None => {}
                Excess::Unknown(reason) => open.push(reason),
            }
        }
        open.sort_unstable();
        open.dedup();
        (real, open)
    }

    /// What all cubes have in common that may hold something beyond the other shape: any difference is within.
    fn rough_region(&mut self, one: &Shape, two: &Shape, points: &Points) -> Region {
        let mut open = one.clone();
        leave_out_common(&mut open, two);
        let mut cubes = open.allows.into_iter();
        let mut common = cubes.next().unwrap_or_default();
        for cube in cubes {
            common.retain(|lit| cube.binary_search(lit).is_ok());
        }
        let literals = common.iter().map(|lit| {
            let (atom, is_positive) = unlit(*lit);
            Literal { atom, is_positive, dimension: 0, points: Bits::empty(0), is_repeated: false }
        });
        let terms = terms::of(&literals.collect::<Vec<_>>(), &self.session);
        Region { terms, points: points.clone(), is_exact: false }
    }
}
