//! What this program says itself; the programs that it starts print by themselves.

use std::process::ExitCode;

/// Prints a line.
#[expect(clippy::print_stdout, reason = "what is printed here is this program's own")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

/// Complains on one line, and gives the exit code for that.
#[expect(clippy::print_stderr, reason = "what is foreign in it was escaped")]
pub(crate) fn complain(problem: &str) -> ExitCode {
    eprintln!("error: {problem}");
    ExitCode::from(2)
}
