//! What is no name, and why.

use crate::shown::Shown;

/// A text that is no name, path, ARN or id of the expected kind
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is no {kind}: expected {expected}", Shown::value(.text))]
pub struct NameError {
    text: String,
    kind: &'static str,
    expected: &'static str,
}

impl NameError {
    /// Says that a text isn't of a kind, and what would be.
    #[doc(hidden)]
    pub fn new(text: &str, kind: &'static str, expected: &'static str) -> Self {
        Self { text: text.into(), kind, expected }
    }

    /// The error code on the wire
    pub fn code(&self) -> &'static str {
        "ValidationError"
    }

    /// The HTTP status that goes with the code
    pub fn status(&self) -> u16 {
        400
    }
}
