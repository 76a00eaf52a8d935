//! Values tried in the place of policy variables, before anything is proven.

use rustc_hash::FxHashSet;

use crate::compile::shape::Shape;
use crate::domain::key::{KeyWorld, ValueType};
use crate::domain::question::{Atom, KeyValue, variable};
use crate::domain::{Dimension, Point};
use crate::limits::{Budget, Exceeded, Work};
use crate::search::analysis::{Analysis, Excess, Points};
use crate::search::variables::can_be;
use crate::search::world::World;

/// So many combinations of values are tried before anything is proven.
const FIRST_ASSIGNMENTS: usize = 8;

impl<'q> Analysis<'q> {
    /// Tries some values of the variables.
    pub(crate) fn with_values(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        keys: &[String],
    ) -> Option<Points> {
        let atoms = self.atoms_of_shapes(one, two);
        let borrowed = atoms.iter().map(|(_, atom)| &**atom).collect::<Vec<_>>();
        // Of very many variables each is tried with one value only.
        let is_few = self.session.budget.variables(keys.len()).is_ok();
        let asked = if is_few { &*borrowed } else { &[] };
        let budget = &self.session.budget;
        let candidates = keys.iter().map(|key| Ok((key.clone(), values_to_try(key, asked, world, budget)?)));
        let mut candidates = candidates.collect::<Result<Vec<_>, Exceeded>>().ok()?;
        if !is_few {
            for (_, values) in &mut candidates {
                values.truncate(1);
            }
        }
        let mut assignments = assignments(&candidates, FIRST_ASSIGNMENTS).into_iter();
        assignments.find_map(|values| self.excess_with(one, two, world, &values).ok().flatten())
    }

    fn excess_with(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        values: &[(String, KeyValue)],
    ) -> Result<Option<Points>, Exceeded> {
        self.session.budget.spend(Work::Values, world.keys.len() / 2)?;
        let (one, two) = (self.with(one, values), self.with(two, values));
        let only = values.iter().map(|(key, value)| (key.as_str(), KeyWorld::only(vec![value.clone()])));
        let world = self.with_keys(world, only.collect());
        let seen = match self.seen_at_once(&one, &two, &world, true)? {
            // Where no resource is asked for, all values are soon told apart.
            None if !self.asks_resources(&one, &two, &world) => Some(self.whole_excess(&one, &two, &world)),
            seen => seen,
        };
        let Some(Excess::Found(mut points)) = seen else { return Ok(None) };
        let known = points.iter().map(|(dimension, _)| dimension.clone()).collect::<FxHashSet<_>>();
        for (key, value) in values {
            let dimension = Dimension::Key(key.as_str().into());
            if !known.contains(&dimension) {
                points.push((dimension, Point::Key(value.clone())));
            }
        }
        Ok(Some(points))
    }
}

type Assignment = Vec<(String, KeyValue)>;

/// The first combinations of values; those of the last keys change first.
fn assignments(candidates: &[(String, Vec<KeyValue>)], limit: usize) -> Vec<Assignment> {
    let count = candidates.iter().map(|(_, values)| values.len()).fold(1, usize::saturating_mul);
    let nth = |number: usize| {
        let mut rest = number;
        let chosen = candidates.iter().rev().filter_map(|(key, values)| {
            let at = rest.checked_rem(values.len())?;
            rest /= values.len();
            Some((key.clone(), values.get(at)?.clone()))
        });
        let mut assignment = chosen.collect::<Vec<_>>();
        assignment.reverse();
        assignment
    };
    (0..count.min(limit)).map(nth).collect()
}

/// Values of a variable that a request can have, of all that are worth trying.
fn values_to_try(
    key: &str,
    atoms: &[&Atom],
    world: &World<'_>,
    budget: &Budget,
) -> Result<Vec<KeyValue>, Exceeded> {
    let of_key = world.key(key);
    if let Some(values) = of_key.and_then(|world| world.fixed.as_ref()) {
        return Ok(values.clone());
    }
    let value_type = of_key.map_or(ValueType::Any, |world| world.value_type);
    let mut values = variable::candidates(key, atoms, budget)?;
    values.extend(value_type.examples().iter().map(|text| KeyValue::Single((*text).to_owned())));
    values.retain(|value| {
        let is_of_type = !matches!(value, KeyValue::Single(text) if !value_type.fits(text));
        is_of_type && can_be(key, value, world)
    });
    Ok(values)
}
