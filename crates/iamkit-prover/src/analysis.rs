//! Two sides in one universe, action by action: what one allows beyond the other.

use std::rc::Rc;

use iamkit_catalog::ActionId;
use iamkit_policy::fact::Fact;
use iamkit_policy::glob::Glob;
use iamkit_policy::global_key::Presence;
use iamkit_policy::normal::PolicyKind;
use rustc_hash::FxHashMap;

use crate::bits::Bits;
use crate::compile::action::{self, ActionClass, RuleId};
use crate::compile::kinds::Kinds;
use crate::compile::shape::{Shape, unlit};
use crate::compile::{Access, Scene, fact, shape_of};
use crate::domain::principal::Askers;
use crate::domain::question::Atom;
use crate::domain::{Dimension, Point};
use crate::limits::{Exceeded, Limits};
use crate::reason::{Reason, Side, StatementPlace, Unknown};
use crate::session::Session;
use crate::universe::Universe;
use crate::worlds::WorldQuestion;

/// A value in each dimension that the policies ask about.
pub(crate) type Points = Vec<(Dimension, Point)>;

/// Whether one shape allows something beyond another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Excess {
    None,
    Found(Points),
    Unknown(Reason),
}

/// Actions that have the same shapes in the same world.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) shapes: [usize; 2],
    pub(crate) world: usize,
    pub(crate) rules: Vec<RuleId>,
    /// Ids in the catalog, or the numbers of classes of strings.
    pub(crate) actions: Actions,
}

/// The actions of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Actions {
    Ids(Vec<ActionId>),
    /// A class of strings, and a name of it in lower case.
    Class(usize, String),
}

impl Actions {
    /// The same as one of the actions alone, if it is among them.
    pub(crate) fn only(&self, action: ActionId) -> Option<Self> {
        match self {
            Self::Ids(ids) => ids.binary_search(&action).ok().map(|_| Self::Ids(vec![action])),
            Self::Class(..) => None,
        }
    }

    /// The first of them, of a catalog's actions.
    pub(crate) fn first(&self) -> Option<ActionId> {
        match self {
            Self::Ids(ids) => ids.first().copied(),
            Self::Class(..) => None,
        }
    }
}

/// By whom is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    ByAnybody,
    /// Those whom no policy names, without anything that could make them trusted.
    ByStrangers,
}

/// The key that tells who owns the resource, in lower case.
pub(crate) const RESOURCE_ACCOUNT: &str = "aws:resourceaccount";

/// No policy at all.
static NOTHING: Access = Access::nothing();

