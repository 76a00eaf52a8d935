//! What every command shares: its outcome, its failure, reading and atomic writing.

use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use clap::error::ErrorKind;
use iamkit_policy::shown::Shown;

use crate::{output, standard_input, text};

/// A failure that ends a command with exit code 2; its text is one line that says what and where.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The outcome of a command: an exit code, or a failure.
pub type Outcome = Result<ExitCode, Failure>;

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

/// Prints the failure with its causes on one line and gives the exit code for "could not be answered".
///
/// Where a person reads, problems of a document are printed with its lines and marks under them.
pub fn report_failure(failure: &Failure) -> ExitCode {
    if let Some(problems) = failure.downcast_ref() {
        output::located(problems);
        return exit_failed();
    }
    let mut line = failure.to_string();
    let mut cause = failure.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
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

/// So many bytes of files are read for one question.
pub const MAX_FILE_BYTES: usize = 1 << 28;

/// Reads a file, naming it in the error; `-` is the standard input.
///
/// # Errors
/// When the file can't be read, or has more than [`MAX_FILE_BYTES`].
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_at_most(path, MAX_FILE_BYTES)
}

/// Reads a file that has at most so many bytes; of others, and of what never ends, no more is read than tells so.
///
/// # Errors
/// When the file can't be read, or has more bytes.
pub fn read_at_most(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let one_more = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let bytes = first(path, one_more).map_err(|error| {
        if standard_input::is_meant(path) {
            format!("cannot read the standard input: {error}")
        } else {
            format!("cannot read `{}`: {error}", shown(path))
        }
    })?;
    if limit < bytes.len() {
        return Err(
            format!("`{}` has more than the {limit} bytes that may be read of it", shown(path)).into()
        );
    }
    Ok(bytes)
}

fn first(path: &Path, count: u64) -> std::io::Result<Vec<u8>> {
    if standard_input::is_meant(path) {
        return standard_input::first(count);
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(count).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a text that has at most so many bytes, as UTF-8 whatever it was written in, and without its mark.
///
/// # Errors
/// When the file can't be read, or has more bytes. That it is no text isn't one.
pub fn read_text(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    read_at_most(path, limit).map(text::decoded)
}

/// Reads a file that has to be text.
///
/// # Errors
/// When the file can't be read, has more than [`MAX_FILE_BYTES`], or holds no text.
pub fn read_string(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read_text(path, MAX_FILE_BYTES)?).map_err(|error| {
        let problem = format!("`{}` is not UTF-8: {error}", shown(path));
        with_hint(problem, error.as_bytes()).into()
    })
}

/// A problem with what a file holds, and what it is, where that explains the problem.
pub fn with_hint(problem: String, bytes: &[u8]) -> String {
    match text::mistaken(bytes) {
        Some(hint) => format!("{problem}; {hint}"),
        None => problem,
    }
}

/// A path as sentences show it.
pub fn shown(path: &Path) -> String {
    Shown::value(&path.to_string_lossy()).to_string()
}

/// A temporary file that others may read once it has its name, as far as the user's mask lets them.
fn temporary() -> tempfile::Builder<'static, 'static> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix files have modes"))]
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    builder
}

/// Replaces a file at once: readers see the old content or the new one, never a part.
///
/// # Errors
/// When the directory can't be made or written to.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let name =
        |error: std::io::Error| -> Failure { format!("cannot write `{}`: {error}", shown(path)).into() };
    let directory = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(directory).map_err(name)?;
    let mut file = temporary().tempfile_in(directory).map_err(name)?;
    std::io::Write::write_all(&mut file, content).map_err(name)?;
    file.persist(path).map_err(|error| name(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_up_to_the_limit() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("four");
        replace(&path, b"four").unwrap();
        assert_eq!(read_at_most(&path, 4).unwrap(), b"four");
        let error = read_at_most(&path, 3).unwrap_err().to_string();
        assert!(error.ends_with("four` has more than the 3 bytes that may be read of it"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_without_end_is_not_read_to_it() {
        assert!(read_at_most(Path::new("/dev/zero"), 1 << 16).is_err());
    }

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

    #[test]
    #[cfg(unix)]
    fn replaced_files_can_be_read_by_others() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("below/file");
        replace(&path, b"old").unwrap();
        replace(&path, b"new").unwrap();
        assert_eq!(read(&path).unwrap(), b"new");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o444, 0o444);
        assert_eq!(path.parent().unwrap().read_dir().unwrap().count(), 1);
    }
}
