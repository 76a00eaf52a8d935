//! One pair of shapes in one world, on domains: is what the first allows within what the second allows?

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::bits::Bits;
use crate::compile::shape::{Lit, LitCube, Shape, unlit};
use crate::domain::{Dimension, Domain, Point};
use crate::limits::{Budget, Exceeded, Work};
use crate::search::cover::{self, Cube, Literal, Region, Rest};
use crate::search::domains::Look;
use crate::search::session::Session;
use crate::search::world::World;

/// A pair of shapes with the domains of all dimensions that they ask about.
pub(crate) struct Problem {
    pub(crate) dimensions: Vec<(Dimension, Rc<Domain>)>,
    pub(crate) full: Region,
    /// What a request can have for certain.
    real: Region,
    pub(crate) one: Sides,
    pub(crate) two: Sides,
    pub(super) impossible: Vec<Cube>,
    /// What it takes to put two regions beside each other.
    pub(super) step: usize,
}

/// The cubes of one shape.
pub(crate) struct Sides {
    pub(crate) allows: Vec<Cube>,
    pub(crate) denies: Vec<Cube>,
}

impl Problem {
    pub(crate) fn new<'c>(
        session: &mut Session<'c>,
        one: &Shape,
        two: &Shape,
        world: &World<'c>,
        look: Look,
    ) -> Result<Self, Exceeded> {
        let atoms = session.asked_atoms(one, two, world);
        let mut dimensions = Vec::with_capacity(atoms.len());
        let mut places = Places::default();
        for (dimension, atoms) in atoms {
            let domain = session.domain(&dimension, &atoms, world, look)?;
            session.budget.spend(Work::Boxes, 192 + atoms.len() + domain.points.len())?;
            places.extend(atoms.into_iter().map(|atom| (atom, dimensions.len())));
            dimensions.push((dimension, domain));
        }
        let full = dimensions.iter().map(|(_, domain)| Bits::full(domain.points.len())).collect::<Region>();
        let real = dimensions.iter().map(|(_, domain)| domain.real.clone()).collect();
        let literals = one.literals().chain(two.literals()).count()
            + world.impossible.iter().map(|cube| cube.len() + 1).sum::<usize>();
        session.budget.spend(Work::Boxes, literals.saturating_mul(4 + cover::width(&full) / 4))?;
        let cubes =
            |lits: &[LitCube]| lits.iter().map(|lits| cube(lits, &dimensions, &places)).collect::<Vec<_>>();
        let sides = |shape: &Shape| Sides { allows: cubes(&shape.allows), denies: cubes(&shape.denies) };
        let (one, two, impossible) = (sides(one), sides(two), cubes(&world.impossible));
        let step = full.len().saturating_mul(16 + cover::width(&full)) / 32;
        Ok(Self { dimensions, full, real, one, two, impossible, step })
    }

    /// A part of what the first allows and the second doesn't, of values that a request can have for certain.
    pub(crate) fn first_excess(&self, budget: &Budget) -> Result<Option<Region>, Exceeded> {
        self.first_excess_in(&self.real, budget)
    }

    /// As `first_excess`, of any values.
    pub(crate) fn first_open_excess(&self, budget: &Budget) -> Result<Option<Region>, Exceeded> {
        if self.full == self.real { Ok(None) } else { self.first_excess_in(&self.full, budget) }
    }

    fn first_excess_in(&self, full: &Region, budget: &Budget) -> Result<Option<Region>, Exceeded> {
        if full.iter().any(Bits::is_empty) {
            return Ok(None);
        }
        for allow in &self.one.allows {
            let Some(region) = self.meet(full, allow, budget)? else { continue };
            let mut cubes = self.withheld();
            cubes.extend(&self.two.allows);
            if let Some(found) = cover::first_uncovered(&region, &cubes, budget)? {
                return Ok(Some(found));
            }
            for deny in &self.two.denies {
                let Some(region) = self.meet(&region, deny, budget)? else { continue };
                if let Some(found) = cover::first_uncovered(&region, &self.withheld(), budget)? {
                    return Ok(Some(found));
                }
            }
        }
        Ok(None)
    }

    /// A key of which a region has no value for certain.
    pub(crate) fn open_key(&self, region: &Region) -> Option<String> {
        let open =
            self.dimensions.iter().zip(region).find_map(|((dimension, domain), points)| match dimension {
                Dimension::Key(key) if !points.intersects(&domain.real) => Some(key),
                _ => None,
            });
        open.map(ToString::to_string)
    }

    /// All that the first allows and the second doesn't, in parts by the literals that describe them.
    pub(crate) fn all_excess(&self, budget: &Budget) -> Result<Vec<Rest>, Exceeded> {
        let mut found = Vec::new();
        for (allow, region) in self.widest_allows(budget)? {
            let mut cubes = self.withheld();
            cubes.extend(&self.two.allows);
            let rests = cover::uncovered(&region, &self.full, &cubes, budget)?;
            found.extend(rests.into_iter().map(|rest| with(allow, &[], rest)));
            for deny in &self.two.denies {
                let Some(region) = self.meet(&region, deny, budget)? else { continue };
                let rests = cover::uncovered(&region, &self.full, &self.withheld(), budget)?;
                found.extend(rests.into_iter().map(|rest| with(allow, deny, rest)));
            }
            budget.regions(found.len())?;
        }
        self.simplified(found, budget)
    }

    /// All that the first allows and the second doesn't, in parts that don't overlap.
    pub(crate) fn disjoint_excess(&self, budget: &Budget) -> Result<Vec<Rest>, Exceeded> {
        let mut found: Vec<Rest> = Vec::new();
        for rest in self.all_excess(budget)? {
            let cubes = found.iter().map(|rest| &rest.literals).collect::<Vec<_>>();
            let pieces = cover::uncovered(&rest.region, &self.full, &cubes, budget)?;
            for piece in pieces {
                found.push(self.shortened(with(&rest.literals, &[], piece), budget)?);
            }
            budget.regions(found.len())?;
        }
        Ok(found)
    }

    /// The part of a region that a cube holds.
    pub(super) fn meet(
        &self,
        region: &Region,
        cube: &Cube,
        budget: &Budget,
    ) -> Result<Option<Region>, Exceeded> {
        budget.spend(Work::Boxes, 1 + self.step)?;
        Ok(cover::meet(region, cube))
    }

    /// What no request can be allowed by the first, whatever its allows say.
    fn withheld(&self) -> Vec<&Cube> {
        self.one.denies.iter().chain(&self.impossible).collect()
    }

    /// Whether all of the region is allowed by the first and not by the second.
    pub(super) fn is_excess(&self, region: &Region, budget: &Budget) -> Result<bool, Exceeded> {
        let impossible = self.impossible.iter().collect::<Vec<_>>();
        for deny in &self.one.denies {
            if let Some(denied) = self.meet(region, deny, budget)?
                && !cover::is_covered(&denied, &impossible, budget)?
            {
                return Ok(false);
            }
        }
        let allows = self.one.allows.iter().chain(&self.impossible).collect::<Vec<_>>();
        if !cover::is_covered(region, &allows, budget)? {
            return Ok(false);
        }
        let denies = self.two.denies.iter().chain(&self.impossible).collect::<Vec<_>>();
        for allow in &self.two.allows {
            if let Some(allowed) = self.meet(region, allow, budget)?
                && !cover::is_covered(&allowed, &denies, budget)?
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The part of a region that is left when what can't be is taken out of it.
    pub(crate) fn possible(&self, region: &Region, budget: &Budget) -> Result<Region, Exceeded> {
        let impossible = self.impossible.iter().collect::<Vec<_>>();
        Ok(cover::first_uncovered(region, &impossible, budget)?.unwrap_or_else(|| region.clone()))
    }

    /// The first point of a region in each dimension.
    pub(crate) fn first_points(&self, region: &Region) -> Vec<(Dimension, Point)> {
        let points = self.dimensions.iter().zip(region).filter_map(|((dimension, domain), points)| {
            Some((dimension.clone(), domain.points.get(points.first()?)?.clone()))
        });
        points.collect()
    }

    /// A point of a region in each dimension, after what can't be is taken out of it.
    pub(crate) fn point(
        &self,
        region: &Region,
        budget: &Budget,
    ) -> Result<Vec<(Dimension, Point)>, Exceeded> {
        Ok(self.first_points(&self.possible(region, budget)?))
    }

    /// The questions that aren't looked into and that a region answers, with the answer.
    pub(crate) fn answers(&self, region: &Region) -> Vec<(usize, bool)> {
        let answer = |((dimension, _), points): (&(Dimension, Rc<Domain>), &Bits)| match dimension {
            Dimension::Opaque(atom) if points.count() == 1 => Some((*atom, points.contains(1))),
            _ => None,
        };
        self.dimensions.iter().zip(region).filter_map(answer).collect()
    }
}

fn with(allow: &Cube, deny: &[Literal], rest: Rest) -> Rest {
    let mut seen = FxHashSet::default();
    let all = allow.iter().chain(deny).chain(&rest.literals);
    let mut literals =
        all.filter(|literal| seen.insert((literal.atom, literal.is_positive))).cloned().collect();
    cover::mark_repeated(&mut literals);
    Rest { region: rest.region, literals }
}

/// The place of the dimension that each atom asks about.
type Places = FxHashMap<usize, usize>;

fn cube(lits: &[Lit], dimensions: &[(Dimension, Rc<Domain>)], places: &Places) -> Cube {
    let literal = |lit: &Lit| {
        let (atom, is_positive) = unlit(*lit);
        let dimension = *places.get(&atom)?;
        let (_, domain) = dimensions.get(dimension)?;
        let points = domain.points_where(atom, is_positive)?;
        Some(Literal { atom, is_positive, dimension, points, is_repeated: false })
    };
    let mut cube = lits.iter().filter_map(literal).collect();
    cover::mark_repeated(&mut cube);
    cube
}
