//! What an error of the database, or of the file system, means for the journal.

use std::io;

use iamkit_store::JournalError;
use rusqlite::ErrorCode;

/// The error of a journal for one of the database.
pub(crate) fn of_database(journal: &str, error: rusqlite::Error) -> JournalError {
    let journal = journal.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed) => {
            JournalError::Conflict { journal, source: error.into() }
        }
        Some(ErrorCode::NotADatabase) => {
            JournalError::Foreign { journal, reason: "the file is no SQLite database".to_owned() }
        }
        Some(ErrorCode::DatabaseCorrupt) => JournalError::Corrupt { journal, reason: error.to_string() },
        _ => JournalError::Failed { journal, source: error.into() },
    }
}

/// The error of a journal for one of the file system.
pub(crate) fn of_file(journal: &str, error: io::Error) -> JournalError {
    JournalError::Failed { journal: journal.to_owned(), source: error.into() }
}
