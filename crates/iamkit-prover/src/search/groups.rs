//! Two sides laid beside each other, action by action: groups of actions with the same shapes in the same world.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use iamkit_policy::fact::Fact;
use iamkit_policy::normal::PolicyKind;
use rustc_hash::FxHashMap;

use crate::compile::action::{self, ActionClass};
use crate::compile::kinds::Kinds;
use crate::compile::shape::Shape;
use crate::compile::{Access, Scene, fact, shape_of};
use crate::domain::principal::Askers;
use crate::limits::{Exceeded, Limits, Work};
use crate::reason::Reason;
use crate::search::analysis::{Actions, Analysis, Group};
use crate::search::session::Session;
use crate::universe::Universe;

/// What it takes to see what a statement says of a class of actions that it names.
const RULE_COST: usize = 3;

/// By whom is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    ByAnybody,
    /// Those whom no policy names, without anything that could make them trusted.
    ByStrangers,
}

impl<'q> Analysis<'q> {
    pub(crate) fn new(
        sides: [&'q Access; 2],
        universe: Universe<'q>,
        limits: &Limits,
    ) -> Result<Self, Reason> {
        Self::of(sides, universe, limits, Asked::ByAnybody)
    }

    pub(crate) fn of(
        sides: [&'q Access; 2],
        universe: Universe<'q>,
        limits: &Limits,
        askers: Asked,
    ) -> Result<Self, Reason> {
        let scene = common_scene(&sides)?;
        let mut session = Session::new(limits);
        let [(a, of_a), (b, of_b)] = sides.map(Access::size);
        session.budget.size(a + b, of_a + of_b)?;
        let is_public = askers == Asked::ByStrangers;
        session.askers = askers_of(&sides, scene, is_public);
        session.keys_follow = universe.assumes(Fact::PrincipalKeys);
        let numbers = sides.map(|side| session.enter(side));
        session.budget.spend(Work::Worlds, action::cost(&sides, universe.catalog()))?;
        let (classes, globs) = if let Some(catalog) = universe.catalog() {
            (action::of_catalog(&sides, catalog), Vec::new())
        } else {
            let found = action::of_strings(&sides, &fact::names().collect::<Vec<_>>(), &session.budget)?;
            (found.classes, found.globs)
        };
        let mut analysis = Self {
            sides,
            universe,
            session,
            groups: Vec::new(),
            globs,
            numbers,
            scene,
            is_through_endpoint: sides.iter().any(|side| side.has_endpoint()),
            is_public,
            known: FxHashMap::default(),
            obvious: FxHashMap::default(),
            presences: FxHashMap::default(),
            hint: None,
            near: None,
            asked: None,
            kinds: Kinds::default(),
            accounts: FxHashMap::default(),
            told: RefCell::default(),
            places_told: Cell::new(0),
        };
        for class in classes {
            analysis.add_class(class)?;
        }
        Ok(analysis)
    }

    fn add_class(&mut self, class: ActionClass) -> Result<(), Exceeded> {
        if fact::is_always_allowed(&class.name) {
            self.session.facts.insert(Fact::AlwaysAllowed);
            return Ok(());
        }
        if action::is_left_to_root(&self.sides, &class, self.universe.catalog()) {
            self.session.facts.insert(Fact::RootOfOwner);
        }
        self.session.budget.spend(Work::Boxes, RULE_COST * class.rules.len())?;
        let of_side =
            |side: usize| class.rules.iter().filter(|(of, ..)| *of == side).copied().collect::<Vec<_>>();
        let mut written = [Shape::default(), Shape::default()];
        for (at, shape) in written.iter_mut().enumerate() {
            let (Some(access), Some(numbers)) = (self.sides.get(at), self.numbers.get(at)) else { continue };
            *shape = shape_of(access, numbers, &of_side(at), &self.session.budget)?;
        }
        self.add_homes(&mut written);
        let shapes = written.map(|shape| self.session.shape(shape));
        let actions = match self.universe.catalog() {
            None => Actions::Class(class.number, class.name),
            Some(_) => Actions::Ids(class.ids),
        };
        let rules = Rc::<[_]>::from(class.rules);
        let by_world = self.worlds_of(actions, shapes);
        let groups = by_world.into_iter().map(|(world, actions)| Group {
            shapes,
            world,
            rules: Rc::clone(&rules),
            actions,
        });
        self.groups.extend(groups);
        Ok(())
    }
}

/// The scene of two accesses: that of one, which the other takes on if it has none.
fn common_scene<'q>(sides: &[&'q Access; 2]) -> Result<Option<&'q Scene>, Reason> {
    let [a, b] = sides.map(|side| side.scene.as_ref());
    match (a, b) {
        (Some(a), Some(b)) if a != b => Err(Reason::OtherPrincipal { a: a.to_string(), b: b.to_string() }),
        (a, b) => Ok(a.or(b)),
    }
}

/// Who can ask: one principal, strangers, or those of whom the policies can be.
fn askers_of(sides: &[&Access; 2], scene: Option<&Scene>, is_public: bool) -> Askers {
    let kinds = || sides.iter().flat_map(|side| &side.parts).map(|part| part.compiled.kind());
    match scene {
        Some(scene) => Askers::Only(Box::new(scene.principal.clone())),
        None if is_public => Askers::Strangers,
        None if kinds().any(is_of_identities) => Askers::Identities,
        None if kinds().any(PolicyKind::names_principals) => Askers::Everyone,
        None if kinds().any(|kind| kind == PolicyKind::ServiceControl) => Askers::Accounts,
        None => Askers::Identities,
    }
}

/// Whether only users, roles and sessions have policies of the kind: no root user does (S70).
fn is_of_identities(kind: PolicyKind) -> bool {
    matches!(kind, PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session)
}
