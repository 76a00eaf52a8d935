//! What is logged, and how: a line for each call on the standard error.

use clap::ValueEnum;
use tracing_subscriber::fmt;

/// How calls are logged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Log {
    /// Not at all.
    #[default]
    Off,
    /// For a reader at a terminal.
    Text,
    /// An object on a line.
    Json,
}

impl Log {
    /// From now on what the server tells is logged.
    pub(super) fn begin(self) {
        let lines = || fmt().with_writer(std::io::stderr).with_ansi(false);
        // Whoever embeds the command may log already.
        let _ = match self {
            Self::Off => Ok(()),
            Self::Text => lines().try_init(),
            Self::Json => lines().json().flatten_event(true).try_init(),
        };
    }
}
