//! How questions about accounts are answered.

use clap::ValueEnum;

/// How to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For reading.
    Text,
    /// One JSON object.
    Json,
}
