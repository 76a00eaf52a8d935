//! Two sides in one universe: what is asked of them together, and what was found.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use iamkit_catalog::ActionId;
use iamkit_policy::fact::Fact;
use iamkit_policy::glob::Glob;
use iamkit_policy::global_key::Presence;
use iamkit_policy::normal::PolicyKind;
use rustc_hash::FxHashMap;

use crate::bits::Bits;
use crate::compile::action::RuleId;
use crate::compile::kinds::Kinds;
use crate::compile::shape::unlit;
use crate::compile::{Access, Scene};
use crate::domain::principal::Askers;
use crate::domain::question::Atom;
use crate::domain::{Dimension, Point};
use crate::limits::{Exceeded, Limits};
use crate::reason::{Reason, Side};
use crate::search::session::Session;
use crate::search::world_question::WorldQuestion;
use crate::universe::Universe;

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
    pub(crate) rules: Rc<[RuleId]>,
    /// Ids in the catalog, or the numbers of classes of strings.
    pub(crate) actions: Actions,
}

/// The actions of a group.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
    pub(super) numbers: [Vec<usize>; 2],
    /// Who asks, and whose the resource is, where one of the sides is around a principal.
    pub(crate) scene: Option<&'q Scene>,
    /// Whether all requests come through a VPC endpoint.
    pub(crate) is_through_endpoint: bool,
    /// Whether only strangers ask, from nowhere in particular: what public access is.
    pub(crate) is_public: bool,
    pub(crate) known: FxHashMap<(usize, usize, usize), Excess>,
    /// Pairs of shapes of which literals alone show whether the first is within the second.
    pub(crate) obvious: FxHashMap<(usize, usize), bool>,
    /// How requests of all who can ask have global keys.
    pub(crate) presences: FxHashMap<Box<str>, Option<Presence>>,
    /// The action for which something was found last: where statements are alike, the same is often found again.
    pub(crate) hint: Option<ActionId>,
    /// The statement that is asked about, and those that may say anything about its requests; none where all may.
    pub(crate) near: Option<(RuleId, Vec<RuleId>)>,
    /// What was worked out of the world for the last shapes that asked.
    pub(crate) asked: Option<Box<WorldQuestion<'q>>>,
    pub(crate) kinds: Kinds<'q>,
    /// The accounts of who asks, by the shapes that tell them apart.
    pub(crate) accounts: FxHashMap<[usize; 2], Result<Rc<[String]>, Exceeded>>,
    /// Actions that were named, as patterns.
    pub(crate) told: RefCell<FxHashMap<Actions, Rc<[String]>>>,
    /// How many statements were named of what stays open.
    pub(crate) places_told: Cell<usize>,
}

impl<'q> Analysis<'q> {
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
            obvious: FxHashMap::default(),
            presences: FxHashMap::default(),
            hint: None,
            near: None,
            asked: None,
            kinds: Kinds::default(),
            accounts: FxHashMap::default(),
            told: RefCell::default(),
            places_told: Cell::new(0),
        }
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
}
