//! The states of an automaton that were reached, each with the way to it.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::language::automaton::Automaton;
use crate::limits::{Budget, Exceeded, Work};

pub(super) struct Node {
    pub(super) state: Rc<[u32]>,
    parent: usize,
    by: char,
}

pub(super) struct Walk<'w> {
    automaton: &'w Automaton,
    budget: &'w Budget,
    pub(super) nodes: Vec<Node>,
    known: FxHashSet<Rc<[u32]>>,
    /// Places in all nodes.
    places: usize,
}

impl<'w> Walk<'w> {
    pub(super) fn new(automaton: &'w Automaton, budget: &'w Budget) -> Self {
        Self { automaton, budget, nodes: Vec::new(), known: FxHashSet::default(), places: 0 }
    }

    /// The state behind a character.
    pub(super) fn after(&self, state: &[u32], character: char) -> Result<Vec<u32>, Exceeded> {
        self.budget.spend(Work::Automata, 4 + state.len())?;
        Ok(self.automaton.settle(self.automaton.after(state, character)))
    }

    pub(super) fn reach(&mut self, state: Vec<u32>, parent: usize, by: char) -> Result<(), Exceeded> {
        if self.known.contains(&*state) || !self.automaton.is_alive(&state) {
            return Ok(());
        }
        self.budget.state(state.len(), self.places)?;
        self.places += state.len() + 1;
        let state: Rc<[u32]> = state.into();
        self.known.insert(Rc::clone(&state));
        self.nodes.push(Node { state, parent, by });
        Ok(())
    }

    pub(super) fn witness(&self, node: usize) -> String {
        let mut characters = Vec::new();
        let mut at = node;
        while let Some(node) = self.nodes.get(at).filter(|_| at != 0) {
            characters.push(node.by);
            at = node.parent;
        }
        characters.into_iter().rev().collect()
    }
}
