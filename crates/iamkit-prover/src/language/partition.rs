//! The joint partition of texts by lists of words.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::bits::Bits;
use crate::language::automaton::Automaton;
use crate::language::walk::Walk;
use crate::language::word::Word;
use crate::limits::{Budget, Exceeded};

/// All texts that the same lists hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Class {
    pub(crate) lists: Bits,
    pub(crate) witness: String,
}

/// Splits the texts of a universe, all texts if it is empty, by the lists that hold them.
///
/// The classes come in the order of their witnesses: shorter first, then by character.
pub(crate) fn partition(
    universe: &[Word],
    lists: &[Vec<Word>],
    budget: &Budget,
) -> Result<Vec<Class>, Exceeded> {
    let lists = lists.iter().map(Vec::as_slice).collect::<Vec<_>>();
    let automaton = Automaton::within(universe, &lists, budget)?;
    let mut walk = Walk::new(&automaton, budget);
    let mut seen: FxHashMap<Bits, usize> = FxHashMap::default();
    walk.reach(automaton.settle(automaton.starts()), 0, '\0')?;
    let mut at = 0;
    while let Some(state) = walk.nodes.get(at).map(|node| Rc::clone(&node.state)) {
        if let Some(lists) = automaton.accepted(&state) {
            seen.entry(lists).or_insert(at);
            budget.classes(seen.len())?;
        }
        for character in automaton.characters(&state) {
            if !automaton.can_all_read(0, &state, character) {
                continue;
            }
            walk.reach(walk.after(&state, character)?, at, character)?;
        }
        at += 1;
    }
    let mut found = seen.into_iter().collect::<Vec<_>>();
    found.sort_unstable_by_key(|(_, node)| *node);
    Ok(found.into_iter().map(|(lists, node)| Class { lists, witness: walk.witness(node) }).collect())
}
