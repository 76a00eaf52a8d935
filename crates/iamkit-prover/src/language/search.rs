//! The search for one text that some lists hold and others don't.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use smallvec::SmallVec;

use crate::language::automaton::Automaton;
use crate::language::step::{Loop, Step};
use crate::language::walk::Walk;
use crate::language::word::Word;
use crate::limits::{Budget, Exceeded};

/// A text of the universe that each of some lists holds and none of some others; not always a shortest one.
///
/// It goes first where the least is left to read, so that a text is found soon if there is one.
pub(crate) fn search(
    universe: &[Word],
    within: &[Vec<Word>],
    except: &[Vec<Word>],
    budget: &Budget,
) -> Result<Option<String>, Exceeded> {
    let lists = within.iter().chain(except).map(Vec::as_slice).collect::<Vec<_>>();
    let automaton = Automaton::within(universe, &lists, budget)?;
    let goal = Goal { automaton: &automaton, within: within.len(), left: automaton.left() };
    let mut walk = Walk::new(&automaton, budget);
    let mut open = BinaryHeap::new();
    goal.reach(&mut walk, &mut open, automaton.settle(automaton.starts()), 0, '\0')?;
    while let Some(Reverse((_, at))) = open.pop() {
        let Some(state) = walk.nodes.get(at).map(|node| Rc::clone(&node.state)) else { break };
        if goal.is_met(&state) {
            return Ok(Some(walk.witness(at)));
        }
        for character in automaton.characters(&state) {
            if !automaton.can_all_read(within.len(), &state, character) {
                continue;
            }
            let after = walk.after(&state, character)?;
            goal.reach(&mut walk, &mut open, after, at, character)?;
        }
    }
    Ok(None)
}

/// What a search looks for.
struct Goal<'g> {
    automaton: &'g Automaton,
    /// So many lists have to hold the text; the others may not.
    within: usize,
    /// For each place, how many characters its word reads at least until its end.
    left: Vec<u32>,
}

impl Goal<'_> {
    fn is_met(&self, state: &[u32]) -> bool {
        self.automaton.accepted(state).is_some_and(|lists| {
            let count = lists.iter().filter(|list| *list < self.within).count();
            count == self.within && lists.iter().all(|list| list < self.within)
        })
    }

    fn reach(
        &self,
        walk: &mut Walk<'_>,
        open: &mut BinaryHeap<Reverse<(u32, usize)>>,
        state: Vec<u32>,
        parent: usize,
        by: char,
    ) -> Result<(), Exceeded> {
        let Some(left) = self.left_of(&state) else { return Ok(()) };
        let before = walk.nodes.len();
        walk.reach(state, parent, by)?;
        if before < walk.nodes.len() {
            open.push(Reverse((left, before)));
        }
        Ok(())
    }

    /// How many characters are left at least; `None` if nothing that is looked for can come of the state.
    fn left_of(&self, state: &[u32]) -> Option<u32> {
        let universe = usize::from(self.automaton.has_universe);
        let mut least: SmallVec<[Option<u32>; 4]> = SmallVec::from_elem(None, self.within + universe);
        for (at, place) in self.automaton.get(state) {
            let list = place.list as usize;
            let is_of_universe = list == self.automaton.lists;
            if !is_of_universe && self.within <= list {
                if place.step == Step::End && place.kind == Loop::Any {
                    return None;
                }
                continue;
            }
            let slot = if is_of_universe { self.within } else { list };
            let left = self.left.get(at as usize).copied().unwrap_or_default();
            if let Some(least) = least.get_mut(slot) {
                *least = Some(least.map_or(left, |least| least.min(left)));
            }
        }
        least.into_iter().try_fold(0, |most: u32, left| Some(most.max(left?)))
    }
}
