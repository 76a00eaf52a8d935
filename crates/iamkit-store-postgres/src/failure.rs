//! What an error of the server means for the journal.

use iamkit_store::JournalError;
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

/// The error of a journal for one of the server.
///
/// A lock that isn't had in time, a deadlock and a serialisation failure are others at work: trying again may help.
pub(crate) fn of_server(journal: &str, error: Error) -> JournalError {
    let journal = journal.to_owned();
    let conflicts = [
        &SqlState::LOCK_NOT_AVAILABLE,
        &SqlState::T_R_SERIALIZATION_FAILURE,
        &SqlState::T_R_DEADLOCK_DETECTED,
    ];
    if error.code().is_some_and(|code| conflicts.contains(&code)) {
        return JournalError::Conflict { journal, source: error.into() };
    }
    JournalError::Failed { journal, source: error.into() }
}
