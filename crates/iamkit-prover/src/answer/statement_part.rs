//! A part of a statement: an item of its lists, a condition.

/// A part of a statement, by its place in its list, from 0
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub enum StatementPart {
    /// An item of `Action` or `NotAction`.
    Action(usize),
    /// An item of `Resource` or `NotResource`.
    Resource(usize),
    /// A key under an operator.
    Condition(usize),
}
