//! Shapes with policy variables, case by case.
//!
//! Where neither the bounds of the variables prove anything nor the first values refute it, one variable is taken after
//! the other: it has a value or none; later it has one of those that the policies tell apart, or any other. Each case is
//! a question with one variable less, or with one of which more is known, and is asked as a whole before it is split
//! again, so that most of them need no other variable's value.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::compile::shape::{Shape, unlit};
use crate::domain::key::{KeyWorld, values};
use crate::domain::question::{Atom, KeyValue, variable};
use crate::domain::{Dimension, Point};
use crate::language::text::Text;
use crate::limits::{Exceeded, Work};
use crate::reason::Reason;
use crate::search::analysis::{Analysis, Excess};
use crate::search::domains::Look;
use crate::search::merge;
use crate::search::variables::{self, variable_keys};
use crate::search::world::{self, World};

/// A value that a variable has where it has none of those that were looked at.
const ANY_OTHER: &str = "nobody-named-this-either";

/// What is asked of a variable's key.
#[derive(Debug, Clone, Copy)]
enum Split {
    /// Whether it has a value.
    Presence,
    /// Which value it has.
    Value,
}

/// Variables by their keys, and what is to be asked of them, in this order.
type Splits = [(String, Split)];

/// What is assumed of a variable, and the question then.
struct Case<'q> {
    one: Shape,
    two: Shape,
    world: World<'q>,
    /// A value of its key that makes it so.
    example: KeyValue,
}

impl<'q> Analysis<'q> {
    /// What one shape allows beyond the other, variable by variable.
    pub(crate) fn by_cases(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        keys: &[String],
    ) -> Excess {
        let mut left = self.session.budget.limits.max_assignments;
        let of_all = |split: Split| keys.iter().map(move |key| (key.clone(), split));
        let splits = of_all(Split::Presence).chain(of_all(Split::Value)).collect::<Vec<_>>();
        self.split_cases(one, two, world, &splits, &mut left)
    }

    fn split_cases(
        &mut self,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
        splits: &Splits,
        left: &mut usize,
    ) -> Excess {
        let open = variable_keys(&self.session, one, two);
        let Some(((key, split), rest)) = splits.split_first() else {
            let key = open.into_iter().next().unwrap_or_default();
            return Excess::Unknown(Reason::PolicyVariable { key });
        };
        if !open.contains(key) {
            return self.split_cases(one, two, world, rest, left);
        }
        let mut unknown = None;
        let cases = match split {
            Split::Presence => self.presence_of(key, one, two, world),
            Split::Value => match self.values_of(key, one, two, world) {
                Ok(cases) => cases,
                Err(exceeded) => return Excess::Unknown(Reason::Limit(exceeded)),
            },
        };
        for case in cases {
            match self.case(&case, rest, left) {
                Excess::None => {}
                Excess::Found(mut points) => {
                    let dimension = Dimension::Key(key.as_str().into());
                    if !points.iter().any(|(other, _)| *other == dimension) {
                        points.push((dimension, Point::Key(case.example)));
                    }
                    return Excess::Found(points);
                }
                Excess::Unknown(reason) => {
                    unknown.get_or_insert(reason);
                }
            }
        }
        unknown.map_or(Excess::None, Excess::Unknown)
    }

    fn case(&mut self, case: &Case<'q>, splits: &Splits, left: &mut usize) -> Excess {
        let Some(rest) = left.checked_sub(1) else {
            let limit = self.session.budget.limits.max_assignments;
            return Excess::Unknown(Reason::Limit(Exceeded::new("assignments", limit)));
        };
        *left = rest;
        let Case { one, two, world, .. } = case;
        if let Err(exceeded) = self.session.budget.spend(Work::Values, self.cost_of_case(case)) {
            return Excess::Unknown(Reason::Limit(exceeded));
        }
        let has_no_variables = variable_keys(&self.session, one, two).is_empty();
        let seen = match self.seen_at_once(one, two, world, has_no_variables) {
            Ok(Some(excess)) => excess,
            Ok(None) | Err(_) => self.whole_excess(one, two, world),
        };
        match seen {
            Excess::Unknown(_) if !has_no_variables => self.split_cases(one, two, world, splits, left),
            decided => decided,
        }
    }

