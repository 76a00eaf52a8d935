//! Reading alone: nothing is locked against writers, nothing is written, nothing is left behind.

use std::path::{Path, PathBuf};

use iamkit_store::{Decide, Generation, Journal, JournalError, Transaction, with_patience};
use rusqlite::{Connection, OpenFlags};

use crate::failure::{of_database, of_file};
use crate::files::{AtRest, at_rest, has_log_ahead, resolve};
use crate::guard::guard;
use crate::journal::check;
use crate::kept::Kept;
use crate::log::Log;
use crate::mark::Mark;
use crate::schema::version;
use crate::version::HEAD_VERSION;

/// A journal in a `SQLite` file that is only read
///
/// It takes no lock that a writer would wait for, needs no right to write, also not to the folder, and makes no file. The
/// file is open only while a question is answered. A file of an older schema version is read as it is.
///
/// ```
/// use iamkit_store::{JournalError, Store};
/// use iamkit_store_sqlite::SqliteReader;
///
/// let folder = tempfile::tempdir()?;
/// let error = SqliteReader::open(folder.path().join("accounts.db")).unwrap_err();
/// assert!(matches!(error, JournalError::Failed { .. }));
/// assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct SqliteReader {
    path: PathBuf,
    name: String,
    kept: Kept,
}

impl SqliteReader {
    /// Finds a file and checks it
    ///
    /// # Errors
    /// As [`SqliteJournal::open`](crate::SqliteJournal::open), and [`JournalError::Failed`] where there is no file.
    ///
    /// # Complexity
    /// Reads the whole file once.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        let name = path.as_ref().display().to_string();
        let path = resolve(path.as_ref()).map_err(|error| of_file(&name, error))?;
        let kept = Kept::new(Mark::of(&path, &name));
        let reader = Self { path, name, kept };
        with_patience(|| reader.look(|connection| check(connection, &reader.name)))?;
        Ok(reader)
    }

    /// Answers a question of the file as it is at one moment.
    fn look<T>(
        &self,
        question: impl FnOnce(&Connection) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let before = at_rest(&self.path);
        let answer = connect(&self.path, before.as_ref())
            .map_err(|error| of_database(&self.name, error))
            .and_then(|connection| question(&connection));
        let is_same = at_rest(&self.path) == before;
        match answer {
            // A file at rest is read without a lock: what was read while somebody wrote may be of two moments.
            Ok(answer) if is_same || before.is_none() => Ok(answer),
            Err(error) if is_same => Err(error),
            _ => {
                let source = "a writer came or went in between".into();
                Err(JournalError::Conflict { journal: self.name.clone(), source })
            }
        }
    }

    /// Makes sure that a database that may have had a write-ahead log has its mark.
    fn ensure_marked(&self, version: u32) -> Result<(), JournalError> {
        let is_due = HEAD_VERSION <= version
            && has_log_ahead(&self.path).map_err(|error| of_file(&self.name, error))?;
        if is_due { Err(self.kept.mark.missing()) } else { Ok(()) }
    }
}

/// A connection that only reads; to a file at rest one that makes nothing beside it either.
fn connect(path: &Path, at_rest: Option<&AtRest>) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match at_rest {
        Some(_) => Connection::open_with_flags(immutable(path), flags | OpenFlags::SQLITE_OPEN_URI)?,
        None => Connection::open_with_flags(path, flags)?,
    };
    guard(&connection)?;
    Ok(connection)
}

/// The URI of a file that nobody changes.
fn immutable(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || b"/-._".contains(byte);
        let encoded = if is_plain { char::from(*byte).to_string() } else { format!("%{byte:02X}") };
        uri.push_str(&encoded);
    }
    uri.push_str("?immutable=1");
    uri
}

impl Journal for SqliteReader {
    fn name(&self) -> &str {
        &self.name
    }

    fn read(&mut self, after: Generation) -> Result<Vec<Transaction>, JournalError> {
        let marked = self.kept.mark.read()?;
        let mut kept = self.kept.clone();
        let transactions = self.look(|connection| {
            let transaction =
                connection.unchecked_transaction().map_err(|error| of_database(&self.name, error))?;
            let version = version(&transaction, &self.name)?;
            if marked.is_none() {
                self.ensure_marked(version)?;
            }
            let log = Log { connection: &transaction, name: &self.name, version };
            let (transactions, _) = kept.read(&log, marked.as_ref(), after)?;
            if version == 0 {
                let reason = "there is nothing in the file".to_owned();
                return Err(JournalError::Foreign { journal: self.name.clone(), reason });
            }
            Ok(transactions)
        })?;
        self.kept = kept;
        Ok(transactions)
    }

    /// Refuses.
    fn write(&mut self, _: Generation, _: &mut Decide<'_>) -> Result<(), JournalError> {
        Err(JournalError::ReadOnly { journal: self.name.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_uri_of_a_path_is_the_path() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["plain.db", "with space.db", "a?immutable=0&x#y%41.db", "Zürich.db"] {
            let path = folder.path().join(name);
            Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
            let found = connect(&path, at_rest(&path).as_ref()).unwrap();
            let n_tables =
                found.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
            assert_eq!(n_tables, Ok(1), "{name}");
        }
    }
}
