//! Shapes with policy variables: bounds without them, and values put in their place.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::compile::shape::{LitCube, Shape, cube, lit, unlit};
use crate::domain::key::KeyWorld;
use crate::domain::principal::asker;
use crate::domain::question::{Atom, AtomWords, KeyValue, variable};
use crate::language::text::Text;
use crate::limits::{Exceeded, Work};
use crate::search::analysis::Analysis;
use crate::search::session::Session;
use crate::search::world::World;

/// What it takes to look up how two questions about resources stand to each other.
const RELATION_COST: usize = 8;

impl<'q> Analysis<'q> {
    /// The world with what is known of the questions that have variables.
    pub(crate) fn bounded_if_needed(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
    ) -> Result<World<'q>, Exceeded> {
        let mut world = world.clone();
        if self.session.is_split {
            return Ok(world);
        }
        let atoms = self.atoms_of_shapes(one, two);
        let with_variables = atoms.iter().filter_map(|(number, atom)| match &**atom {
            Atom::Resource(texts) if atom.has_variables() => Some((*number, texts)),
            _ => None,
        });
        let with_variables = with_variables.collect::<Vec<_>>();
        for (number, texts) in &with_variables {
            let (narrow, wide) = variable::resource_bounds(texts);
            let (narrow, wide) = (self.session.unwritten_atom(&narrow), self.session.unwritten_atom(&wide));
            world.impossible.extend(cube([lit(*number, true), lit(wide, false)]));
            world.impossible.extend(cube([lit(*number, false), lit(narrow, true)]));
            for (other, of) in with_variables.iter().filter(|(other, _)| other != number) {
                let (is_within, is_disjoint) = self.relation((*number, texts), (*other, of))?;
                if is_within {
                    world.impossible.extend(cube([lit(*number, true), lit(*other, false)]));
                }
                if is_disjoint && number < other {
                    world.impossible.extend(cube([lit(*number, true), lit(*other, true)]));
                }
            }
        }
        Ok(world)
    }

    /// Whether the first question about resources can't hold without the second, and whether they can't both hold.
    fn relation(&mut self, one: (usize, &[Text]), two: (usize, &[Text])) -> Result<(bool, bool), Exceeded> {
        let ((number, texts), (other, of)) = (one, two);
        let budget = &self.session.budget;
        budget.spend(Work::Patterns, RELATION_COST)?;
        if let Some(known) = self.session.relations.get(&(number, other)) {
            return Ok(*known);
        }
        let is_disjoint = number < other && variable::resources_are_disjoint(texts, of, budget)?;
        let relation = (!is_disjoint && variable::resource_implies(texts, of, budget)?, is_disjoint);
        // Where no answer may depend on which questions came before, it costs again.
        if !self.session.is_renewed {
            self.session.relations.insert((number, other), relation);
        }
        Ok(relation)
    }

    pub(crate) fn atoms_of_shapes(&self, one: &Shape, two: &Shape) -> Vec<(usize, Rc<Atom>)> {
        let mut numbers = one.literals().chain(two.literals()).map(|lit| unlit(lit).0).collect::<Vec<_>>();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
            .iter()
            .filter_map(|number| Some((*number, Rc::clone(self.session.atoms.get(*number)?))))
            .collect()
    }

    /// The world where a key has these values; one that follows from the principal makes askers impossible that have others.
    pub(crate) fn with_key(&mut self, world: &World<'q>, key: &str, of_key: KeyWorld) -> World<'q> {
        self.with_keys(world, BTreeMap::from([(key, of_key)]))
    }

    pub(super) fn with_keys(&mut self, world: &World<'q>, of_keys: BTreeMap<&str, KeyWorld>) -> World<'q> {
        let mut world = world.clone();
        for (key, of_key) in &of_keys {
            if self.session.keys_follow && asker::follows(key) {
                let cubes = self.impossible_askers(key, of_key);
                world.impossible.extend(cubes);
            }
        }
        let mut keys = world.keys.to_vec();
        for (key, of_key) in of_keys {
            match keys.binary_search_by(|(name, _)| (**name).cmp(key)) {
                Ok(at) => keys.get_mut(at).into_iter().for_each(|(_, known)| known.clone_from(&of_key)),
                Err(at) => keys.insert(at, (Rc::from(key), of_key)),
            }
        }
        world.keys = keys.into();
        world
    }

    /// The shape with values in place of variables.
    pub(crate) fn with(&mut self, shape: &Shape, values: &[(String, KeyValue)]) -> Shape {
        let values = variable::Values::new(values);
        self.mapped(shape, &|atom| values.put_into(atom))
    }

    /// The shape with each atom that has variables changed.
    pub(crate) fn mapped(&mut self, shape: &Shape, change: &impl Fn(&Atom) -> Atom) -> Shape {
        let mut mapped_lit = |number: u32| {
            let (atom, is_positive) = unlit(number);
            let changed = match self.session.atoms.get(atom) {
                Some(atom) if atom.has_variables() => change(atom),
                _ => return Some(number),
            };
            let words = self.session.words.get(atom).cloned();
            let words = || words.unwrap_or_else(|| AtomWords::Values(Vec::new()));
            lit(self.session.atom(&changed, words), is_positive)
        };
        let mut cubes = |cubes: &[LitCube]| {
            let mapped = cubes
                .iter()
                .filter_map(|cube| cube.iter().map(|lit| mapped_lit(*lit)).collect::<Option<Vec<_>>>());
            let mut mapped = mapped.collect::<Vec<_>>();
            for cube in &mut mapped {
                cube.sort_unstable();
            }
            mapped
        };
        Shape { allows: cubes(&shape.allows), denies: cubes(&shape.denies) }
    }

    /// The shapes without the variables that have the same value, or none, in all requests of the world.
    pub(crate) fn without_absent(&mut self, one: &Shape, two: &Shape, world: &World<'q>) -> (Shape, Shape) {
        let keys = variable_keys(&self.session, one, two).into_iter();
        let never = keys.filter_map(|key| only_value(&key, world).map(|value| (key, value)));
        let never = never.collect::<Vec<_>>();
        if never.is_empty() {
            (one.clone(), two.clone())
        } else {
            (self.with(one, &never), self.with(two, &never))
        }
    }
}

/// The value that a key has in all requests of the world, if that is one.
pub(crate) fn only_value(key: &str, world: &World<'_>) -> Option<KeyValue> {
    let of_key = world.key(key);
    match of_key.and_then(|world| world.fixed.as_deref()) {
        Some([value]) => Some(value.clone()),
        Some(_) => None,
        None if can_be(key, &KeyValue::Single(String::new()), world) => None,
        None => Some(KeyValue::Absent),
    }
}

/// Whether a request can have the value under the key.
pub(crate) fn can_be(key: &str, value: &KeyValue, world: &World<'_>) -> bool {
    let Some(of_key) = world.key(key) else { return true };
    match value {
        KeyValue::Absent => of_key.can_be_absent,
        KeyValue::Single(_) => of_key.can_be_single,
        KeyValue::Multi(_) => of_key.can_be_multi,
    }
}

/// The variables that two shapes ask for, by their keys in lower case.
pub(crate) fn variable_keys(session: &Session<'_>, one: &Shape, two: &Shape) -> Vec<String> {
    let atoms = one.literals().chain(two.literals()).filter_map(|lit| session.atoms.get(unlit(lit).0));
    let mut keys = atoms.flat_map(|atom| atom.open_variables()).map(str::to_owned).collect::<Vec<_>>();
    keys.sort_unstable();
    keys.dedup();
    keys
}
