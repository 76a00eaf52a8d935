//! What every command shares: its outcome, its failure, reading and atomic writing.

use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use clap::error::ErrorKind;
use iamkit_policy::shown::Shown;

use crate::output;

/// A failure that ends a command with exit code 2; its text is one line that says what and where.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The outcome of a command: an exit code, or a failure.
pub type Outcome = Result<ExitCode, Failure>;

/// The exit code of a check that was answered with "different", "stale" or "failed".
pub fn exit_different() -> ExitCode {
    ExitCode::from(1)
}

/// The exit code of a check that could not be decided, though its input was good.
pub fn exit_unknown() -> ExitCode {
    ExitCode::from(3)
}

/// Prints the failure with its causes on one line and gives the exit code for "could not be answered".
pub fn report_failure(failure: &Failure) -> ExitCode {
    let mut line = failure.to_string();
    let mut cause = failure.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    output::error(line.replace('\n', " "));
    ExitCode::from(2)
}

/// Prints help as it is, and a mistake in the arguments on one line, with the nearest argument where there is one.
pub fn report_usage(error: &clap::Error, program: &str) -> ExitCode {
    if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        // Where help can't be printed there is nobody to tell.
        let _ = error.print();
        return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
    }
    output::complaint(&format!("{}; see `{program} --help`", usage_line(&error.to_string())));
    ExitCode::from(2)
}

/// The first paragraphs of clap's message, up to the usage, on one line.
fn usage_line(message: &str) -> String {
    let lines = message.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("For more information"));
    lines.map(|line| line.replace("tip: ", "– ")).collect::<Vec<_>>().join(" ")
}

/// So many bytes of files are read for one question.
pub const MAX_FILE_BYTES: usize = 1 << 28;

/// Reads a file, naming it in the error.
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
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(one_more).read_to_end(&mut bytes));
    read.map_err(|error| format!("cannot read `{}`: {error}", shown(path)))?;
    if limit < bytes.len() {
        return Err(
            format!("`{}` has more than the {limit} bytes that may be read of it", shown(path)).into()
        );
    }
    Ok(bytes)
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
