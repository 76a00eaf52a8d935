//! What a test can come to: more than true and false, because a value may be unknown or not fit its operator.

use std::ops::{BitAnd, BitOr, Not};

/// The outcome of a test
///
/// Under `&` and `|` a definite outcome that settles the matter wins, then what isn't known, then what can't be
/// evaluated: of "unknown" and "unevaluable" together the first may still turn out to settle it. The order is the one
/// in which `&` prefers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Truth {
    Fails,
    /// A key is unknown.
    Unknown,
    /// A value is not of the operator's type.
    Unevaluable,
    Holds,
}

impl Truth {
    /// The outcome as a statement takes it: what can't be evaluated counts against the requester, so an Allow fails
    /// and a Deny holds.
    pub(crate) fn counted_for(self, is_deny: bool) -> Self {
        match self {
            Self::Unevaluable if is_deny => Self::Holds,
            Self::Unevaluable => Self::Fails,
            settled => settled,
        }
    }

    /// Whether any of the outcomes holds.
    pub(crate) fn any(outcomes: impl Iterator<Item = Self>) -> Self {
        Self::fold(outcomes, Self::Fails, Self::Holds, BitOr::bitor)
    }

    /// Whether all of the outcomes hold.
    pub(crate) fn all(outcomes: impl Iterator<Item = Self>) -> Self {
        Self::fold(outcomes, Self::Holds, Self::Fails, BitAnd::bitand)
    }

    fn fold(
        outcomes: impl Iterator<Item = Self>,
        start: Self,
        settled: Self,
        join: impl Fn(Self, Self) -> Self,
    ) -> Self {
        let mut sum = start;
        for outcome in outcomes {
            sum = join(sum, outcome);
            if sum == settled {
                break;
            }
        }
        sum
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
            open => open,
        }
    }
}

impl BitAnd for Truth {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.min(other)
    }
}

impl BitOr for Truth {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        !(!self & !other)
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{Fails, Holds, Unevaluable, Unknown};
    use super::*;

    #[test]
    fn what_settles_the_matter_wins() {
        assert_eq!(Unknown & Fails, Fails);
        assert_eq!(Unevaluable | Holds, Holds);
        assert_eq!(Unknown & Unevaluable, Unknown);
        assert_eq!(Unevaluable & Holds, Unevaluable);
        assert_eq!(Unevaluable | Fails, Unevaluable);
    }

    #[test]
    fn none_of_none_holds_and_all_of_none_do() {
        assert_eq!((Truth::any([].into_iter()), Truth::all([].into_iter())), (Fails, Holds));
    }

    #[test]
    fn what_cannot_be_evaluated_counts_against_the_requester() {
        assert_eq!((Unevaluable.counted_for(true), Unevaluable.counted_for(false)), (Holds, Fails));
        assert_eq!((Unknown.counted_for(true), Holds.counted_for(false)), (Unknown, Holds));
    }
}
