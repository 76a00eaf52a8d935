//! One budget for all groups of actions of a question.
//!
//! Each group first has a share of what is left, so that a hard one leaves enough for the others; what they don't need is
//! for the hard ones at the end.

use crate::reason::Reason;
use crate::search::analysis::{Analysis, Group};

/// What became of a group.
pub(crate) enum Turn {
    Done,
    /// The others needn't be asked any more.
    Settled,
    Open(Reason),
}

impl Analysis<'_> {
    /// Asks for each group, with its number, until the matter is settled; returns those that stay open, in their order.
    pub(crate) fn in_turns<'g>(
        &mut self,
        groups: &'g [Group],
        mut ask: impl FnMut(&mut Self, usize, &Group) -> Turn,
    ) -> Vec<(&'g Group, Reason)> {
        let mut open = Vec::new();
        let mut hard = Vec::new();
        for (at, group) in groups.iter().enumerate() {
            self.session.budget.turn(false);
            match ask(self, at, group) {
                Turn::Done => {}
                Turn::Settled => return Vec::new(),
                Turn::Open(reason) if reason.is_of_work() => hard.push((at, group)),
                Turn::Open(reason) => open.push((at, group, reason)),
            }
        }
        for (at, group) in hard {
            self.session.budget.turn(true);
            match ask(self, at, group) {
                Turn::Done => {}
                Turn::Settled => return Vec::new(),
                Turn::Open(reason) => open.push((at, group, reason)),
            }
        }
        self.session.budget.turn(true);
        open.sort_by_key(|(at, ..)| *at);
        open.into_iter().map(|(_, group, reason)| (group, reason)).collect()
    }
}
