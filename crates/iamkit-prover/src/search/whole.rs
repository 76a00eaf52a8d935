//! One question with all its variables: seen at once, by values of the variables, or case by case.

use crate::compile::shape::Shape;
use crate::reason::Reason;
use crate::search::analysis::{Analysis, Excess};
use crate::search::variables::variable_keys;
use crate::search::world::World;

impl<'q> Analysis<'q> {
    /// What one shape allows beyond the other, all of it at once.
    pub(crate) fn whole_question(&mut self, one: &Shape, two: &Shape, world: &World<'q>) -> Excess {
        let keys = variable_keys(&self.session, one, two);
        // What takes too much pattern by pattern may be found out with all of them together.
        if let Ok(Some(excess)) = self.seen_at_once(one, two, world, keys.is_empty()) {
            return excess;
        }
        if keys.is_empty() {
            return self.whole_excess(one, two, world);
        }
        if let Some(points) = self.with_values(one, two, world, &keys) {
            return Excess::Found(points);
        }
        if let Err(exceeded) = self.session.budget.variables(keys.len()) {
            return Excess::Unknown(Reason::Limit(exceeded));
        }
        match self.whole_excess(one, two, world) {
            // With variables an excess is only possible, until values of them show it.
            Excess::Unknown(_) => self.by_cases(one, two, world, &keys),
            decided => decided,
        }
    }
}