/// Two accesses beside each other.
pub(crate) struct Analysis<'q> {
    pub(crate) sides: [&'q Access; 2],
    pub(crate) universe: Universe<'q>,
    pub(crate) session: Session<'q>,
    pub(crate) groups: Vec<Group>,
    /// The globs of actions, and which classes of strings each names; none in a catalog.
    pub(crate) globs: Vec<(Glob, Bits)>,
    numbers: [Vec<usize>; 2],
    /// Who asks, and whose the resource is, where one of the sides is around a principal.
    pub(crate) scene: Option<&'q Scene>,
    /// Whether all requests come through a VPC endpoint.
    pub(crate) is_through_endpoint: bool,
    /// Whether only strangers ask, from nowhere in particular: what public access is.
    pub(crate) is_public: bool,
    pub(crate) known: FxHashMap<(usize, usize, usize), Excess>,
    /// How requests of all who can ask have global keys.
    pub(crate) presences: FxHashMap<Box<str>, Option<Presence>>,
    /// The action for which something was found last: where statements are alike, the same is often found again.
    pub(crate) hint: Option<ActionId>,
    /// What was worked out of the world for the last shapes that asked.
    pub(crate) asked: Option<Box<WorldQuestion<'q>>>,
    pub(crate) kinds: Kinds<'q>,
    /// The accounts of who asks, by the shapes that tell them apart.
    pub(crate) accounts: FxHashMap<[usize; 2], Result<Rc<[String]>, Exceeded>>,
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
        let is_public = askers == Asked::ByStrangers;
        session.askers = askers_of(&sides, scene, is_public);
        session.keys_follow = universe.assumes(Fact::PrincipalKeys);
        let numbers = sides.map(|side| session.enter(side));
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
            presences: FxHashMap::default(),
            hint: None,
            asked: None,
            kinds: Kinds::default(),
            accounts: FxHashMap::default(),
        };
        for class in classes {
            analysis.add_class(class)?;
        }
        Ok(analysis)
    }

    /// No sides, for questions about shapes.
    pub(crate) fn empty(
        universe: Universe<'q>,
        limits: &Limits,
        names_principals: bool,
        scene: Option<&'q Scene>,
    ) -> Self {
        let mut session = Session::new(limits);
        session.askers = match scene {
            Some(scene) => Askers::Only(Box::new(scene.principal.clone())),
            None if names_principals => Askers::Everyone,
            None => Askers::Identities,
        };
        session.keys_follow = universe.assumes(Fact::PrincipalKeys);
        Self {
            sides: [&NOTHING; 2],
            universe,
            session,
            groups: Vec::new(),
            globs: Vec::new(),
            numbers: [Vec::new(), Vec::new()],
            scene,
            is_through_endpoint: false,
            is_public: false,
            known: FxHashMap::default(),
            presences: FxHashMap::default(),
            hint: None,
            asked: None,
            kinds: Kinds::default(),
            accounts: FxHashMap::default(),
        }
    }

    fn add_class(&mut self, class: ActionClass) -> Result<(), Exceeded> {
        if fact::is_always_allowed(&class.name) {
            self.session.facts.insert(Fact::AlwaysAllowed);
            return Ok(());
        }
        if action::is_left_to_root(&self.sides, &class, self.universe.catalog()) {
            self.session.facts.insert(Fact::RootOfOwner);
        }
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
        let by_world = self.worlds_of(actions, shapes);
        let groups = by_world.into_iter().map(|(world, actions)| Group {
            shapes,
            world,
            rules: class.rules.clone(),
            actions,
        });
        self.groups.extend(groups);
        Ok(())
    }

    /// Whether the policies are of what opens by its own policy alone: of keys and roles (S56, S72).
    pub(crate) fn is_gate(&self) -> bool {
        let parts = self.sides.iter().flat_map(|side| &side.parts);
        let mut kinds = parts.map(|part| part.compiled.kind());
        kinds.any(|kind| matches!(kind, PolicyKind::Key | PolicyKind::Trust))
    }

    /// The numbers of the atoms of a side.
    pub(crate) fn numbers(&self, side: Side) -> &[usize] {
        let [a, b] = &self.numbers;
        if side == Side::A { a } else { b }
    }

    /// Whether a literal is a condition.
    pub(crate) fn is_condition(&self, lit: u32) -> bool {
        matches!(self.session.atoms.get(unlit(lit).0).map(|atom| &**atom), Some(Atom::Key(_)))
    }

    /// The statements that name the actions of a group.
    pub(crate) fn places(&self, rules: &[RuleId]) -> Vec<StatementPlace> {
        let place = |(side, part, at): &RuleId| {
            let access = self.sides.get(*side)?;
            let policies = access.parts.get(*part).filter(|part| !part.is_limit)?;
            let rule = policies.rules.get(*at)?;
            let statement = access.statement(*part, rule)?;
            Some(StatementPlace {
                side: if *side == 0 { Side::A } else { Side::B },
                layer: policies.layer.as_str(),
                document: rule.document,
                statement: rule.statement,
                position: statement.position(),
            })
        };
        rules.iter().filter_map(place).collect()
    }

    pub(crate) fn unknown(&self, group: &Group, side: Side, reason: Reason) -> Unknown {
        let actions = self.action_patterns(std::iter::once(&group.actions)).patterns;
        Unknown { side: Some(side), reason, actions, statements: self.places(&group.rules) }
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

pub(crate) fn variable_keys(session: &Session<'_>, one: &Shape, two: &Shape) -> Vec<String> {
    let atoms = one.literals().chain(two.literals()).filter_map(|lit| session.atoms.get(unlit(lit).0));
    let mut keys = atoms.flat_map(|atom| atom.open_variables()).map(str::to_owned).collect::<Vec<_>>();
    keys.sort_unstable();
    keys.dedup();
    keys
}
