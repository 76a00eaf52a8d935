//! What is shared while questions are answered: atoms, shapes, worlds and what was found out about them.
//!
//! Pairs of shapes are compared once for each world in which they meet.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use iamkit_policy::fact::Facts;
use rustc_hash::FxHashMap;

use crate::compile::Access;
use crate::compile::shape::{LitCube, Shape};
use crate::domain::key::KeyWorld;
use crate::domain::principal::Askers;
use crate::domain::question::{Atom, AtomWords};
use crate::domain::resource::{Forms, Resources};
use crate::domain::{Dimension, Domain};
use crate::language::standing::Standings;
use crate::limits::{Budget, Exceeded, Limits, Work};
use crate::search::world::World;

pub(super) type DomainKey<'c> = (Dimension, Vec<usize>, Option<KeyWorld>, Option<Resources<'c>>);

/// Atoms with what each is to answer, and the resources that there are.
pub(super) type ResourceKey<'c> = (Vec<(usize, bool)>, Option<Resources<'c>>);

/// The state of a row of questions.
pub(crate) struct Session<'c> {
    pub(crate) budget: Budget,
    pub(crate) atoms: Vec<Rc<Atom>>,
    pub(crate) words: Vec<AtomWords>,
    /// How policies write keys, by their names in lower case; the first one that does counts.
    spellings: BTreeMap<String, Box<str>>,
    numbers: FxHashMap<Rc<Atom>, usize>,
    pub(crate) shapes: Vec<Rc<Shape>>,
    shape_numbers: FxHashMap<Rc<Shape>, usize>,
    pub(crate) worlds: Vec<Rc<World<'c>>>,
    world_numbers: FxHashMap<Rc<World<'c>>, usize>,
    /// Resources with some answers, none where there is none, and what it took to find out.
    resources: FxHashMap<ResourceKey<'c>, (Option<String>, usize)>,
    pub(super) domains: FxHashMap<DomainKey<'c>, (Result<Rc<Domain>, Exceeded>, usize)>,
    /// Whether every pair of shapes is a question of its own, with the whole budget: then no answer may depend on which
    /// questions came before, and what is known from them costs as much again.
    pub(crate) is_renewed: bool,
    pub(super) forms: RefCell<FxHashMap<Resources<'c>, Rc<Forms<'c>>>>,
    /// The patterns of atoms about resources, each as an atom.
    pub(crate) split_atoms: FxHashMap<usize, Rc<[usize]>>,
    pub(crate) standings: Standings,
    /// What was found of some patterns last: groups of actions often ask for the same.
    pub(super) pattern_facts: Option<(Vec<usize>, Vec<LitCube>)>,
    /// Who can ask.
    pub(crate) askers: Askers,
    /// Whether keys about the principal follow from it (S45).
    pub(crate) keys_follow: bool,
    /// What was taken for granted.
    pub(crate) facts: Facts,
    /// Of pairs of atoms about resources with variables: whether the first can't hold without the second, and whether
    /// they can't both hold.
    pub(crate) relations: FxHashMap<(usize, usize), (bool, bool)>,
    /// Whether questions about resources aren't looked into for the moment.
    pub(crate) is_split: bool,
}

impl<'c> Session<'c> {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            budget: Budget::new(limits),
            atoms: Vec::new(),
            words: Vec::new(),
            spellings: BTreeMap::new(),
            numbers: FxHashMap::default(),
            shapes: Vec::new(),
            shape_numbers: FxHashMap::default(),
            worlds: Vec::new(),
            world_numbers: FxHashMap::default(),
            resources: FxHashMap::default(),
            domains: FxHashMap::default(),
            is_renewed: false,
            forms: RefCell::default(),
            split_atoms: FxHashMap::default(),
            standings: Standings::default(),
            pattern_facts: None,
            askers: Askers::default(),
            keys_follow: true,
            facts: Facts::NONE,
            relations: FxHashMap::default(),
            is_split: false,
        }
    }

    /// The number of an atom.
    pub(crate) fn atom(&mut self, atom: &Atom, words: impl FnOnce() -> AtomWords) -> usize {
        if let Some(number) = self.numbers.get(atom) {
            return *number;
        }
        let number = self.atoms.len();
        let atom = Rc::new(atom.clone());
        self.atoms.push(Rc::clone(&atom));
        let words = words();
        if let AtomWords::Condition(words) = &words {
            self.spellings.entry(words.key.to_ascii_lowercase()).or_insert_with(|| words.key.clone());
        }
        self.words.push(words);
        self.numbers.insert(atom, number);
        number
    }

    /// A key as policies write it.
    pub(crate) fn spelt(&self, key: &str) -> String {
        let written = self.spellings.get(&key.to_ascii_lowercase());
        written.map_or(key, |written| written).to_owned()
    }

    /// An atom that no policy has written.
    pub(crate) fn unwritten_atom(&mut self, atom: &Atom) -> usize {
        self.atom(atom, || AtomWords::Values(Vec::new()))
    }

    /// The numbers here of an access' atoms.
    pub(crate) fn enter(&mut self, access: &Access) -> Vec<usize> {
        let atoms = access.atoms.iter().zip(&access.words);
        atoms.map(|(atom, words)| self.atom(atom, || words.clone())).collect()
    }

    pub(crate) fn shape(&mut self, shape: Shape) -> usize {
        let shape = shape.normal();
        if let Some(number) = self.shape_numbers.get(&shape) {
            return *number;
        }
        let number = self.shapes.len();
        let shape = Rc::new(shape);
        self.shapes.push(Rc::clone(&shape));
        self.shape_numbers.insert(shape, number);
        number
    }

    pub(crate) fn world(&mut self, world: World<'c>) -> usize {
        if let Some(number) = self.world_numbers.get(&world) {
            return *number;
        }
        let number = self.worlds.len();
        let world = Rc::new(world);
        self.worlds.push(Rc::clone(&world));
        self.world_numbers.insert(world, number);
        number
    }

    /// The number of a world that no other question shares.
    pub(crate) fn new_world(&mut self, world: World<'c>) -> usize {
        self.worlds.push(Rc::new(world));
        self.worlds.len() - 1
    }

    /// A resource that was looked for before; where no answer may depend on which questions came before, it costs as much
    /// again.
    pub(super) fn known_resource(&self, key: &ResourceKey<'c>) -> Option<Result<Option<String>, Exceeded>> {
        let (found, cost) = self.resources.get(key)?;
        let spent = if self.is_renewed { self.budget.spend(Work::Patterns, *cost) } else { Ok(()) };
        Some(spent.map(|()| found.clone()))
    }

    /// Keeps a resource for other questions, with what it took to find.
    pub(super) fn keep_resource(&mut self, key: ResourceKey<'c>, found: Option<String>, before: usize) {
        self.resources.insert(key, (found, self.budget.spent() - before));
    }

    pub(crate) fn get_shape(&self, number: usize) -> Rc<Shape> {
        self.shapes.get(number).map(Rc::clone).unwrap_or_default()
    }

    pub(crate) fn get_world(&self, number: usize) -> Rc<World<'c>> {
        self.worlds.get(number).map(Rc::clone).unwrap_or_default()
    }
}
