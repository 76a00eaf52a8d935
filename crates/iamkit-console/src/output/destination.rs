//! Where the answer goes: to the standard output, into a file once it is whole, or nowhere.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anstream::AutoStream;

use crate::failure::Failure;
use crate::files::{replace, shown};

static DESTINATION: Mutex<Destination> = Mutex::new(Destination::StandardOutput);

/// Where the answer goes.
#[derive(Debug)]
pub(super) enum Destination {
    StandardOutput,
    Nowhere,
    /// The file, and what is to stand in it.
    File(PathBuf, AutoStream<Vec<u8>>),
}

/// Keeps what is answered from now on for a file.
pub(super) fn set_file(path: &Path) {
    *locked() = Destination::File(path.to_owned(), AutoStream::auto(Vec::new()));
}

/// Answers nothing any more, except into a file that was named.
pub(super) fn silence() {
    let mut destination = locked();
    if matches!(*destination, Destination::StandardOutput) {
        *destination = Destination::Nowhere;
    }
}

/// Whether the answer goes to the standard output.
pub(super) fn is_standard_output() -> bool {
    matches!(*locked(), Destination::StandardOutput)
}

/// Forgets what was kept for a file, and keeps no more.
pub(super) fn abandon() {
    let mut destination = locked();
    if matches!(*destination, Destination::File(..)) {
        *destination = Destination::Nowhere;
    }
}

/// Hands out where to write to.
#[expect(clippy::disallowed_methods, reason = "what is printed goes through here")]
pub(super) fn with<T>(write: impl FnOnce(&mut dyn Write) -> T) -> T {
    match &mut *locked() {
        Destination::StandardOutput => write(&mut anstream::stdout().lock()),
        Destination::Nowhere => write(&mut io::sink()),
        Destination::File(_, kept) => write(kept),
    }
}

/// Writes the file that was named, at once.
///
/// # Errors
/// It can't be written.
pub(super) fn write_file() -> Result<(), Failure> {
    match &mut *locked() {
        Destination::File(path, kept) => {
            let kept = std::mem::replace(kept, AutoStream::auto(Vec::new()));
            store(path, &kept.into_inner())
        }
        Destination::StandardOutput | Destination::Nowhere => Ok(()),
    }
}

/// What is no plain file, such as a device or a pipe, is written to and not replaced; nor is a link.
fn store(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let place = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if place.exists() && !place.is_file() && !place.is_dir() {
        let written = std::fs::write(&place, content);
        return written.map_err(|error| format!("cannot write `{}`: {error}", shown(path)).into());
    }
    replace(&place, content)
}

fn locked() -> MutexGuard<'static, Destination> {
    DESTINATION.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_a_link_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("answer");
        store(&file, b"one").unwrap();
        store(&file, b"two").unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"two");
        #[cfg(unix)]
        {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink(&file, &link).unwrap();
            store(&link, b"three").unwrap();
            assert!(link.is_symlink());
            assert_eq!(std::fs::read(&file).unwrap(), b"three");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_stays_one() {
        store(Path::new("/dev/null"), b"x").unwrap();
        assert!(!Path::new("/dev/null").is_file());
    }

    #[test]
    fn a_folder_is_no_file_to_write() {
        let folder = tempfile::tempdir().unwrap();
        assert!(store(folder.path(), b"x").unwrap_err().to_string().starts_with("cannot write `"));
    }
}
