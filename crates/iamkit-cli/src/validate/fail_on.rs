//! From which severity on findings fail.

use clap::ValueEnum;
use iamkit_validate::Severity;
use serde::Deserialize;

/// The least severe finding that fails
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FailOn {
    /// Errors alone.
    Error,
    /// Security warnings and errors.
    Security,
    /// All but suggestions.
    Warning,
    /// Every finding.
    Suggestion,
}

impl From<FailOn> for Severity {
    fn from(least: FailOn) -> Self {
        match least {
            FailOn::Error => Self::Error,
            FailOn::Security => Self::SecurityWarning,
            FailOn::Warning => Self::Warning,
            FailOn::Suggestion => Self::Suggestion,
        }
    }
}
