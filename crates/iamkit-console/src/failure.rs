//! How commands end.

use std::process::ExitCode;

/// A failure that ends a command with exit code 2; its text is one line that says what and where.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The outcome of a command: an exit code, or a failure.
pub type Outcome = Result<ExitCode, Failure>;
