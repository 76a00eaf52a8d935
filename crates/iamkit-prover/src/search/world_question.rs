//! What two shapes ask of the world of whichever action, and what was worked out of it.

use std::rc::Rc;

use iamkit_policy::fact::Facts;
use rustc_hash::FxHashMap;

use crate::compile::shape::LitCube;
use crate::domain::key::KeyWorld;
use crate::domain::principal::public::Strangers;
use crate::domain::question::Atom;
use crate::domain::resource::{Resources, Told};
use crate::limits::Exceeded;

/// What requests have under each of some keys.
pub(super) type KeyWorlds = Rc<[(Rc<str>, KeyWorld)]>;

/// What two shapes ask of the world of whichever action, and what was worked out of it.
#[derive(Debug, Default)]
pub(crate) struct WorldQuestion<'c> {
    /// The shapes and the facts that it was worked out for.
    pub(super) of: Option<([usize; 2], Facts)>,
    pub(super) resource_atoms: Vec<Rc<Atom>>,
    /// Keys in lower case, with what requests for any action have under them; `None` where that hangs on the action.
    pub(super) keys: Vec<(Rc<str>, Option<KeyWorld>)>,
    /// Those whose world hangs on the action.
    pub(super) own: Vec<Rc<str>>,
    /// The worlds of all keys, where none hangs on the action.
    pub(super) of_any_action: Option<KeyWorlds>,
    pub(super) impossible: Vec<LitCube>,
    pub(super) exceeded: Option<Exceeded>,
    pub(super) strangers: Strangers,
    pub(super) asks_resource: bool,
    /// What the shapes and what is impossible for all actions tell of resources.
    pub(super) told: Told,
    /// What was used is used by each action again.
    pub(super) used: Facts,
    /// What keys that hang on the action have, by number.
    pub(super) of_keys: FxHashMap<Vec<KeyWorld>, usize>,
    /// By resources as far as they are told apart, such a number, and what is impossible.
    pub(super) worlds: FxHashMap<(Option<Resources<'c>>, usize, Vec<LitCube>), usize>,
    /// By the numbers of kinds of actions.
    pub(super) of_kinds: FxHashMap<u32, (usize, Facts)>,
}

impl WorldQuestion<'_> {
    /// Whether what requests have under one of the keys hangs on the action.
    pub(super) fn asks_keys_of_action(&self) -> bool {
        !self.own.is_empty()
    }
}
