//! The wrappings in which documents are found.

use std::fmt;

use crate::shown::Shown;

/// The wrapping in which a document was found
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Envelope {
    /// The document itself.
    Bare,
    /// Under keys such as `policyDocument` or `PolicyVersion.Document`.
    Wrapped(Box<str>),
}

impl fmt::Display for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bare => f.write_str("bare document"),
            Self::Wrapped(keys) => write!(f, "document under `{}`", Shown::value(keys)),
        }
    }
}
