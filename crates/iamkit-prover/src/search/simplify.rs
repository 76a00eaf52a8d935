//! Parts of an excess in few words: without literals that say nothing, and without parts that others hold.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::bits::Bits;
use crate::limits::{Budget, Exceeded, Work};
use crate::search::cover::{self, Cube, Literal, Region, Rest};
use crate::search::problem::Problem;
use crate::search::reach::Reach;

impl Problem {
    /// What the first allows, cube by cube and with its box, without cubes whose box another one holds.
    pub(super) fn widest_allows(&self, budget: &Budget) -> Result<Vec<(&Cube, Region)>, Exceeded> {
        let mut boxes = Vec::new();
        for allow in &self.one.allows {
            boxes.extend(self.meet(&self.full, allow, budget)?.map(|region| (allow, region)));
        }
        let points = |region: &Region| region.iter().map(Bits::count).sum::<u32>();
        let mut by_size = boxes.iter().enumerate().map(|(at, (_, region))| (at, region)).collect::<Vec<_>>();
        by_size.sort_by_key(|(_, region)| std::cmp::Reverse(points(region)));
        let mut widest: Vec<(usize, &Region)> = Vec::new();
        for (at, region) in by_size {
            budget.spend(Work::Boxes, 1 + self.step * widest.len() / 4)?;
            if !widest.iter().any(|(_, wide)| is_within(region, wide)) {
                widest.push((at, region));
            }
        }
        let mut is_widest = vec![false; boxes.len()];
        for (at, _) in widest {
            if let Some(is_widest) = is_widest.get_mut(at) {
                *is_widest = true;
            }
        }
        Ok(boxes.into_iter().zip(is_widest).filter(|(_, is_widest)| *is_widest).map(|(it, _)| it).collect())
    }

    /// The parts with as few literals as describe them, and no more parts than are needed.
    pub(super) fn simplified(&self, rests: Vec<Rest>, budget: &Budget) -> Result<Vec<Rest>, Exceeded> {
        let mut widened: Vec<Rest> = Vec::new();
        for rest in rests {
            budget.spend(Work::Boxes, self.step * widened.len())?;
            if widened.iter().any(|wide| is_within(&rest.region, &wide.region)) {
                continue;
            }
            let wide = self.widened(rest, budget)?;
            widened.retain(|other| !is_within(&other.region, &wide.region));
            widened.push(wide);
        }
        let mut at = 0;
        while at < widened.len() {
            let others = widened.iter().enumerate().filter(|(other, _)| *other != at);
            let others = others.map(|(_, rest)| &rest.literals).chain(&self.impossible).collect::<Vec<_>>();
            let is_needless = match widened.get(at) {
                Some(rest) => cover::is_covered(&rest.region, &others, budget)?,
                None => false,
            };
            if is_needless {
                widened.remove(at);
            } else {
                at += 1;
            }
        }
        Ok(widened)
    }

    /// The part without the literals that it doesn't need to stay within the excess.
    fn widened(&self, rest: Rest, budget: &Budget) -> Result<Rest, Exceeded> {
        let Rest { mut region, literals } = rest;
        let mut words = Literals::new(literals);
        let mut reach = None;
        for at in (0..words.len()).rev() {
            budget.spend(Work::Boxes, 8 + words.beside(at) * (1 + self.step / 4))?;
            let Some((dimension, left)) = words.left_without(at, &self.full) else { continue };
            let Some(points) = region.get(dimension) else { continue };
            let more = left.minus(points);
            if more.is_empty() {
                words.leave_out(at);
                continue;
            }
            if reach.is_none() {
                reach = Some(self.reach(&region, budget)?);
            }
            // With such a value nothing of the box is allowed.
            if reach.as_ref().is_some_and(|reach| !reach.meets(dimension, &more)) {
                continue;
            }
            budget.spend(Work::Boxes, 4 * self.full.len())?;
            let mut wider = region.clone();
            if let Some(points) = wider.get_mut(dimension) {
                *points = left;
            }
            if self.is_excess(&wider, budget)? {
                region = wider;
                words.leave_out(at);
                reach = None;
            }
        }
        Ok(Rest { region, literals: words.into_cube() })
    }

    /// How far what may be allowed goes on beyond a box.
    fn reach(&self, region: &Region, budget: &Budget) -> Result<Reach, Exceeded> {
        let cubes = || self.one.allows.iter().chain(&self.impossible);
        let literals = cubes().map(Vec::len).sum::<usize>();
        budget.spend(Work::Boxes, 2 * region.len() + 4 * literals * (1 + cover::width(region) / 4))?;
        Ok(Reach::new(region, cubes()))
    }

    /// The same part without the literals that say nothing beside the others.
    pub(super) fn shortened(&self, rest: Rest, budget: &Budget) -> Result<Rest, Exceeded> {
        let Rest { region, literals } = rest;
        let mut words = Literals::new(literals);
        for at in (0..words.len()).rev() {
            budget.spend(Work::Boxes, 2 + words.beside(at))?;
            // The literal says nothing where the others of its dimension leave the same of it.
            let left = words.left_without(at, &self.full);
            if left.is_some_and(|(dimension, left)| region.get(dimension) == Some(&left)) {
                words.leave_out(at);
            }
        }
        Ok(Rest { region, literals: words.into_cube() })
    }
}

fn is_within(inner: &Region, outer: &Region) -> bool {
    inner.iter().zip(outer).all(|(inner, outer)| inner.is_subset(outer))
}

/// The literals of a part, some of which are left out.
struct Literals {
    literals: Vec<Option<Literal>>,
    /// The places of those of each dimension.
    of_dimension: FxHashMap<usize, SmallVec<[usize; 2]>>,
}

impl Literals {
    fn new(literals: Cube) -> Self {
        let mut of_dimension: FxHashMap<usize, SmallVec<[usize; 2]>> = FxHashMap::default();
        for (at, literal) in literals.iter().enumerate() {
            of_dimension.entry(literal.dimension).or_default().push(at);
        }
        Self { literals: literals.into_iter().map(Some).collect(), of_dimension }
    }

    fn len(&self) -> usize {
        self.literals.len()
    }

    fn get(&self, at: usize) -> Option<&Literal> {
        self.literals.get(at)?.as_ref()
    }

    /// The places of literals of the same dimension.
    fn places(&self, at: usize) -> &[usize] {
        self.get(at).and_then(|literal| self.of_dimension.get(&literal.dimension)).map_or(&[], |it| it)
    }

    /// How many others are of the same dimension.
    fn beside(&self, at: usize) -> usize {
        self.places(at).len().saturating_sub(1)
    }

    /// The dimension of a literal, and what the others leave of it.
    fn left_without(&self, at: usize, full: &Region) -> Option<(usize, Bits)> {
        let dimension = self.get(at)?.dimension;
        let mut left = full.get(dimension)?.clone();
        let others = self.places(at).iter().filter(|other| **other != at);
        others.filter_map(|other| self.get(*other)).for_each(|other| left.keep(&other.points));
        Some((dimension, left))
    }

    fn leave_out(&mut self, at: usize) {
        if let Some(literal) = self.literals.get_mut(at) {
            *literal = None;
        }
    }

    fn into_cube(self) -> Cube {
        let mut cube = self.literals.into_iter().flatten().collect();
        cover::mark_repeated(&mut cube);
        cube
    }
}
