//! How much work the set algebra of globs may take.
//!
//! The number of classes of k globs can be 2ᵏ, so every question about all strings has a budget.
//! It counts steps, not time: the same question gets the same answer on every machine.

/// The budget of [`classes`](super::classes) and [`coverage`](super::coverage)
///
/// The default suffices for thousands of globs with few wildcards in the middle, and for about a dozen
/// of the form `*word*`; it is used up in seconds.
///
/// # Examples
///
/// ```
/// use iamkit_policy::glob::GlobLimits;
///
/// let limits = GlobLimits { max_states: 1_000, ..GlobLimits::default() };
/// assert_eq!(limits.max_moves, GlobLimits::default().max_moves);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlobLimits {
    /// How many states of the joint automaton may be kept (default 262,144)
    pub max_states: usize,
    /// How many positions may be moved altogether, over all states and characters (default 67,108,864)
    ///
    /// It bounds the time, and the memory to eight bytes a move.
    pub max_moves: usize,
}

impl Default for GlobLimits {
    fn default() -> Self {
        Self { max_states: 1 << 18, max_moves: 1 << 26 }
    }
}

/// A question about globs that takes more work than its [`GlobLimits`] allow
///
/// # Examples
///
/// ```
/// use iamkit_policy::glob::{Glob, GlobLimits, classes};
///
/// let limits = GlobLimits { max_states: 2, ..GlobLimits::default() };
/// let error = classes(&[Glob::parse("abc")], &limits).unwrap_err();
/// assert_eq!(error.to_string(), "comparing globs took 3 states, over the limit of 2");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum LimitError {
    /// More than [`GlobLimits::max_states`] states
    #[error("comparing globs took {reached} states, over the limit of {limit}")]
    States {
        /// How many there were when the work stopped
        reached: usize,
        /// How many were allowed
        limit: usize,
    },
    /// More than [`GlobLimits::max_moves`] moves
    #[error("comparing globs took {reached} moves, over the limit of {limit}")]
    Moves {
        /// How many there were when the work stopped
        reached: usize,
        /// How many were allowed
        limit: usize,
    },
}
