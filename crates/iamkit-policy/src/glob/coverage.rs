//! Decides whether some globs match everything that others match.
//!
//! That is the inclusion of one union of globs in another, decided exactly.
//! It walks only where the answer is open: not where no inner glob can match any more, and not
//! where an outer glob matches whatever follows.

use std::collections::HashSet;

use super::Glob;
use super::limits::{GlobLimits, LimitError};
use super::positions::Positions;
use super::walk::{Entry, Walk};

/// Whether the outer globs match everything that the inner ones match
///
/// # Examples
///
/// ```
/// use iamkit_policy::glob::{Coverage, Glob, GlobLimits, coverage};
///
/// let (inner, outer) = ([Glob::parse("s3:*")], [Glob::parse("s3:Get*")]);
/// let answer = coverage(&inner, &outer, &GlobLimits::default())?;
/// assert_eq!(answer, Coverage::Uncovered { witness: "s3:".into() });
/// # Ok::<(), iamkit_policy::glob::LimitError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Coverage {
    /// Every string that an inner glob matches is matched by an outer one
    Covered,
    /// Some string is matched by an inner glob and by no outer one
    Uncovered {
        /// A shortest such string
        witness: String,
    },
}

impl Coverage {
    /// Whether nothing is left uncovered
    ///
    /// ```
    /// use iamkit_policy::glob::Coverage;
    ///
    /// assert!(Coverage::Covered.is_covered());
    /// assert!(!Coverage::Uncovered { witness: "s3:".into() }.is_covered());
    /// ```
    pub fn is_covered(&self) -> bool {
        matches!(self, Self::Covered)
    }

    /// A shortest string that is left uncovered
    ///
    /// ```
    /// use iamkit_policy::glob::Coverage;
    ///
    /// assert_eq!(Coverage::Uncovered { witness: "s3:".into() }.witness(), Some("s3:"));
    /// assert_eq!(Coverage::Covered.witness(), None);
    /// ```
    pub fn witness(&self) -> Option<&str> {
        match self {
            Self::Covered => None,
            Self::Uncovered { witness } => Some(witness),
        }
    }
}

/// Decides whether every string that an inner glob matches is matched by an outer one
///
/// # Errors
///
/// When the joint automaton takes more states or moves than `limits` allow before the answer is
/// known.
///
/// # Complexity
///
/// As [`classes`](super::classes()) at worst, over the states where the answer is still open.
/// An inner glob that stands among the outer ones, and an outer `*`, cost nothing.
///
/// # Examples
///
/// ```
/// use iamkit_policy::glob::{Coverage, Glob, GlobLimits, coverage};
///
/// let (inner, outer) = ([Glob::parse("a?*")], [Glob::parse("*a*"), Glob::parse("b")]);
/// assert_eq!(coverage(&inner, &outer, &GlobLimits::default())?, Coverage::Covered);
/// # Ok::<(), iamkit_policy::glob::LimitError>(())
/// ```
pub fn coverage(inner: &[Glob], outer: &[Glob], limits: &GlobLimits) -> Result<Coverage, LimitError> {
    let outer: HashSet<&Glob> = outer.iter().collect();
    let open: Vec<&Glob> = inner.iter().filter(|glob| !outer.contains(glob)).collect();
    let trivial = open.is_empty() || outer.contains(&Glob::any());
    if trivial { Ok(Coverage::Covered) } else { decide(&open, outer, limits) }
}

fn decide(inner: &[&Glob], outer: HashSet<&Glob>, limits: &GlobLimits) -> Result<Coverage, LimitError> {
    let n_inner = inner.len();
    let is_inner = |glob: usize| glob < n_inner;
    let mut outer: Vec<&Glob> = outer.into_iter().collect();
    outer.sort_unstable();
    let positions = Positions::new(inner.iter().copied().chain(outer));
    let mut walk = Walk::new(&positions, limits);
    let stopped = walk.run(|_, places| {
        // Inner globs come first, so that the first that is alive tells whether any is.
        let is_dead = !positions.alive(places).next().is_some_and(is_inner);
        if is_dead || positions.accepted_forever(places).any(|glob| !is_inner(glob)) {
            return Entry::Skip;
        }
        let mut accepted = positions.accepted(places).peekable();
        let uncovered = accepted.peek().copied().is_some_and(is_inner) && accepted.all(is_inner);
        if uncovered { Entry::Stop } else { Entry::Keep }
    })?;
    Ok(match stopped {
        Some(id) => Coverage::Uncovered { witness: walk.witness(id) },
        None => Coverage::Covered,
    })
}
