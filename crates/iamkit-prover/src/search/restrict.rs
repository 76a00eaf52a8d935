//! What is left of a question where one cube of a side holds, and one pattern of each of its lists of resources.
//!
//! Most other cubes hold then as well, or can't: what is left is small where policies have many statements that have
//! nothing to do with each other.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::bits::Bits;
use crate::compile::shape::{Lit, LitCube, Shape, is_obviously_within, joined, lit, unlit};
use crate::domain::question::Atom;
use crate::domain::{Dimension, Domain};
use crate::language::standing::Standing;
use crate::limits::{Exceeded, Work};
use crate::reason::Reason;
use crate::search::analysis::{Analysis, Excess};
use crate::search::domains::Look;
use crate::search::world::World;

/// From so many cubes on, the other parts of requests are looked at too.
const MANY: usize = 12;

/// What is known to hold.
struct Premise {
    cube: LitCube,
    /// Patterns that match the resource, and some that don't, each as an atom.
    named: Vec<usize>,
    excluded: Vec<usize>,
    /// Which values of the other parts of a request are left.
    left: BTreeMap<Dimension, Bits>,
}

/// Of a literal that is true, false or open.
enum Known {
    True,
    False,
    /// What is left of it.
    Open(Lit),
}

/// The domains of the parts of a request that aren't its resource.
type Parts = BTreeMap<Dimension, Rc<Domain>>;

impl<'q> Analysis<'q> {
    /// What one shape allows beyond the other, cube by cube and pattern by pattern; `None` where that is no help.
    pub(crate) fn piece_by_piece(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
    ) -> Result<Option<Excess>, Exceeded> {
        let cubes = one.allows.len() + one.denies.len() + two.allows.len() + two.denies.len();
        if cubes < MANY && !self.asks_resources(one, two, world) {
            return Ok(None);
        }
        let parts = if MANY <= cubes { self.parts(one, two, world) } else { Parts::new() };
        let mut unknown = None;
        for cube in &one.allows {
            for named in self.choices(cube)? {
                let Some(premise) = self.premise(cube, named, &parts)? else { continue };
                let Some((one, two, world)) = self.restricted(&premise, one, two, world, &parts)? else {
                    continue;
                };
                if is_obviously_within(&one, &two) {
                    continue;
                }
                match self.whole_question(&one, &two, &world) {
                    Excess::None => {}
                    Excess::Unknown(Reason::Limit(exceeded)) if exceeded.is_of_work() => {
                        return Err(exceeded);
                    }
                    Excess::Unknown(reason) => unknown = unknown.or(Some(reason)),
                    found @ Excess::Found(_) => return Ok(Some(found)),
                }
            }
        }
        Ok(Some(unknown.map_or(Excess::None, Excess::Unknown)))
    }

    /// How many pieces a cube has.
    fn patterns_of(&self, cube: &LitCube) -> usize {
        let count =
            |lit: &Lit| match (self.session.atoms.get(unlit(*lit).0).map(|atom| &**atom), unlit(*lit).1) {
                (Some(Atom::Resource(texts)), true) => texts.len(),
                _ => 1,
            };
        cube.iter().map(count).fold(1, usize::saturating_mul)
    }

    /// The ways of choosing a pattern from each list of a cube.
    fn choices(&mut self, cube: &LitCube) -> Result<Vec<Vec<usize>>, Exceeded> {
        self.session.budget.combinations(self.patterns_of(cube))?;
        let mut choices: Vec<Vec<usize>> = vec![Vec::new()];
        for (atom, is_positive) in cube.iter().map(|lit| unlit(*lit)) {
            let Some(patterns) = self.session.patterns(atom).filter(|_| is_positive) else { continue };
            let longer = |choice: &Vec<usize>| {
                let choice = choice.clone();
                patterns
                    .iter()
                    .map(move |pattern| choice.iter().copied().chain([*pattern]).collect())
                    .collect::<Vec<_>>()
            };
            choices = choices.iter().flat_map(longer).collect();
        }
        Ok(choices)
    }

    /// The other parts of requests, as far as they aren't too many values to be told apart.
    fn parts(&mut self, one: &Shape, two: &Shape, world: &World<'q>) -> Parts {
        let mut parts = Parts::new();
        for (dimension, atoms) in self.session.asked_atoms(one, two, world) {
            if !matches!(dimension, Dimension::Principal | Dimension::Key(_)) {
                continue;
            }
            if let Ok(domain) = self.session.domain(&dimension, &atoms, world, Look::Whole) {
                parts.insert(dimension, domain);
            }
        }
        parts
    }

