//! The files of a database: which they are, whether they are still there, and how new ones come into being.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use iamkit_policy::shown::Shown;
use iamkit_store::JournalError;
use tempfile::NamedTempFile;

use crate::failure::of_file;

/// What `SQLite` keeps beside a database that is written.
const COMPANIONS: [&str; 2] = ["-wal", "-shm"];
/// Where the header of a database says how it is read: 2 for one with a write-ahead log, 1 for one without.
const READ_VERSION: usize = 19;

/// The path of a file beside another one.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The path of a database behind all links, as `SQLite` names the files beside it.
pub(crate) fn resolve(path: &Path) -> io::Result<PathBuf> {
    match path.canonicalize() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => std::path::absolute(path),
        resolved => resolved,
    }
}

/// Makes a file whole or not at all, with the rights that the process gives to new files; one that is there stays.
pub(crate) fn make(
    path: &Path,
    journal: &str,
    write: impl FnOnce(&mut NamedTempFile) -> Result<(), JournalError>,
) -> Result<(), JournalError> {
    let failed = |error| of_file(journal, error);
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".iamkit-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(|error| failed(of_folder(&error)))?;
    write(&mut file)?;
    file.as_file().sync_all().map_err(failed)?;
    match file.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(failed(error.error)),
        _ => sync_folder(folder).map_err(failed),
    }
}

/// Why no file can be made in a folder, without the drawn name of the one that was tried.
fn of_folder(error: &io::Error) -> io::Error {
    let told = error.to_string();
    let cause = told.split_once(" at path ").map_or(&*told, |(cause, _)| cause);
    io::Error::new(error.kind(), cause.to_owned())
}

/// A new name is on the disk when its folder is; only Unix has folders that can be opened.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Whether the header of a database says that there may be a write-ahead log.
///
/// Not for a file that this process has open for writing: closing any handle of it would give up its locks.
pub(crate) fn has_log_ahead(database: &Path) -> io::Result<bool> {
    let mut header = [0; READ_VERSION + 1];
    match File::open(database)?.read_exact(&mut header) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        read => read.map(|()| header.ends_with(&[2])),
    }
}

/// A database as it lies: nothing beside it that would have to be read as well.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AtRest {
    identity: Identity,
    len: u64,
    modified: Option<SystemTime>,
}

/// `None` where a writer is at work, or was and has left something.
pub(crate) fn at_rest(database: &Path) -> Option<AtRest> {
    let is_empty =
        |ending: &str| fs::metadata(beside(database, ending)).map_or(true, |found| found.len() == 0);
    let metadata = fs::metadata(database).ok()?;
    let is_alone = is_empty("-wal") && is_empty("-journal");
    is_alone.then(|| AtRest {
        identity: identity(&metadata),
        len: metadata.len(),
        modified: metadata.modified().ok(),
    })
}

/// The device and the number of a file.
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

/// Elsewhere a file that is open can't be deleted or replaced.
#[cfg(not(unix))]
fn identity(_: &Metadata) -> Identity {
    (0, 0)
}

/// Files that are open, and which they were when they were opened.
#[derive(Debug)]
pub(crate) struct OpenFiles {
    journal: String,
    files: Vec<(PathBuf, Identity)>,
}

impl OpenFiles {
    /// The database alone, before it is opened.
    pub(crate) fn of(database: &Path, journal: &str) -> Result<Self, JournalError> {
        let mut files = Self { journal: journal.to_owned(), files: Vec::new() };
        files.add(database.to_owned())?;
        Ok(files)
    }

    /// Adds what `SQLite` has opened beside it: without it there is no write-ahead log, which no error tells.
    pub(crate) fn add_companions(&mut self) -> Result<(), JournalError> {
        let Some((database, _)) = self.files.first() else { return Ok(()) };
        let paths = COMPANIONS.map(|ending| beside(database, ending));
        paths.into_iter().try_for_each(|path| self.add(path))
    }

    fn add(&mut self, path: PathBuf) -> Result<(), JournalError> {
        let metadata = fs::metadata(&path).map_err(|error| {
            let error = io::Error::new(
                error.kind(),
                format!("there is no `{}`: {error}", Shown::value(&path.to_string_lossy())),
            );
            of_file(&self.journal, error)
        })?;
        self.files.push((path, identity(&metadata)));
        Ok(())
    }

    /// Makes sure that who opens the paths now gets these files.
    pub(crate) fn ensure_in_place(&self) -> Result<(), JournalError> {
        for (path, opened) in &self.files {
            let what = match fs::metadata(path) {
                Ok(metadata) if identity(&metadata) == *opened => continue,
                Ok(_) => "another file is",
                Err(error) if error.kind() == io::ErrorKind::NotFound => "no file is",
                Err(error) => return Err(of_file(&self.journal, error)),
            };
            let reason = format!("{what} at `{}` now", Shown::value(&path.to_string_lossy()));
            return Err(JournalError::Replaced { journal: self.journal.clone(), reason });
        }
        Ok(())
    }
}
