//! Which of AWS's codes an empty list of values has.

use iamkit_policy::Quantifier;

use crate::rules::prelude::KeyTest;

/// What the operator says of a key without values
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Under {
    Plain,
    ForAllValues,
    ForAnyValue,
    IfExists,
}

impl Under {
    /// By the set prefix, else by `IfExists`; an unknown operator says nothing.
    pub(super) fn of(key: &KeyTest<'_>) -> Self {
        match key.operator {
            Some(operator) if operator.quantifier == Some(Quantifier::ForAllValues) => Self::ForAllValues,
            Some(operator) if operator.quantifier == Some(Quantifier::ForAnyValue) => Self::ForAnyValue,
            Some(operator) if operator.if_exists => Self::IfExists,
            _ => Self::Plain,
        }
    }
}
