//! A bound on the work that rules do who compare many things with many.

use std::cell::Cell;

/// So many steps are taken for a document: some hundred times what the largest document that AWS takes needs
pub const MAX_STEPS: u64 = 1 << 29;

/// Counts steps down
#[derive(Debug)]
pub(crate) struct Work(Cell<Option<u64>>);

impl Work {
    pub(crate) fn new(steps: u64) -> Self {
        Self(Cell::new(Some(steps)))
    }

    /// Whether so many steps may still be taken; from the first time that they may not, none may.
    pub(crate) fn spend(&self, steps: usize) -> bool {
        let left = self.0.get().and_then(|left| left.checked_sub(u64::try_from(steps).ok()?));
        self.0.set(left);
        left.is_some()
    }

    /// Whether all that was asked for was done.
    pub(crate) fn is_enough(&self) -> bool {
        self.0.get().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::Work;

    #[test]
    fn whoever_asks_for_too_much_gets_nothing_more() {
        let work = Work::new(3);
        assert!(work.spend(1) && work.spend(2) && work.is_enough());
        assert!(!work.spend(1) && !work.spend(0) && !work.is_enough());
    }
}
