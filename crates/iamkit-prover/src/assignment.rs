//! Shapes with policy variables: bounds without them, and values put in their place.

use std::rc::Rc;

use crate::access::AtomWords;
use crate::analysis::{Analysis, Excess, Points, cube};
use crate::atom::{Atom, KeyValue};
use crate::domain::{KeyWorld, Point};
use crate::limits::Exceeded;
use crate::reason::Reason;
use crate::session::{Dimension, LitCube, Look, Shape, World, lit, unlit};
use crate::value_type::ValueType;
use crate::variable;
use crate::world;

impl<'q> Analysis<'q> {
    /// The world with what is known of the questions that have variables.
    pub(crate) fn bounded_if_needed(&mut self, one: &Shape, two: &Shape, world: &World<'q>) -> World<'q> {
        let mut world = world.clone();
        let mut numbers = one.literals().chain(two.literals()).map(|lit| unlit(lit).0).collect::<Vec<_>>();
        numbers.sort_unstable();
        numbers.dedup();
        let with_variables = numbers.iter().filter_map(|number| {
            let atom = self.session.atoms.get(*number).filter(|atom| atom.has_variables())?;
            let is_needed = !self.session.is_split || !matches!(**atom, Atom::Resource(_));
            is_needed.then(|| (*number, Rc::clone(atom)))
        });
        let with_variables = with_variables.collect::<Vec<_>>();
        for (number, atom) in &with_variables {
            let (narrow, wide) = variable::bounds(atom);
            let (narrow, wide) = (self.session.unwritten_atom(&narrow), self.session.unwritten_atom(&wide));
            world.impossible.extend(cube([lit(*number, true), lit(wide, false)]));
            world.impossible.extend(cube([lit(*number, false), lit(narrow, true)]));
            for (other, of) in with_variables.iter().filter(|(other, _)| other != number) {
                if variable::implies(atom, of, &self.session.budget) {
                    world.impossible.extend(cube([lit(*number, true), lit(*other, false)]));
                }
            }
        }
        world
    }

    /// Tries values of the variables.
    pub(crate) fn with_values(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        keys: &[String],
    ) -> Excess {
        let numbers = one.literals().chain(two.literals()).map(|lit| unlit(lit).0);
        let mut numbers = numbers.collect::<Vec<_>>();
        numbers.sort_unstable();
        numbers.dedup();
        let atoms = numbers.iter().filter_map(|number| self.session.atoms.get(*number).map(Rc::clone));
        let atoms = atoms.collect::<Vec<_>>();
        let borrowed = atoms.iter().map(|atom| &**atom).collect::<Vec<_>>();
        let candidates = keys.iter().map(|key| (key.clone(), self.values_to_try(key, &borrowed, world)));
        let candidates = candidates.collect::<Vec<_>>();
        let (assignments, is_cut) = assignments(&candidates, self.session.budget.limits.max_assignments);
        for values in assignments {
            match self.excess_with(one, two, world, &values) {
                Ok(None) => {}
                Ok(Some(points)) => return Excess::Found(points),
                Err(exceeded) => return Excess::Unknown(Reason::Limit(exceeded)),
            }
        }
        let limit = self.session.budget.limits.max_assignments;
        Excess::Unknown(match keys.first() {
            Some(key) if !is_cut => Reason::PolicyVariable { key: key.clone() },
            _ => Reason::Limit(Exceeded::new("assignments", limit)),
        })
    }

    /// The value that a key has in all requests of the world, if that is one.
    pub(crate) fn only_value(&self, key: &str, world: &World<'q>) -> Option<KeyValue> {
        let of_key = world.keys.iter().find(|(name, _)| **name == *key).map(|(_, world)| world);
        match of_key.and_then(|world| world.fixed.as_deref()) {
            Some([value]) => Some(value.clone()),
            Some(_) => None,
            None if self.can_be(key, &KeyValue::Single(String::new()), world) => None,
            None => Some(KeyValue::Absent),
        }
    }

    /// Values of a variable that a request can have, of all that are worth trying.
    fn values_to_try(&self, key: &str, atoms: &[&Atom], world: &World<'q>) -> Vec<KeyValue> {
        let of_key = world.keys.iter().find(|(name, _)| **name == *key).map(|(_, world)| world);
        if let Some(values) = of_key.and_then(|world| world.fixed.as_ref()) {
            return values.clone();
        }
        let value_type = of_key.map_or(ValueType::Any, |world| world.value_type);
        let mut values = variable::candidates(key, atoms);
        values.extend(value_type.examples().iter().map(|text| KeyValue::Single((*text).to_owned())));
        values.retain(|value| {
            let is_of_type = !matches!(value, KeyValue::Single(text) if !value_type.fits(text));
            is_of_type && self.can_be(key, value, world)
        });
        values
    }

    /// Whether a request can have the value under the key.
    pub(crate) fn can_be(&self, key: &str, value: &KeyValue, world: &World<'q>) -> bool {
        let of_key = world.keys.iter().find(|(name, _)| **name == *key).map(|(_, world)| world);
        match (value, of_key) {
            (KeyValue::Absent, Some(world)) => world.can_be_absent,
            (KeyValue::Absent, None) => self.names_principals || !world::is_always_there(key),
            (KeyValue::Single(_), Some(world)) => world.can_be_single,
            (KeyValue::Multi(_), Some(world)) => world.can_be_multi,
            (_, None) => true,
        }
    }

    fn excess_with(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        values: &[(String, KeyValue)],
    ) -> Result<Option<Points>, Exceeded> {
        let (one, two) = (self.with(one, values), self.with(two, values));
        let mut world = world.clone();
        world.impossible.retain(|cube| {
            cube.iter()
                .all(|lit| self.session.atoms.get(unlit(*lit).0).is_some_and(|atom| !atom.has_variables()))
        });
        for (key, value) in values {
            let fixed = KeyWorld::only(vec![value.clone()]);
            world.keys.retain(|(name, _)| **name != **key);
            world.keys.push((key.as_str().into(), fixed));
        }
        world.keys.sort_by(|one, two| one.0.cmp(&two.0));
        let seen = match self.seen_at_once(&one, &two, &world, true) {
            Ok(Some(Excess::None)) => return Ok(None),
            Ok(Some(Excess::Found(points))) => Some(points),
            Ok(_) | Err(_) => self.first_excess(&one, &two, &world, Look::Whole)?.0,
        };
        let Some(mut points) = seen else { return Ok(None) };
        for (key, value) in values {
            let dimension = Dimension::Key(key.as_str().into());
            if !points.iter().any(|(other, _)| *other == dimension) {
                points.push((dimension, Point::Key(value.clone())));
            }
        }
        Ok(Some(points))
    }

    /// The shape with values in place of variables.
    pub(crate) fn with(&mut self, shape: &Shape, values: &[(String, KeyValue)]) -> Shape {
        let mut lit_with = |number: u32| {
            let (atom, is_positive) = unlit(number);
            let resolved = match self.session.atoms.get(atom) {
                Some(atom) if atom.has_variables() => variable::resolved(atom, values),
                _ => return Some(number),
            };
            let words = self.session.words.get(atom).cloned();
            let words = || words.unwrap_or_else(|| AtomWords::Values(Vec::new()));
            lit(self.session.atom(&resolved, words), is_positive)
        };
        let mut cubes = |cubes: &[LitCube]| {
            let with = cubes
                .iter()
                .filter_map(|cube| cube.iter().map(|lit| lit_with(*lit)).collect::<Option<Vec<_>>>());
            let mut with = with.collect::<Vec<_>>();
            for cube in &mut with {
                cube.sort_unstable();
            }
            with
        };
        Shape { allows: cubes(&shape.allows), denies: cubes(&shape.denies) }
    }
}

type Assignment = Vec<(String, KeyValue)>;

/// All combinations of values, and whether there are more than are given.
fn assignments(candidates: &[(String, Vec<KeyValue>)], limit: usize) -> (Vec<Assignment>, bool) {
    let mut found: Vec<Assignment> = vec![Vec::new()];
    let mut is_cut = false;
    for (key, values) in candidates {
        let mut longer = Vec::new();
        for assignment in &found {
            for value in values {
                let mut assignment = assignment.clone();
                assignment.push((key.clone(), value.clone()));
                longer.push(assignment);
            }
        }
        is_cut |= limit < longer.len();
        longer.truncate(limit);
        found = longer;
    }
    (found, is_cut)
}
