//! Walks breadth first over the joint states of globs.
//!
//! A state is the set of places that the globs can have reached after some text; equal sets are one
//! state, kept once.
//! Since shorter texts come first, the text by which a state is first reached is a shortest one.
//! What the states mean is up to [`classes`](super::classes()) and [`coverage`](super::coverage()).

use std::collections::HashSet;
use std::rc::Rc;

use super::limits::{GlobLimits, LimitError};
use super::positions::{Places, Positions};

/// What to do with a state seen for the first time
pub(super) enum Entry {
    /// Go on from it
    Keep,
    /// Nothing of interest lies behind it
    Skip,
    /// The walk has found what it looks for
    Stop,
}

/// How a state was first reached
struct Node {
    places: Rc<Places>,
    parent: usize,
    by: char,
}

/// The states reached so far, in order of their witnesses: shorter first, then by character
pub(super) struct Walk<'a> {
    positions: &'a Positions,
    limits: &'a GlobLimits,
    nodes: Vec<Node>,
    known: HashSet<Rc<Places>>,
    moves: usize,
}

impl<'a> Walk<'a> {
    /// A walk that hasn't started
    pub(super) fn new(positions: &'a Positions, limits: &'a GlobLimits) -> Self {
        Self { positions, limits, nodes: Vec::new(), known: HashSet::new(), moves: 0 }
    }

    /// Shows every state once, with its number, and returns the number of the state it stopped at
    pub(super) fn run(
        &mut self,
        mut enter: impl FnMut(usize, &Places) -> Entry,
    ) -> Result<Option<usize>, LimitError> {
        let starts = self.positions.starts();
        if let Some(found) = self.reach(starts, 0, '\0', &mut enter)? {
            return Ok(Some(found));
        }
        let mut at = 0;
        while let Some(node) = self.nodes.get(at) {
            let moves = self.positions.moves(&node.places);
            for c in moves.chars() {
                let places = moves.after(c, self.positions);
                if let Some(found) = self.reach(places, at, c, &mut enter)? {
                    return Ok(Some(found));
                }
            }
            at += 1;
        }
        Ok(None)
    }

    fn reach(
        &mut self,
        places: Vec<usize>,
        parent: usize,
        by: char,
        enter: &mut impl FnMut(usize, &Places) -> Entry,
    ) -> Result<Option<usize>, LimitError> {
        self.count_moves(places.len())?;
        if self.known.contains(&*places) {
            return Ok(None);
        }
        let id = self.nodes.len();
        let entry = enter(id, &places);
        if matches!(entry, Entry::Skip) {
            return Ok(None);
        }
        self.add(Node { places: places.into(), parent, by })?;
        Ok(matches!(entry, Entry::Stop).then_some(id))
    }

    fn count_moves(&mut self, places: usize) -> Result<(), LimitError> {
        // One more than the places, so that empty sets cost something too.
        self.moves = self.moves.saturating_add(places).saturating_add(1);
        let (reached, limit) = (self.moves, self.limits.max_moves);
        if limit < reached { Err(LimitError::Moves { reached, limit }) } else { Ok(()) }
    }

    fn add(&mut self, node: Node) -> Result<(), LimitError> {
        let (reached, limit) = (self.nodes.len() + 1, self.limits.max_states);
        if limit < reached {
            return Err(LimitError::States { reached, limit });
        }
        self.known.insert(Rc::clone(&node.places));
        self.nodes.push(node);
        Ok(())
    }

    /// A shortest text that leads to the state
    pub(super) fn witness(&self, id: usize) -> String {
        let mut chars = Vec::new();
        let mut at = id;
        // The first node is the empty text, its own parent.
        while let Some(node) = self.nodes.get(at).filter(|_| at != 0) {
            chars.push(node.by);
            at = node.parent;
        }
        chars.into_iter().rev().collect()
    }
}
