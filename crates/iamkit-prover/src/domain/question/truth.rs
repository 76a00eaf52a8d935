//! What a comparison comes to: true, false, or not to be made because a value is not of the operator's type.

/// The outcome of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Truth {
    Holds,
    Fails,
    Unevaluable,
}

impl Truth {
    pub(crate) fn any(outcomes: impl Iterator<Item = Self>) -> Self {
        let mut sum = Self::Fails;
        for outcome in outcomes {
            match outcome {
                Self::Holds => return Self::Holds,
                Self::Unevaluable => sum = Self::Unevaluable,
                Self::Fails => {}
            }
        }
        sum
    }

    pub(crate) fn negated_if(self, is_negated: bool) -> Self {
        match self {
            Self::Holds if is_negated => Self::Fails,
            Self::Fails if is_negated => Self::Holds,
            same => same,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }
}