    /// What holds where a cube does and the chosen patterns match; `None` where that can't be.
    fn premise(
        &mut self,
        cube: &LitCube,
        named: Vec<usize>,
        parts: &Parts,
    ) -> Result<Option<Premise>, Exceeded> {
        let mut excluded = Vec::new();
        let mut left: BTreeMap<Dimension, Bits> = BTreeMap::new();
        for (atom, is_positive) in cube.iter().map(|lit| unlit(*lit)) {
            self.session.budget.spend(Work::Patterns, 4)?;
            if let Some(patterns) = self.session.patterns(atom).filter(|_| !is_positive) {
                excluded.extend_from_slice(&patterns);
            }
            let dimension = self.session.dimension(atom);
            let Some(domain) = parts.get(&dimension) else { continue };
            let Some(points) = domain.points_where(atom, is_positive) else { continue };
            let both = left.get(&dimension).map_or_else(|| points.clone(), |left| left.and(&points));
            left.insert(dimension, both);
        }
        for (one, two) in named.iter().flat_map(|one| excluded.iter().map(move |two| (*one, *two))) {
            if self.session.standing(one, two)? == Standing::Within {
                return Ok(None);
            }
        }
        // Of lists of patterns only the chosen ones are left.
        let is_list = |lit: &Lit| unlit(*lit).1 && self.session.split_atoms.contains_key(&unlit(*lit).0);
        let plain = cube.iter().copied().filter(|lit| !is_list(lit)).collect::<Vec<_>>();
        let chosen = named.iter().filter_map(|atom| lit(*atom, true)).collect::<Vec<_>>();
        let cube = joined(&plain, &chosen);
        Ok(cube.map(|cube| Premise { cube, named, excluded, left }))
    }

    /// The shapes and the world as far as the premise leaves them open; `None` where it can't hold.
    fn restricted(
        &mut self,
        premise: &Premise,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        parts: &Parts,
    ) -> Result<Option<(Shape, Shape, World<'q>)>, Exceeded> {
        if premise.left.values().any(Bits::is_empty) {
            return Ok(None);
        }
        let denies = self.restricted_cubes(premise, &one.denies, parts)?;
        let impossible = self.restricted_cubes(premise, &world.impossible, parts)?;
        if denies.iter().chain(&impossible).any(Vec::is_empty) {
            return Ok(None);
        }
        let one = Shape { allows: vec![premise.cube.clone()], denies };
        let allows = self.restricted_cubes(premise, &two.allows, parts)?;
        let denies = self.restricted_cubes(premise, &two.denies, parts)?;
        let two = Shape { allows, denies }.normal();
        let world = World { impossible, ..world.clone() };
        Ok(Some((one, two, world)))
    }

    fn restricted_cubes(
        &mut self,
        premise: &Premise,
        cubes: &[LitCube],
        parts: &Parts,
    ) -> Result<Vec<LitCube>, Exceeded> {
        let mut left = Vec::new();
        for cube in cubes {
            left.extend(self.restricted_cube(premise, cube, parts)?);
        }
        Ok(left)
    }

    /// What is left of a cube; `None` if it can't hold.
    fn restricted_cube(
        &mut self,
        premise: &Premise,
        cube: &LitCube,
        parts: &Parts,
    ) -> Result<Option<LitCube>, Exceeded> {
        let mut left = LitCube::new();
        for literal in cube {
            match self.known(premise, *literal, parts)? {
                Known::True => {}
                Known::False => return Ok(None),
                Known::Open(literal) => left.push(literal),
            }
        }
        Ok(joined(&left, &[]))
    }

    fn known(&mut self, premise: &Premise, literal: Lit, parts: &Parts) -> Result<Known, Exceeded> {
        self.session.budget.spend(Work::Patterns, 8)?;
        if premise.cube.binary_search(&literal).is_ok() {
            return Ok(Known::True);
        }
        if premise.cube.binary_search(&(literal ^ 1)).is_ok() {
            return Ok(Known::False);
        }
        let (atom, is_positive) = unlit(literal);
        if let Some(patterns) = self.session.patterns(atom) {
            return self.known_list(premise, literal, &patterns);
        }
        let dimension = self.session.dimension(atom);
        let (Some(left), Some(domain)) = (premise.left.get(&dimension), parts.get(&dimension)) else {
            return Ok(Known::Open(literal));
        };
        let Some(points) = domain.points_where(atom, is_positive) else { return Ok(Known::Open(literal)) };
        Ok(if !left.intersects(&points) {
            Known::False
        } else if left.is_subset(&points) {
            Known::True
        } else {
            Known::Open(literal)
        })
    }

    /// What is left of a list of patterns.
    fn known_list(&mut self, premise: &Premise, literal: Lit, patterns: &[usize]) -> Result<Known, Exceeded> {
        let is_positive = unlit(literal).1;
        let known = |holds: bool| if holds == is_positive { Known::True } else { Known::False };
        let mut left = Vec::new();
        for pattern in patterns {
            let mut is_possible = true;
            for named in &premise.named {
                match self.session.standing(*named, *pattern)? {
                    Standing::Within => return Ok(known(true)),
                    Standing::Disjoint => is_possible = false,
                    Standing::Open => {}
                }
            }
            for excluded in &premise.excluded {
                is_possible = is_possible && self.session.standing(*pattern, *excluded)? != Standing::Within;
            }
            left.extend(is_possible.then_some(*pattern));
        }
        if left.is_empty() {
            return Ok(known(false));
        }
        if left.len() == patterns.len() {
            return Ok(Known::Open(literal));
        }
        let atom = self.session.list_of(&left)?;
        Ok(lit(atom, is_positive).map_or(Known::Open(literal), Known::Open))
    }
}
