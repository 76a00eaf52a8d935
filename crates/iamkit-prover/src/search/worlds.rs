//! What is possible for an action, as far as two shapes ask.
//!
//! Most of it doesn't hang on the action, and much of the rest on its resources or its keys alone: each is worked out once
//! for a pair of shapes.

use std::rc::Rc;

use iamkit_catalog::{Action, ActionId, Catalog};
use iamkit_policy::fact::{Fact, Facts};
use iamkit_policy::global_key::global_key;
use rustc_hash::FxHashMap;

use crate::compile::shape::{LitCube, lit, unlit};
use crate::compile::{action, fact};
use crate::domain::key::{KeyWorld, carried, value_type};
use crate::domain::principal::asker;
use crate::domain::question::Atom;
use crate::domain::resource::{Resources, Told, classes};
use crate::limits::{Exceeded, Work};
use crate::search::analysis::{Actions, Analysis};
use crate::search::world::World;
use crate::search::world_question::{KeyWorlds, WorldQuestion};

/// What it takes to find out what requests have under one key.
const KEY_COST: usize = 64;

/// Worlds of up to so many keys are numbered by what they are.
const FEW_KEYS: usize = 64;

impl<'q> Analysis<'q> {
    /// Whether the shapes ask about nothing but the action.
    fn asks_nothing(&self, shapes: [usize; 2]) -> bool {
        shapes.iter().all(|shape| self.session.get_shape(*shape).literals().next().is_none())
    }

    /// The worlds of some actions as far as these shapes ask, each with its actions; none for one that is always allowed.
    pub(crate) fn worlds_of(&mut self, actions: Actions, shapes: [usize; 2]) -> Vec<(usize, Actions)> {
        let (catalog, ids) = match (self.universe.catalog(), actions) {
            (Some(catalog), Actions::Ids(ids)) => (catalog, ids),
            (_, actions @ Actions::Class(..)) => {
                let Actions::Class(_, name) = &actions else { return Vec::new() };
                let world = self.string_world(name, shapes);
                return vec![(world, actions)];
            }
            (None, Actions::Ids(_)) => return Vec::new(),
        };
        let mut found: Vec<(usize, Vec<ActionId>)> = Vec::new();
        let mut places: FxHashMap<usize, usize> = FxHashMap::default();
        let mut place_of = |found: &mut Vec<(usize, Vec<ActionId>)>, world| {
            *places.entry(world).or_insert_with(|| {
                found.push((world, Vec::new()));
                found.len() - 1
            })
        };
        let mut actions = ids.iter().filter_map(|id| catalog.action_by_id(*id));
        while let Some(action) = actions.next() {
            let spent = self.session.budget.spend(Work::Worlds, 12);
            let world = match spent {
                Ok(()) => self.catalog_world(catalog, action, shapes),
                Err(exceeded) => Some(self.exceeded_world(exceeded)),
            };
            let Some(world) = world else { continue };
            let place = place_of(&mut found, world);
            let Some((_, ids)) = found.get_mut(place) else { continue };
            ids.push(action.id());
            // Of the others nothing is found out either.
            if spent.is_err() {
                ids.extend(actions.by_ref().map(|action| action.id()));
            }
        }
        found.into_iter().map(|(world, ids)| (world, Actions::Ids(ids))).collect()
    }

    /// A world of which nothing is known.
    fn exceeded_world(&mut self, exceeded: Exceeded) -> usize {
        self.session.world(World { exceeded: Some(exceeded), ..World::default() })
    }

    fn string_world(&mut self, name: &str, shapes: [usize; 2]) -> usize {
        let asked = self.asked(shapes);
        self.session.facts = self.session.facts.union(asked.used);
        if let Err(exceeded) = self.session.budget.spend(Work::Worlds, KEY_COST / 4 * asked.keys.len()) {
            self.asked = Some(asked);
            return self.exceeded_world(exceeded);
        }
        let keys_follow = self.session.keys_follow;
        let of_key = |key: &str| {
            let of_asker = global_key(key).filter(|_| keys_follow && asker::follows(key));
            of_asker.map_or(KeyWorld::ANY, |key| KeyWorld {
                can_be_multi: false,
                value_type: value_type::of_global_key(key, Facts::all()),
                ..KeyWorld::ANY
            })
        };
        let own =
            asked.keys.iter().map(|(key, _)| self.limited(key, of_key(key), &asked)).collect::<Vec<_>>();
        let impossible = self.impossible(Some(name), &own, &asked);
        let keys = with_own(&asked.keys, own);
        let world = World { resources: None, keys, impossible, exceeded: asked.exceeded };
        self.asked = Some(asked);
        self.numbered(world)
    }

    /// The number of a world. What asks for very many keys is long to compare with others, and seldom the same.
    fn numbered(&mut self, world: World<'q>) -> usize {
        let is_small = world.keys.len() <= FEW_KEYS;
        if is_small { self.session.world(world) } else { self.session.new_world(world) }
    }

