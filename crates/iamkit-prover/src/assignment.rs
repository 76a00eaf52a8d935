//! Shapes with policy variables: bounds without them, and values put in their place.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::analysis::{Analysis, Excess, Points};
use crate::compile::shape::{LitCube, Shape, cube, lit, unlit};
use crate::domain::key::{KeyWorld, ValueType};
use crate::domain::principal::asker;
use crate::domain::question::{Atom, AtomWords, KeyAtom, KeyValue, variable};
use crate::domain::{Dimension, Point};
use crate::language::text::Text;
use crate::limits::Exceeded;
use crate::session::World;

/// So many combinations of values are tried before anything is proven.
const FIRST_ASSIGNMENTS: usize = 8;

impl<'q> Analysis<'q> {
    /// The world with what is known of the questions that have variables.
    pub(crate) fn bounded_if_needed(&mut self, one: &Shape, two: &Shape, world: &World<'q>) -> World<'q> {
        let mut world = world.clone();
        if self.session.is_split {
            return world;
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
                let (is_within, is_disjoint) = self.relation((*number, texts), (*other, of));
                if is_within {
                    world.impossible.extend(cube([lit(*number, true), lit(*other, false)]));
                }
                if is_disjoint && number < other {
                    world.impossible.extend(cube([lit(*number, true), lit(*other, true)]));
                }
            }
        }
        world
    }

    /// Whether the first question about resources can't hold without the second, and whether they can't both hold.
    fn relation(&mut self, one: (usize, &[Text]), two: (usize, &[Text])) -> (bool, bool) {
        let ((number, texts), (other, of)) = (one, two);
        if let Some(known) = self.session.relations.get(&(number, other)) {
            return *known;
        }
        let budget = &self.session.budget;
        let is_disjoint = number < other && variable::resources_are_disjoint(texts, of, budget);
        let relation = (variable::resource_implies(texts, of, budget), is_disjoint);
        // What was cut short isn't so for ever, and where no answer may depend on which questions came before, it costs again.
        if budget.has_left() && !self.session.is_renewed {
            self.session.relations.insert((number, other), relation);
        }
        relation
    }

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
        let candidates = keys.iter().map(|key| (key.clone(), values_to_try(key, asked, world)));
        let mut candidates = candidates.collect::<Vec<_>>();
        if !is_few {
            for (_, values) in &mut candidates {
                values.truncate(1);
            }
        }
        let mut assignments = assignments(&candidates, FIRST_ASSIGNMENTS).into_iter();
        assignments.find_map(|values| self.excess_with(one, two, world, &values).ok().flatten())
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

    fn excess_with(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        values: &[(String, KeyValue)],
    ) -> Result<Option<Points>, Exceeded> {
        let (one, two) = (self.with(one, values), self.with(two, values));
        let only = values.iter().map(|(key, value)| (key.as_str(), KeyWorld::only(vec![value.clone()])));
        let world = self.with_keys(world, only.collect());
        let seen = match self.seen_at_once(&one, &two, &world, true)? {
            // Where no resource is asked for, all values are soon told apart.
            None if !self.asks_resources(&one, &two, &world) => Some(self.whole_excess(&one, &two, &world)),
            seen => seen,
        };
        let Some(Excess::Found(mut points)) = seen else { return Ok(None) };
        for (key, value) in values {
            let dimension = Dimension::Key(key.as_str().into());
            if !points.iter().any(|(other, _)| *other == dimension) {
                points.push((dimension, Point::Key(value.clone())));
            }
        }
        Ok(Some(points))
    }

    /// The world where a key has these values; one that follows from the principal makes askers impossible that have others.
    pub(crate) fn with_key(&mut self, world: &World<'q>, key: &str, of_key: KeyWorld) -> World<'q> {
        self.with_keys(world, BTreeMap::from([(key, of_key)]))
    }

    fn with_keys(&mut self, world: &World<'q>, of_keys: BTreeMap<&str, KeyWorld>) -> World<'q> {
        let mut world = world.clone();
        for (key, of_key) in &of_keys {
            if self.session.keys_follow && asker::follows(key) {
                let cubes = self.impossible_askers(key, of_key);
                world.impossible.extend(cubes);
            }
        }
        let others = world.keys.iter().filter(|(name, _)| !of_keys.contains_key(&**name)).cloned();
        let mut keys = others.collect::<Vec<_>>();
        keys.extend(of_keys.into_iter().map(|(key, of_key)| (Rc::from(key), of_key)));
        keys.sort_by(|one, two| one.0.cmp(&two.0));
        world.keys = keys.into();
        world
    }

    /// Askers whose key has none of the values.
    pub(crate) fn impossible_askers(&mut self, key: &str, of_key: &KeyWorld) -> Vec<LitCube> {
        let mut atom = |atom: KeyAtom, is_positive: bool| {
            lit(self.session.unwritten_atom(&Atom::Key(atom)), is_positive)
        };
        let mut impossible = Vec::new();
        if !of_key.can_be_absent {
            impossible.extend(cube([atom(KeyAtom::absent(key), true)]));
        }
        if !of_key.can_be_single {
            impossible.extend(cube([atom(KeyAtom::absent(key), false)]));
        }
        for text in &of_key.besides {
            impossible.extend(cube([atom(KeyAtom::equals(key, text), true)]));
        }
        let Some(fixed) = &of_key.fixed else { return impossible };
        let others = fixed.iter().filter_map(|value| match value {
            KeyValue::Absent => Some(atom(KeyAtom::absent(key), false)),
            KeyValue::Single(text) => Some(atom(KeyAtom::equals(key, text), false)),
            KeyValue::Multi(_) => None,
        });
        let others = others.collect::<Option<LitCube>>();
        impossible.extend(others.map(|mut cube| {
            cube.sort_unstable();
            cube
        }));
        impossible
    }

    /// The shape with values in place of variables.
    pub(crate) fn with(&mut self, shape: &Shape, values: &[(String, KeyValue)]) -> Shape {
        self.mapped(shape, &|atom| variable::resolved(atom, values))
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

/// Values of a variable that a request can have, of all that are worth trying.
fn values_to_try(key: &str, atoms: &[&Atom], world: &World<'_>) -> Vec<KeyValue> {
    let of_key = world.key(key);
    if let Some(values) = of_key.and_then(|world| world.fixed.as_ref()) {
        return values.clone();
    }
    let value_type = of_key.map_or(ValueType::Any, |world| world.value_type);
    let mut values = variable::candidates(key, atoms);
    values.extend(value_type.examples().iter().map(|text| KeyValue::Single((*text).to_owned())));
    values.retain(|value| {
        let is_of_type = !matches!(value, KeyValue::Single(text) if !value_type.fits(text));
        is_of_type && can_be(key, value, world)
    });
    values
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
