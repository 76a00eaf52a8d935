//! What one shape allows beyond another in a world.
//!
//! What literals alone show comes first; what is left is asked piece by piece.

use crate::compile::shape::{Lit, Shape, is_obviously_within, leave_out_common, unlit};
use crate::domain::question::Atom;
use crate::limits::{Exceeded, Work};
use crate::reason::{Reason, Side};
use crate::search::analysis::{Analysis, Excess, Group};
use crate::search::world::World;

impl<'q> Analysis<'q> {
    /// What one side allows beyond the other in a group.
    pub(crate) fn excess(&mut self, group: &Group, side: Side) -> Excess {
        let [a, b] = group.shapes;
        let (one, two) = if side == Side::A { (a, b) } else { (b, a) };
        self.excess_of(one, two, group.world)
    }

    /// What one shape allows beyond the other in a world.
    pub(crate) fn excess_of(&mut self, one: usize, two: usize, world: usize) -> Excess {
        let key = (one, two, world);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let pair = (one, two);
        let (one, two) = (self.session.get_shape(one), self.session.get_shape(two));
        // That doesn't hang on the world.
        let is_within = *self.obvious.entry(pair).or_insert_with(|| is_obviously_within(&one, &two));
        let excess = if is_within {
            Excess::None
        } else {
            let world = self.session.get_world(world);
            match world.exceeded {
                Some(exceeded) => Excess::Unknown(Reason::Limit(exceeded)),
                None => self.find_excess(&one, &two, &world),
            }
        };
        if !matches!(&excess, Excess::Unknown(reason) if reason.is_of_work()) {
            self.known.insert(key, excess.clone());
        }
        excess
    }

    pub(crate) fn find_excess(&mut self, one: &Shape, two: &Shape, world: &World<'q>) -> Excess {
        let cubes = [one, two].map(|shape| shape.allows.len() + shape.denies.len());
        let entries = self.session.entries(one.literals().chain(two.literals()));
        let cost = 256 + 16 * cubes.iter().sum::<usize>() + entries;
        if let Err(exceeded) = self.session.budget.spend(Work::Patterns, cost) {
            return Excess::Unknown(Reason::Limit(exceeded));
        }
        let (one, two) = (self.session.left_of_shape(one, world), self.session.left_of_shape(two, world));
        if is_obviously_within(&one, &two) {
            return Excess::None;
        }
        let (one, two) = self.without_absent(&one, &two, world);
        match self.in_pieces(one, two, world) {
            Ok(excess) => excess,
            Err(exceeded) => Excess::Unknown(Reason::Limit(exceeded)),
        }
    }

    /// What one shape allows beyond the other, without what both say and piece by piece where there are many.
    fn in_pieces(&mut self, mut one: Shape, two: Shape, world: &World<'q>) -> Result<Excess, Exceeded> {
        leave_out_common(&mut one, &two);
        if one.allows.is_empty() {
            return Ok(Excess::None);
        }
        let (one, two) = (self.session.merged(one)?, self.session.merged(two)?);
        let one = self.without_strange_lists(one, world)?;
        if one.allows.is_empty() {
            return Ok(Excess::None);
        }
        match self.piece_by_piece(&one, &two, world)? {
            Some(excess) => Ok(excess),
            None => Ok(self.whole_question(&one, &two, world)),
        }
    }

    /// The shape without cubes that name resources none of which there is, where they name many patterns: of all together
    /// that is sooner seen than of one after the other.
    fn without_strange_lists(&mut self, shape: Shape, world: &World<'q>) -> Result<Shape, Exceeded> {
        let Shape { mut allows, denies } = shape;
        let lists = allows.iter().map(|cube| self.list_of_cube(cube)).collect::<Vec<_>>();
        let mut patterns = Vec::new();
        for list in lists.iter().flatten() {
            patterns
                .extend(self.session.patterns(*list).iter().flat_map(|patterns| patterns.iter().copied()));
        }
        if patterns.len() < MANY {
            return Ok(Shape { allows, denies });
        }
        patterns.sort_unstable();
        patterns.dedup();
        let all = self.session.list_of(&patterns)?;
        if self.resource_with(&[(all, true)], world)?.is_none() {
            let mut lists = lists.iter();
            allows.retain(|_| lists.next().is_some_and(Option::is_none));
        }
        Ok(Shape { allows, denies })
    }

    /// The first list of resources without variables that a cube demands one of.
    fn list_of_cube(&self, cube: &[Lit]) -> Option<usize> {
        let mut demanded = cube.iter().map(|lit| unlit(*lit)).filter(|(_, is_positive)| *is_positive);
        let is_list = |atom: usize| {
            let atom = self.session.atoms.get(atom);
            atom.is_some_and(|atom| matches!(**atom, Atom::Resource(_)) && !atom.has_variables())
        };
        demanded.find_map(|(atom, _)| is_list(atom).then_some(atom))
    }
}

/// From so many patterns on they are looked at together.
const MANY: usize = 16;
