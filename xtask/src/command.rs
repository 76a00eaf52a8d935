//! What every command shares: its outcome, its failure, the place of the workspace and atomic writing.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A failure that ends a command with exit code 2; its text is one line that says what and where.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The outcome of a command: an exit code, or a failure.
pub(crate) type Outcome = Result<ExitCode, Failure>;

/// The exit code of a check that was answered with "different", "stale" or "failed".
pub(crate) fn exit_different() -> ExitCode {
    ExitCode::from(1)
}

/// Prints the failure with its causes on one line and gives the exit code for "could not be answered".
pub(crate) fn report_failure(failure: &Failure) -> ExitCode {
    let mut line = failure.to_string();
    let mut cause = failure.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    anstream::eprintln!("error: {}", line.replace('\n', " "));
    ExitCode::from(2)
}

/// The root of the workspace, whatever the working directory.
pub(crate) fn workspace_root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// Reads a file, naming it in the error.
///
/// # Errors
/// When the file can't be read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| format!("cannot read `{}`: {error}", path.display()).into())
}

/// Replaces a file at once: readers see the old content or the new one, never a part.
///
/// # Errors
/// When the directory can't be made or written to.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let name =
        |error: std::io::Error| -> Failure { format!("cannot write `{}`: {error}", path.display()).into() };
    let directory = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(directory).map_err(name)?;
    let mut file = tempfile::NamedTempFile::new_in(directory).map_err(name)?;
    std::io::Write::write_all(&mut file, content).map_err(name)?;
    file.persist(path).map_err(|error| name(error.error))?;
    Ok(())
}
