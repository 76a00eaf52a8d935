//! The world of an action: which resources and keys its requests can have.

use std::rc::Rc;

use crate::compile::shape::LitCube;
use crate::domain::key::KeyWorld;
use crate::domain::resource::Resources;
use crate::limits::Exceeded;

/// What is possible for an action: its resources, its keys; and what is so whatever policies say.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct World<'c> {
    /// `None` for any text.
    pub(crate) resources: Option<Resources<'c>>,
    /// In the order of their names, in lower case.
    pub(crate) keys: Rc<[(Rc<str>, KeyWorld)]>,
    /// Cubes that no request is in, or that no policy can allow.
    pub(crate) impossible: Vec<LitCube>,
    /// What it takes too much to say: nothing is known of the world then.
    pub(crate) exceeded: Option<Exceeded>,
}

impl World<'_> {
    /// What requests have under a key, if that is asked for.
    pub(crate) fn key(&self, key: &str) -> Option<&KeyWorld> {
        let place = self.keys.binary_search_by(|(name, _)| (**name).cmp(key)).ok()?;
        self.keys.get(place).map(|(_, world)| world)
    }
}

pub(crate) fn key_world(world: &World<'_>, key: &str) -> KeyWorld {
    world.key(key).cloned().unwrap_or(KeyWorld::ANY)
}