    /// The world of an action, `None` for the one that is always allowed.
    pub(crate) fn catalog_world(
        &mut self,
        catalog: &'q Catalog,
        action: Action<'q>,
        shapes: [usize; 2],
    ) -> Option<usize> {
        if !self.is_public && self.asks_nothing(shapes) && !fact::is_special(action.service_prefix()) {
            return Some(self.session.world(World::default()));
        }
        let mut asked = self.asked(shapes);
        let by = (self.universe.facts(), asked.asks_keys_of_action());
        let counted = (!self.session.is_renewed).then_some(&self.session.budget);
        let found = match self.kinds.of(action, by, counted) {
            Ok(Some(kind)) => {
                let known = asked.of_kinds.get(&kind).copied();
                let (world, used) =
                    known.unwrap_or_else(|| self.world_of_kind(catalog, action, kind, &mut asked));
                self.session.facts = self.session.facts.union(used);
                Some(world)
            }
            Ok(None) => {
                self.session.facts.insert(Fact::AlwaysAllowed);
                None
            }
            Err(exceeded) => Some(self.exceeded_world(exceeded)),
        };
        self.asked = Some(asked);
        found
    }

    /// The world of an action of a kind that wasn't asked for before, and the facts that it rests on.
    fn world_of_kind(
        &mut self,
        catalog: &'q Catalog,
        action: Action<'q>,
        kind: u32,
        asked: &mut WorldQuestion<'q>,
    ) -> (usize, Facts) {
        let before = std::mem::replace(&mut self.session.facts, asked.used);
        let world = self.new_world(catalog, action, asked);
        let used = std::mem::replace(&mut self.session.facts, before);
        asked.of_kinds.insert(kind, (world, used));
        (world, used)
    }

    fn new_world(
        &mut self,
        catalog: &'q Catalog,
        action: Action<'q>,
        asked: &mut WorldQuestion<'q>,
    ) -> usize {
        if let Err(exceeded) = self.session.budget.spend(Work::Worlds, KEY_COST * asked.own.len()) {
            return self.exceeded_world(exceeded);
        }
        let facts = self.universe.facts();
        let (resources, _, name) = action::kind(action, facts, false);
        let mut of_action = Vec::new();
        for key in &asked.own {
            let (world, used) = carried::key_world(catalog, action, key, facts);
            self.session.facts = self.session.facts.union(used);
            of_action.push(self.limited(key, world, asked));
        }
        let next = asked.of_keys.len();
        let number = *asked.of_keys.entry(of_action.clone()).or_insert(next);
        let impossible = self.impossible(name.as_deref(), &of_action, asked);
        let impossible = self.without_unasked(impossible, &resources, asked);
        let resources = self.told(resources, &impossible, asked);
        let place = (resources, number, impossible);
        if let Some(world) = asked.worlds.get(&place) {
            return *world;
        }
        let world = World {
            resources: place.0.clone(),
            keys: asked.of_any_action.clone().unwrap_or_else(|| with_own(&asked.keys, of_action)),
            impossible: place.2.clone(),
            exceeded: asked.exceeded.or(self.session.budget.spend(Work::Worlds, 8 * asked.keys.len()).err()),
        };
        let world = self.numbered(world);
        asked.worlds.insert(place, world);
        world
    }

    /// What no request for the action can be, given what keys have that hang on it.
    fn impossible(
        &mut self,
        name: Option<&str>,
        of_action: &[KeyWorld],
        asked: &WorldQuestion<'q>,
    ) -> Vec<LitCube> {
        let mut impossible = Vec::new();
        for (fact, atom) in name.into_iter().flat_map(fact::immutable) {
            self.session.facts.insert(fact);
            let atom = self.session.unwritten_atom(&atom);
            impossible.extend(lit(atom, true).map(|lit| vec![lit]));
        }
        impossible.extend_from_slice(&asked.impossible);
        let own = asked.own.iter().zip(of_action);
        let of_caller = own.filter(|(key, _)| self.session.keys_follow && ***key == *asker::CALLER_ACCOUNT);
        for (key, world) in of_caller.collect::<Vec<_>>() {
            impossible.extend(self.impossible_askers(key, world));
        }
        impossible
    }

    /// What is impossible without what keeps only resources out, where nobody asks about resources and the first that comes
    /// to mind isn't kept out.
    fn without_unasked(
        &self,
        mut impossible: Vec<LitCube>,
        resources: &Resources<'q>,
        asked: &WorldQuestion<'q>,
    ) -> Vec<LitCube> {
        let resource_atom = |cube: &LitCube| {
            let mut atoms = cube.iter().filter_map(|lit| self.session.atoms.get(unlit(*lit).0));
            atoms.find(|atom| atom.is_about_resources())
        };
        if !asked.resource_atoms.is_empty()
            || asked.impossible.iter().any(|cube| resource_atom(cube).is_some())
            || !impossible.iter().any(|cube| resource_atom(cube).is_some())
        {
            return impossible;
        }
        let forms = self.session.forms_of(resources);
        let Some(example) = forms.examples().first() else { return impossible };
        let is_spared = |cube: &LitCube| match (resource_atom(cube), cube.as_slice()) {
            (Some(atom), [lit]) => unlit(*lit).1 && !classes::holds(atom, example),
            (Some(_), _) => false,
            (None, _) => true,
        };
        if impossible.iter().all(is_spared) {
            impossible.retain(|cube| resource_atom(cube).is_none());
        }
        impossible
    }

