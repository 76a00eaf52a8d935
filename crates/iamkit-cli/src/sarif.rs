//! Findings for code scanners, with the addresses of files as they are from where the program runs.

use std::path::PathBuf;

use serde_sarif::sarif::Sarif;

pub(crate) use iamkit_report::sarif::{START, SarifFinding as Finding, SarifRule as Rule};

/// A log with one run.
pub(crate) fn log(rules: &[Rule], findings: &[Finding<'_>]) -> Sarif {
    iamkit_report::sarif::log(rules, findings, &root())
}

/// Where the program runs, which is the root of what is scanned.
pub(crate) fn root() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}
