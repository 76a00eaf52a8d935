//! The journal itself: one file, one log, whole transactions.

use std::path::Path;
use std::{fmt, fs};

use iamkit_store::{Decide, Generation, Journal, JournalError, LogEnd, Transaction, with_patience};
use rusqlite::{Connection, MAIN_DB, OpenFlags, TransactionBehavior};

use crate::failure::{of_database, of_file};
use crate::files::{OpenFiles, has_log_ahead, make, resolve};
use crate::guard::guard;
use crate::kept::Kept;
use crate::log::Log;
use crate::mark::Mark;
use crate::schema::{migrate, version};
use crate::version::{HEAD_VERSION, VERSION};

/// Pages kept in memory, enough for a large account to be imported without going back to the disk.
const CACHE_KIBIBYTES: i64 = 64 * 1_024;

/// A journal in a `SQLite` file
///
/// Several processes can have the same file open: writers take turns, and what is kept is on the disk (write-ahead log,
/// full synchronisation) before a commit returns. Where the log ends is kept in the file, and once more in the small file
/// beside it whose name has `-end` behind it: what is lost with the file is noticed all the same.
///
/// Who only asks takes a [`SqliteReader`](crate::SqliteReader).
pub struct SqliteJournal {
    connection: Connection,
    name: String,
    files: OpenFiles,
    kept: Kept,
}

impl SqliteJournal {
    /// Opens a file, or makes it
    ///
    /// An older schema version is brought to the present one. The whole file is checked. A new file is there whole or not
    /// at all.
    ///
    /// # Errors
    /// [`JournalError::Foreign`] for a file that is no database or another program's; [`JournalError::NewerSchema`];
    /// [`JournalError::Corrupt`] for a truncated or damaged file, or one that has lost what was kept;
    /// [`JournalError::Conflict`] where others are in the way in ten attempts; [`JournalError::Failed`] where it can't be
    /// opened. Each names the file, which is left as it is.
    ///
    /// # Complexity
    /// Reads the whole file once.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        let name = path.as_ref().display().to_string();
        let path = resolve(path.as_ref()).map_err(|error| of_file(&name, error))?;
        with_patience(|| Self::open_once(&path, &name))
    }

    fn open_once(path: &Path, name: &str) -> Result<Self, JournalError> {
        let failed = |error| of_database(name, error);
        let mark = Mark::of(path, name);
        if !path.exists() {
            create(path, name, &mark)?;
        }
        let mut files = OpenFiles::of(path, name)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        guard(&connection).map_err(failed)?;
        ensure_writable(&connection, name)?;
        check(&connection, name)?;
        // WHY: before anything is written: the file of another program, or of a newer version, is left as it is.
        let found = version(&connection, name)?;
        // WHY: before there is a write-ahead log that could be lost.
        ensure_marked(path, name, &mark, found)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        connection.pragma_update(None, "cache_size", -CACHE_KIBIBYTES).map_err(failed)?;
        // WHY: the first look into the file in this mode makes what is beside it.
        let found = version(&connection, name)?;
        if found < VERSION {
            ensure_not_behind(&connection, name, &mark, found)?;
            migrate(&mut connection, name)?;
        }
        files.add_companions()?;
        Ok(Self { connection, name: name.to_owned(), files, kept: Kept::new(mark) })
    }
}

/// Makes a database with an empty log, unless somebody else does.
fn create(path: &Path, name: &str, mark: &Mark) -> Result<(), JournalError> {
    let failed = |error| of_database(name, error);
    if let Some(marked) = mark.read()? {
        marked.ensure_in(name, &mark.witness(), &LogEnd::default(), "")?;
    }
    make(path, name, |file| {
        let mut connection = Connection::open(file.path()).map_err(failed)?;
        // Nobody sees this file before it is whole and on the disk.
        connection.pragma_update(None, "journal_mode", "MEMORY").map_err(failed)?;
        connection.pragma_update(None, "synchronous", "OFF").map_err(failed)?;
        migrate(&mut connection, name)?;
        // WHY: turned on later, it could be half turned on when the power goes, and who only reads can't finish that.
        connection.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        connection.close().map_err(|(_, error)| failed(error))?;
        let metadata = file.as_file().metadata().map_err(|error| of_file(name, error))?;
        mark.make(&LogEnd::default(), &metadata)
    })
}

