//! How lists of facts are told: as lines or as an object.

/// The form of an answer that is a list of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ListFormat {
    /// Lines for reading.
    Text,
    /// One object.
    Json,
}
