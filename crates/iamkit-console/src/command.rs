//! What every command shares: its outcome, its failure, its exit codes; its files are those of `files.rs`.

use std::process::ExitCode;

use clap::error::ErrorKind;

use crate::output;

pub use crate::failure::{Failure, Outcome};
pub use crate::files::{
    MAX_FILE_BYTES, read, read_at_most, read_string, read_text, replace, shown, with_hint,
};

/// The exit code of a check that was answered with "different", "stale" or "failed".
pub fn exit_different() -> ExitCode {
    ExitCode::from(1)
}

/// The exit code of a command that could not answer.
pub fn exit_failed() -> ExitCode {
    ExitCode::from(2)
}

/// The exit code of a check that could not be decided, though its input was good.
pub fn exit_unknown() -> ExitCode {
    ExitCode::from(3)
}

/// Prints the failure with its causes, and gives the exit code for "could not be answered".
///
/// It is one line, or where a person reads the lines of the document, with marks.
pub fn report_failure(failure: &Failure) -> ExitCode {
    if let Some(problems) = failure.downcast_ref() {
        output::located(problems);
        return exit_failed();
    }
    let mut line = failure.to_string();
    let mut cause = failure.source();
    while let Some(error) = cause {
        let told = error.to_string();
        // Some say what caused them themselves.
        if !line.contains(&told) {
            line.push_str(": ");
            line.push_str(&told);
        }
        cause = error.source();
    }
    output::error(line.replace('\n', " "));
    exit_failed()
}

/// Prints help as it is, and a mistake in the arguments on one line, with the nearest argument where there is one, and
/// where the help is of the command that was meant.
pub fn report_usage(error: &clap::Error, program: &str) -> ExitCode {
    if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        // Where help can't be printed there is nobody to tell.
        let _ = error.print();
        return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
    }
    let message = error.to_string();
    let command = command_of(&message, program);
    let near = nearest_value(error).map(|near| format!(" – a similar value exists: '{near}'"));
    let near = near.unwrap_or_default();
    output::complaint(&format!("{}{near}; see `{command} --help`", usage_line(&message)));
    ExitCode::from(2)
}

/// The first paragraphs of clap's message, up to the usage, on one line.
fn usage_line(message: &str) -> String {
    let lines = message.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("For more information"));
    lines.map(|line| line.replace("tip: ", "– ")).collect::<Vec<_>>().join(" ")
}

/// The value that was meant by one that there isn't, where clap names none: it takes letters in another order for others.
fn nearest_value(error: &clap::Error) -> Option<&str> {
    use clap::error::{ContextKind, ContextValue};
    let (Some(ContextValue::String(wrong)), Some(ContextValue::Strings(values)), None) = (
        error.get(ContextKind::InvalidValue),
        error.get(ContextKind::ValidValue),
        error.get(ContextKind::SuggestedValue),
    ) else {
        return None;
    };
    let distance = |value: &&String| strsim::osa_distance(wrong, value);
    let nearest = values.iter().min_by_key(distance)?;
    (distance(&nearest) <= wrong.chars().count() / 3).then_some(nearest)
}

/// The command that a message of clap is about: the names behind `Usage:`, up to its first argument.
fn command_of(message: &str, program: &str) -> String {
    let usage = message.lines().find_map(|line| line.trim().strip_prefix("Usage:")).unwrap_or_default();
    let usage = usage.trim().strip_prefix(program).unwrap_or_default();
    let is_name = |word: &&str| word.starts_with(|it: char| it.is_ascii_lowercase());
    let names = usage.split_whitespace().take_while(is_name);
    std::iter::once(program).chain(names).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_is_one_line_with_the_nearest_argument() {
        let message = "error: unexpected argument '--formatt' found\n\n  tip: a similar argument exists: '--format'\n\n\
                       Usage: cargo xtask conformance [PATHS]...\n\nFor more information, try '--help'.\n";
        let line = "error: unexpected argument '--formatt' found – a similar argument exists: '--format'";
        assert_eq!(usage_line(message), line);
    }

    #[test]
    fn the_command_is_what_stands_before_its_arguments() {
        let of = |usage: &str| command_of(&format!("error: no\n\nUsage: {usage}\n"), "cargo xtask");
        assert_eq!(of("cargo xtask [OPTIONS] <COMMAND>"), "cargo xtask");
        assert_eq!(of("cargo xtask account who-can --in <PATH>"), "cargo xtask account who-can");
        assert_eq!(of("cargo xtask lint <POLICY>..."), "cargo xtask lint");
        assert_eq!(of("another thing"), "cargo xtask");
        assert_eq!(command_of("error: no", "iamkit"), "iamkit");
    }
}