/// `SQLite` opens what it can't write to read it.
fn ensure_writable(connection: &Connection, name: &str) -> Result<(), JournalError> {
    if connection.is_readonly(MAIN_DB).map_err(|error| of_database(name, error))? {
        let source = "there is no right to write the file".into();
        return Err(JournalError::Failed { journal: name.to_owned(), source });
    }
    Ok(())
}

/// Makes sure that there is a mark: a database that may have had a write-ahead log since it has one can't be without.
fn ensure_marked(path: &Path, name: &str, mark: &Mark, version: u32) -> Result<(), JournalError> {
    if mark.read()?.is_some() {
        return Ok(());
    }
    let failed = |error| of_file(name, error);
    if HEAD_VERSION <= version && has_log_ahead(path).map_err(failed)? {
        return Err(mark.missing());
    }
    mark.make(&LogEnd::default(), &fs::metadata(path).map_err(failed)?)
}

/// Makes sure that an older file has what was kept before it is brought to the present version.
fn ensure_not_behind(
    connection: &Connection,
    name: &str,
    mark: &Mark,
    version: u32,
) -> Result<(), JournalError> {
    let Some(marked) = mark.read()? else { return Err(mark.missing()) };
    Log { connection, name, version }.ensure_kept(&mark.witness(), &marked)
}

/// Makes sure that the file is whole before anything is written to it.
pub(crate) fn check(connection: &Connection, name: &str) -> Result<(), JournalError> {
    let failed = |error| of_database(name, error);
    let sql = "PRAGMA integrity_check(1)";
    let verdict = connection.query_row(sql, [], |row| row.get::<_, String>(0)).map_err(failed)?;
    if verdict == "ok" {
        return Ok(());
    }
    Err(JournalError::Corrupt { journal: name.to_owned(), reason: verdict })
}

impl fmt::Debug for SqliteJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteJournal").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Journal for SqliteJournal {
    fn name(&self) -> &str {
        &self.name
    }

    fn read(&mut self, after: Generation) -> Result<Vec<Transaction>, JournalError> {
        let failed = |error| of_database(&self.name, error);
        self.files.ensure_in_place()?;
        let marked = self.kept.mark.read()?;
        let transaction = self.connection.transaction().map_err(failed)?;
        let log = Log { connection: &transaction, name: &self.name, version: VERSION };
        let (transactions, end) = self.kept.read(&log, marked.as_ref(), after)?;
        // WHY: whoever kept the last of it may have been killed before the mark said so; it is shown now.
        if marked.is_none_or(|marked| marked.generation < end.generation) {
            self.kept.mark.raise(&end)?;
        }
        Ok(transactions)
    }

    fn write(&mut self, known: Generation, decide: &mut Decide<'_>) -> Result<(), JournalError> {
        let failed = |error| of_database(&self.name, error);
        let marked = self.kept.mark.read()?;
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(failed)?;
        self.files.ensure_in_place()?;
        let log = Log { connection: &transaction, name: &self.name, version: VERSION };
        let (news, end) = self.kept.read(&log, marked.as_ref(), known)?;
        // Dropped without a commit, a transaction is rolled back.
        let Some(draft) = decide(news) else { return Ok(()) };
        let end = log.append(&end, &draft)?;
        transaction.commit().map_err(failed)?;
        self.files.ensure_in_place()?;
        self.kept.mark.raise(&end)?;
        self.kept.remember(&end);
        Ok(())
    }
}