    /// Each text of the shapes was written anew for the case, and each key of its world is looked at.
    fn cost_of_case(&self, Case { one, two, world, .. }: &Case<'q>) -> usize {
        let length = |lit| self.session.atoms.get(unlit(lit).0).map_or(1, |atom| merge::length(atom));
        let texts = one.literals().chain(two.literals()).map(length).sum::<usize>();
        64 * (1 + texts + world.keys.len())
    }

    /// A variable's key has one value, or it has none or several.
    fn presence_of(&mut self, key: &str, one: &Shape, two: &Shape, world: &World<'q>) -> Vec<Case<'q>> {
        let of_key = world::key_world(world, key);
        let can_be_absent = variables::can_be(key, &KeyValue::Absent, world);
        let mut cases = Vec::new();
        if let Some(set) = set(&of_key) {
            let (one, two) = (self.without_default(one, key), self.without_default(two, key));
            let world = self.with_key(world, key, set);
            let example = self.example(key, &world);
            cases.push(Case { one, two, world, example });
        }
        if let Some((unset, example)) = unset(&of_key, can_be_absent) {
            let values = [(key.to_owned(), KeyValue::Absent)];
            let (one, two) = (self.with(one, &values), self.with(two, &values));
            cases.push(Case { one, two, world: self.with_key(world, key, unset), example });
        }
        cases
    }

    /// A variable's key, which has one value, has one of those that are told apart, or any other.
    fn values_of(
        &mut self,
        key: &str,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
    ) -> Result<Vec<Case<'q>>, Exceeded> {
        let texts = self.told_apart(key, one, two, world)?;
        let mut cases = Vec::new();
        for text in &texts {
            let value = KeyValue::Single(text.clone());
            let values = [(key.to_owned(), value.clone())];
            let (one, two) = (self.with(one, &values), self.with(two, &values));
            let world = self.with_key(world, key, KeyWorld::only(vec![value.clone()]));
            cases.push(Case { one, two, world, example: value });
        }
        let of_key = world::key_world(world, key);
        if of_key.fixed.is_none() {
            let world = self.with_key(world, key, KeyWorld { besides: texts, ..of_key });
            let example = self.example(key, &world);
            cases.push(Case { one: one.clone(), two: two.clone(), world, example });
        }
        Ok(cases)
    }

    /// A single value that the key can have, one that nobody names if it can be any text.
    fn example(&self, key: &str, world: &World<'q>) -> KeyValue {
        let of_key = world::key_world(world, key);
        if let Some(value) = of_key.fixed.iter().flatten().find(|value| matches!(value, KeyValue::Single(_)))
        {
            return value.clone();
        }
        let is_one = |text: &String| of_key.value_type.fits(text) && !of_key.besides.contains(text);
        let others = std::iter::once(ANY_OTHER.to_owned());
        let mut texts = others.chain(self.texts_of_key(key, &[], world));
        KeyValue::Single(texts.find(is_one).unwrap_or_else(|| ANY_OTHER.to_owned()))
    }

