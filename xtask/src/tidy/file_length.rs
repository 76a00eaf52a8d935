//! Rule `file-length`: no source file has more than [`MAX_LINES`] lines, the tests at its end aside.

use super::finding::{Finding, Rule};
use super::workspace::Workspace;

/// So many lines a file may have.
const MAX_LINES: usize = 500;

/// What the rule finds.
pub(crate) fn check(workspace: &Workspace) -> Vec<Finding> {
    let long = workspace.sources().filter(|source| !source.is_test && MAX_LINES < source.lines);
    let findings = long.map(|source| Finding {
        rule: Rule::FileLength,
        path: source.path.clone(),
        line: source.lines,
        message: format!(
            "the file has {} lines without its tests, and {MAX_LINES} are the most",
            source.lines
        ),
        about: vec![source.path.clone()],
    });
    findings.collect()
}
