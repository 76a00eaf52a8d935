//! Problems of listings with the lines that they are in.

use iamkit_console::output::{Located, MarkSeverity, SourceMark};
use iamkit_listing::details::Problem;
use iamkit_policy::shown::Shown;

/// Problems of one file, told on one line, and for people each under its line.
pub(super) fn located<'p>(
    line: String,
    problems: impl Iterator<Item = &'p Problem>,
    source: &str,
) -> Located {
    Located { line, source: source.into(), marks: problems.map(mark).collect(), hint: None }
}

fn mark(problem: &Problem) -> SourceMark {
    let kind = problem.kind();
    let message = match problem.entity() {
        Some(entity) => format!("{entity}: {kind}"),
        None => kind.to_string(),
    };
    let (name, position) = (Shown::value(problem.file()).to_string(), problem.position());
    SourceMark { severity: MarkSeverity::Error, rule: None, message, name, position }
}