    /// The resources of an action as far as the shapes tell them apart; none where they don't ask for any.
    fn told(
        &mut self,
        resources: Resources<'q>,
        impossible: &[LitCube],
        asked: &WorldQuestion<'q>,
    ) -> Option<Resources<'q>> {
        if impossible.is_empty() && !asked.asks_resource {
            return None;
        }
        // Most actions are told apart by what all are asked.
        let own = impossible.get(asked.impossible.len()..).filter(|own| !own.is_empty()).map(|_| {
            let of_impossible = impossible.iter().flatten().map(|lit| unlit(*lit).0);
            Told::by(
                asked
                    .resource_atoms
                    .iter()
                    .chain(of_impossible.filter_map(|atom| self.session.atoms.get(atom))),
            )
        });
        let told = own.as_ref().unwrap_or(&asked.told);
        let resources = resources.told_apart_by(told);
        self.session.facts = self.session.facts.union(resources.facts);
        Some(if resources.are_told_by(told) { resources } else { Resources::untold() })
    }

    /// What shapes ask of the world of whichever action: kept for as long as the same is asked.
    fn asked(&mut self, shapes: [usize; 2]) -> Box<WorldQuestion<'q>> {
        let of = Some((shapes, self.universe.facts()));
        if let Some(kept) = self.asked.take().filter(|kept| kept.of == of) {
            return kept;
        }
        let before = std::mem::replace(&mut self.session.facts, Facts::NONE);
        let atoms = self.atoms_of(shapes);
        let mut keys = atoms.iter().flat_map(|atom| asked_keys(atom)).collect::<Vec<_>>();
        keys.sort_unstable();
        keys.dedup();
        let mut asked = Box::new(WorldQuestion { of, ..WorldQuestion::default() });
        let cost = 16 * atoms.len() + KEY_COST * keys.len();
        if let Err(exceeded) = self.session.budget.spend(Work::Worlds, cost) {
            self.session.facts = before;
            asked.exceeded = Some(exceeded);
            return asked;
        }
        self.add_key_facts(&keys, &mut asked.impossible);
        let owners = self.add_owner_facts(shapes, &keys, &atoms, &mut asked.impossible).err();
        asked.exceeded = owners;
        asked.strangers = self.strangers(&keys, &atoms);
        asked.resource_atoms = atoms.into_iter().filter(|atom| atom.is_about_resources()).collect();
        let is_asked = |atom: &Rc<Atom>| matches!(**atom, Atom::Resource(_) | Atom::ResourceArn(_));
        asked.asks_resource = asked.resource_atoms.iter().any(is_asked);
        let of_impossible = asked.impossible.iter().flatten().map(|lit| unlit(*lit).0);
        let of_impossible = of_impossible.filter_map(|atom| self.session.atoms.get(atom));
        asked.told = Told::by(asked.resource_atoms.iter().chain(of_impossible));
        for key in keys {
            let of_any = carried::of_any_action(&key, self.universe.facts());
            let of_any = of_any.filter(|_| self.universe.catalog().is_some()).map(|(world, used)| {
                self.session.facts = self.session.facts.union(used);
                self.limited(&key, world, &asked)
            });
            if of_any.is_none() {
                asked.own.push(Rc::clone(&key));
            }
            asked.keys.push((key, of_any));
        }
        asked.of_any_action = asked.own.is_empty().then(|| with_own(&asked.keys, Vec::new()));
        asked.used = std::mem::replace(&mut self.session.facts, before);
        asked
    }

    fn atoms_of(&self, shapes: [usize; 2]) -> Vec<Rc<Atom>> {
        let mut numbers = Vec::new();
        for shape in shapes {
            numbers.extend(self.session.get_shape(shape).literals().map(|lit| unlit(lit).0));
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers.iter().filter_map(|number| self.session.atoms.get(*number).map(Rc::clone)).collect()
    }
}

fn asked_keys(atom: &Atom) -> Vec<Rc<str>> {
    let own = match atom {
        Atom::Key(atom) => Some(Rc::from(&*atom.key)),
        _ => None,
    };
    atom.variables().into_iter().map(Rc::from).chain(own).collect()
}

/// The keys with what they have, for those that hang on the action as it is given.
fn with_own(keys: &[(Rc<str>, Option<KeyWorld>)], own: Vec<KeyWorld>) -> KeyWorlds {
    let mut own = own.into_iter();
    let with = |(key, of_any): &(Rc<str>, Option<KeyWorld>)| {
        let world = of_any.clone().or_else(|| own.next()).unwrap_or(KeyWorld::ANY);
        (Rc::clone(key), world)
    };
    keys.iter().map(with).collect()
}
