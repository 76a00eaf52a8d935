//! How much work a question may take, counted in steps and not in time, so that an answer never depends on the machine.

use std::cell::Cell;

/// The bounds of one question
///
/// Every bound is on a count, so that the same input has the same answer everywhere. A question that goes beyond one is
/// answered `Unknown` with the bound that it broke. The defaults let the hardest question come back in well under two
/// seconds.
///
/// ```
/// use iamkit_prover::Limits;
///
/// let limits = Limits { max_steps: 1_000, ..Limits::default() };
/// assert!(limits.max_steps < Limits::default().max_steps);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limits {
    /// States of the joint automata of patterns, for each class of actions (default 524,288).
    pub max_states: usize,
    /// Places in those states, for each class of actions: it bounds memory to four bytes each (default 8,388,608).
    pub max_places: usize,
    /// Steps of the search for something that one side has and the other lacks, for each class of actions (default 1,048,576).
    pub max_steps: usize,
    /// Classes of values of one dimension (default 4,096).
    pub max_classes: usize,
    /// Combinations of statements of several layers, for one action (default 4,096).
    pub max_combinations: usize,
    /// Values of policy variables tried together in the search for a witness (default 4,096).
    pub max_assignments: usize,
    /// Regions by which one difference is described (default 256).
    pub max_regions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_states: 1 << 19,
            max_places: 1 << 23,
            max_steps: 1 << 20,
            max_classes: 1 << 12,
            max_combinations: 1 << 12,
            max_assignments: 1 << 12,
            max_regions: 256,
        }
    }
}

/// A bound that a question went beyond
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
#[error("it takes more than {limit} {bound}")]
pub struct Exceeded {
    bound: &'static str,
    limit: usize,
}

impl Exceeded {
    pub(crate) fn new(bound: &'static str, limit: usize) -> Self {
        Self { bound, limit }
    }

    /// What was counted, such as `states`.
    pub fn bound(&self) -> &'static str {
        self.bound
    }

    /// The bound itself.
    pub fn limit(&self) -> usize {
        self.limit
    }
}

/// What is left of the limits while a question is answered.
#[derive(Debug)]
pub(crate) struct Budget {
    pub(crate) limits: Limits,
    states: Cell<usize>,
    places: Cell<usize>,
    steps: Cell<usize>,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            limits: *limits,
            states: Cell::new(limits.max_states),
            places: Cell::new(limits.max_places),
            steps: Cell::new(limits.max_steps),
        }
    }

    /// Gives back all that was spent: the next question is another one.
    pub(crate) fn renew(&self) {
        self.states.set(self.limits.max_states);
        self.places.set(self.limits.max_places);
        self.steps.set(self.limits.max_steps);
    }

    /// A state with so many places.
    pub(crate) fn state(&self, places: usize) -> Result<(), Exceeded> {
        spend(&self.states, 1, "states", self.limits.max_states)?;
        spend(&self.places, places + 1, "places", self.limits.max_places)
    }

    pub(crate) fn step(&self) -> Result<(), Exceeded> {
        spend(&self.steps, 1, "steps", self.limits.max_steps)
    }

    pub(crate) fn classes(&self, count: usize) -> Result<(), Exceeded> {
        within(count, "classes", self.limits.max_classes)
    }

    pub(crate) fn combinations(&self, count: usize) -> Result<(), Exceeded> {
        within(count, "combinations", self.limits.max_combinations)
    }

    pub(crate) fn regions(&self, count: usize) -> Result<(), Exceeded> {
        within(count, "regions", self.limits.max_regions)
    }
}

fn spend(left: &Cell<usize>, cost: usize, bound: &'static str, limit: usize) -> Result<(), Exceeded> {
    let rest = left.get().checked_sub(cost).ok_or(Exceeded::new(bound, limit))?;
    left.set(rest);
    Ok(())
}

fn within(count: usize, bound: &'static str, limit: usize) -> Result<(), Exceeded> {
    if limit < count { Err(Exceeded::new(bound, limit)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_is_gone() {
        let budget = Budget::new(&Limits { max_steps: 1, ..Limits::default() });
        assert_eq!(budget.step(), Ok(()));
        let error = budget.step().unwrap_err();
        assert_eq!(error.to_string(), "it takes more than 1 steps");
        assert_eq!((error.bound(), error.limit()), ("steps", 1));
    }
}