    /// Texts of the key that the atoms tell apart.
    ///
    /// They are what the atoms about the key itself tell apart, and what stands in the variable's place in the texts that
    /// the other atoms tell apart.
    fn told_apart(
        &mut self,
        key: &str,
        one: &Shape,
        two: &Shape,
        world: &World<'q>,
    ) -> Result<Vec<String>, Exceeded> {
        let atoms = self.atoms_of_shapes(one, two);
        let borrowed = atoms.iter().map(|(_, atom)| &**atom).collect::<Vec<_>>();
        let values = variable::candidates(key, &borrowed, &self.session.budget)?;
        let values = values.into_iter().filter_map(|value| match value {
            KeyValue::Single(text) => Some(text),
            KeyValue::Absent | KeyValue::Multi(_) => None,
        });
        let mut values = values.collect::<Vec<_>>();
        values.extend(self.texts_of_key(key, &borrowed, world));
        let mut templates: Vec<(Option<&str>, &Text)> = Vec::new();
        for atom in &borrowed {
            let of = if let Atom::Key(atom) = atom { Some(&*atom.key) } else { None };
            let texts = variable::all_texts(atom).into_iter();
            templates
                .extend(texts.filter(|text| text.variables().any(|of| of == key)).map(|text| (of, text)));
        }
        let mut keys = templates.iter().map(|(of, _)| *of).filter(|of| *of != Some(key)).collect::<Vec<_>>();
        keys.sort_unstable();
        keys.dedup();
        for of in keys {
            let texts = match of {
                Some(of) => self.texts_of_key(of, &borrowed, world),
                None => self.resources(&atoms, world),
            };
            let templates = templates.iter().filter(|(other, _)| *other == of);
            for (_, template) in templates {
                for text in &texts {
                    self.session.budget.spend(Work::Values, variable::place_cost(template, text))?;
                    values.extend(variable::in_place_of(template, key, text));
                }
            }
        }
        let of_key = world.key(key);
        let can_be = |text: &String| {
            let fixed = of_key.and_then(|of_key| of_key.fixed.as_ref());
            of_key.is_none_or(|of_key| of_key.can_be_single && of_key.value_type.fits(text))
                && fixed.is_none_or(|values| values.contains(&KeyValue::Single(text.clone())))
        };
        let mut known = FxHashSet::default();
        values.retain(|text| can_be(text) && known.insert(text.clone()));
        Ok(values)
    }

    fn texts_of_key(&self, key: &str, atoms: &[&Atom], world: &World<'q>) -> Vec<String> {
        let of_key = atoms.iter().filter_map(|atom| match atom {
            Atom::Key(atom) if *atom.key == *key => Some(atom),
            _ => None,
        });
        let of_key = of_key.collect::<Vec<_>>();
        let key_world = world::key_world(world, key);
        values::texts(&of_key, &key_world, &self.session.budget).unwrap_or_default()
    }

    /// Resources that stand for all, as far as patterns with variables in the widest sense tell them apart.
    fn resources(&mut self, atoms: &[(usize, Rc<Atom>)], world: &World<'q>) -> Vec<String> {
        let mut numbers = Vec::new();
        for (number, atom) in atoms {
            match &**atom {
                Atom::Resource(texts) if atom.has_variables() => {
                    let (narrow, wide) = variable::resource_bounds(texts);
                    numbers.extend([narrow, wide].map(|bound| self.session.unwritten_atom(&bound)));
                }
                Atom::Resource(_) => numbers.push(*number),
                _ => {}
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        let domain = self.session.domain(&Dimension::Resource, &numbers, world, Look::Whole);
        let points = domain.iter().flat_map(|domain| &domain.points);
        points
            .filter_map(|point| if let Point::Resource(text) = point { Some(text.clone()) } else { None })
            .collect()
    }

    /// The shape where a key has a value, whatever that is.
    fn without_default(&mut self, shape: &Shape, key: &str) -> Shape {
        self.mapped(shape, &|atom| atom.map_texts(&|text| Some(text.without_default(key))))
    }
}

/// The key with a single value; `None` if it never has one.
fn set(of_key: &KeyWorld) -> Option<KeyWorld> {
    let mut set = KeyWorld { can_be_absent: false, can_be_multi: false, ..of_key.clone() };
    if let Some(values) = &mut set.fixed {
        values.retain(|value| matches!(value, KeyValue::Single(_)));
        return Some(set).filter(|set| set.fixed.as_ref().is_some_and(|values| !values.is_empty()));
    }
    set.can_be_single.then_some(set)
}

/// The key without a single value, and a value that makes it so; `None` if it always has one.
fn unset(of_key: &KeyWorld, can_be_absent: bool) -> Option<(KeyWorld, KeyValue)> {
    let mut unset = KeyWorld { can_be_single: false, can_be_absent, ..of_key.clone() };
    if let Some(values) = &mut unset.fixed {
        values.retain(|value| !matches!(value, KeyValue::Single(_)));
        let example = values.first()?.clone();
        return Some((unset, example));
    }
    let example = if can_be_absent { KeyValue::Absent } else { KeyValue::Multi(Vec::new()) };
    (can_be_absent || unset.can_be_multi).then_some((unset, example))
}
