//! Of what kind actions are, worked out once for all questions that take the same for granted.

use iamkit_catalog::{Action, ActionId};
use iamkit_policy::fact::Facts;
use rustc_hash::FxHashMap;

use crate::compile::action::{self, ActionKind};
use crate::compile::fact;
use crate::limits::{Budget, Exceeded, Work};

/// For so many sets of facts the kinds are kept.
const MANY_TABLES: usize = 32;

/// What it costs to find out of which kind an action is.
const KIND_COST: usize = 24;

/// The numbers of the kinds of actions; `None` for an action that is always allowed.
type Table = FxHashMap<ActionId, Option<u32>>;

/// The kinds of actions by what is taken for granted.
#[derive(Default)]
pub(crate) struct Kinds<'c> {
    tables: FxHashMap<(Facts, bool), Table>,
    numbers: FxHashMap<ActionKind<'c>, u32>,
}

impl<'c> Kinds<'c> {
    /// The number of the kind of an action, or `None` if it is always allowed.
    ///
    /// # Errors
    /// Finding it out for the first time is beyond the budget, if that is counted.
    pub(crate) fn of(
        &mut self,
        action: Action<'c>,
        (facts, asks_keys): (Facts, bool),
        budget: Option<&Budget>,
    ) -> Result<Option<u32>, Exceeded> {
        if MANY_TABLES <= self.tables.len() && !self.tables.contains_key(&(facts, asks_keys)) {
            self.tables.clear();
        }
        let table = self.tables.entry((facts, asks_keys)).or_default();
        if let Some(known) = table.get(&action.id()) {
            return Ok(*known);
        }
        budget.map_or(Ok(()), |budget| budget.spend(Work::Worlds, KIND_COST))?;
        let is_always_allowed = fact::is_special(action.service_prefix())
            && fact::is_always_allowed(&action.to_string().to_ascii_lowercase());
        let number = (!is_always_allowed).then(|| {
            let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
            *self.numbers.entry(action::kind(action, facts, asks_keys)).or_insert(next)
        });
        table.insert(action.id(), number);
        Ok(number)
    }
}
