//! A set of condition keys: those that some action takes.

use crate::id::KeyId;

/// The keys, by their ids
#[derive(Debug, Clone)]
pub(crate) struct TakenKeys(Box<[bool]>);

impl TakenKeys {
    /// The keys whose flag is set, which stand in the order of the ids
    pub(crate) fn new(flags: Box<[bool]>) -> Self {
        Self(flags)
    }

    pub(crate) fn contains(&self, id: KeyId) -> bool {
        self.0.get(id.get() as usize).copied().unwrap_or_default()
    }
}
