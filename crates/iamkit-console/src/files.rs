//! Reading files, and replacing them at once.

use std::io::Read as _;
use std::path::Path;

use iamkit_policy::shown::Shown;

use crate::failure::Failure;
use crate::{standard_input, text};

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
