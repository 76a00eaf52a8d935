//! An output that its model doesn't allow: a fault of the program, never of a client.

use std::fmt;

/// An output that its model doesn't allow
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    at: String,
    reason: String,
}

impl Unfit {
    pub(crate) fn new(at: &str, reason: String) -> Self {
        Self { at: at.to_owned(), reason }
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the answer is not as the model has it: {}, at `{}`", self.reason, self.at)
    }
}

impl std::error::Error for Unfit {}
