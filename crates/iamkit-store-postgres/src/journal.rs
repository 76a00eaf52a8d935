//! The journal itself: one log for all writers, who take turns.

use std::time::Duration;

use iamkit_store::{Decide, Generation, Journal, JournalError, LogEnd, Transaction, with_patience};
use tokio_postgres::{Config, IsolationLevel};

use crate::connection::{Connection, Encryption, TIME_LIMIT};
use crate::failure::of_server;
use crate::log::Log;
use crate::schema::{migrate, version};
use crate::version::VERSION;

/// What is said to each new connection: how long a writer waits for another one, that a commit is on the disk, and that
/// a writer who stops in the middle of a transaction loses it.
const WRITING: &str = "SET lock_timeout = '500ms'; SET synchronous_commit = on;
    SET default_transaction_isolation = 'read committed'; SET idle_in_transaction_session_timeout = '60s'";
/// What is said to the connections of those who only ask.
const READING: &str = "SET lock_timeout = '500ms'; SET default_transaction_read_only = on;
    SET idle_in_transaction_session_timeout = '60s'";

/// A journal in a database of a `PostgreSQL` server
///
/// A connection that is lost is made again with the next question. Making one takes ten seconds at most, or what the
/// address says (`connect_timeout`); a question or an attempt to commit takes a minute at most, or what
/// [`PostgresJournal::with_time_limit`] says. What was committed just then is told by the next look.
#[derive(Debug)]
pub struct PostgresJournal {
    connection: Connection,
    /// The version of the schema, which is the present one for whoever writes.
    version: u32,
    is_writing: bool,
    /// The furthest end of the log that this process has read or written.
    seen: LogEnd,
}

impl PostgresJournal {
    /// Opens the journal of a database, or makes it, over a connection without encryption
    ///
    /// The address is `postgresql://USER:PASSWORD@HOST:PORT/DATABASE` or a list of `key=value`.
    ///
    /// # Errors
    /// [`JournalError::Failed`] where the server can't be reached or refuses, with its reason; [`JournalError::Foreign`]
    /// where the schema `iamkit` is another program's; [`JournalError::NewerSchema`]; [`JournalError::Conflict`] where
    /// others are in the way in ten attempts. Each names the database, without the password.
    pub fn connect(address: &str) -> Result<Self, JournalError> {
        Self::over(Connection::plain(address, WRITING)?)
    }

    /// Opens the journal of a database, or makes it, over connections that the caller says how to encrypt
    ///
    /// # Errors
    /// As [`PostgresJournal::connect`].
    pub fn connect_with(config: Config, tls: impl Encryption) -> Result<Self, JournalError> {
        Self::over(Connection::new(config, tls, WRITING))
    }

    /// Opens the journal of a database to read it alone, over a connection without encryption
    ///
    /// Nothing is made, and a role that may read the schema `iamkit` suffices. An older version is read as it is.
    ///
    /// # Errors
    /// As [`PostgresJournal::connect`], and [`JournalError::Foreign`] where there is no journal.
    pub fn connect_to_read(address: &str) -> Result<Self, JournalError> {
        Self::to_read(Connection::plain(address, READING)?)
    }

    /// Opens the journal of a database to read it alone, over connections that the caller says how to encrypt
    ///
    /// # Errors
    /// As [`PostgresJournal::connect_to_read`].
    pub fn connect_to_read_with(config: Config, tls: impl Encryption) -> Result<Self, JournalError> {
        Self::to_read(Connection::new(config, tls, READING))
    }

    /// The journal with another limit for each question and each attempt to commit
    #[must_use]
    pub fn with_time_limit(mut self, limit: Duration) -> Self {
        self.connection.set_limit(limit);
        self
    }

    fn over(connection: Connection) -> Result<Self, JournalError> {
        let mut journal = Self::found(connection, true)?;
        if journal.version < VERSION {
            with_patience(|| journal.connection.ask(async |client, name| migrate(client, name).await))?;
            journal.version = VERSION;
        }
        Ok(journal)
    }

    fn to_read(connection: Connection) -> Result<Self, JournalError> {
        let journal = Self::found(connection, false)?;
        if journal.version == 0 {
            let reason = "the database has no schema `iamkit`".to_owned();
            return Err(JournalError::Foreign { journal: journal.connection.name().to_owned(), reason });
        }
        Ok(journal)
    }

    fn found(mut connection: Connection, is_writing: bool) -> Result<Self, JournalError> {
        let version = with_patience(|| connection.ask(async |client, name| version(client, name).await))?;
        connection.set_limit(TIME_LIMIT);
        Ok(Self { connection, version, is_writing, seen: LogEnd::default() })
    }
}

/// The transactions after a generation, and the end, of a log that has all that this process knows.
async fn read(
    log: &Log<'_, tokio_postgres::Transaction<'_>>,
    seen: &mut LogEnd,
    after: Generation,
) -> Result<(Vec<Transaction>, LogEnd), JournalError> {
    let (transactions, end) = log.read(after).await?;
    log.ensure_kept("this process", seen).await?;
    if seen.generation < end.generation {
        seen.clone_from(&end);
    }
    Ok((transactions, end))
}

impl Journal for PostgresJournal {
    fn name(&self) -> &str {
        self.connection.name()
    }

    fn read(&mut self, after: Generation) -> Result<Vec<Transaction>, JournalError> {
        let Self { connection, seen, version, .. } = self;
        connection.ask(async |client, name| {
            let failed = |error| of_server(name, error);
            let begin =
                client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
            let transaction = begin.start().await.map_err(failed)?;
            let log = Log { client: &transaction, name, version: *version };
            let (transactions, _) = read(&log, seen, after).await?;
            transaction.commit().await.map_err(failed)?;
            Ok(transactions)
        })
    }

    fn write(&mut self, known: Generation, decide: &mut Decide<'_>) -> Result<(), JournalError> {
        let Self { connection, seen, version, is_writing } = self;
        if !*is_writing {
            return Err(JournalError::ReadOnly { journal: connection.name().to_owned() });
        }
        connection.ask(async |client, name| {
            let failed = |error| of_server(name, error);
            let transaction = client.transaction().await.map_err(failed)?;
            // INVARIANT: who has this lock is the only writer, and sees all that those before it have committed.
            transaction.execute("SELECT FROM iamkit.head FOR UPDATE", &[]).await.map_err(failed)?;
            let log = Log { client: &transaction, name, version: *version };
            let (news, end) = read(&log, seen, known).await?;
            // WHY: what a dropped transaction says would only be sent with the next question, and others wait for its lock.
            let Some(draft) = decide(news) else { return transaction.rollback().await.map_err(failed) };
            let end = log.append(&end, &draft).await?;
            transaction.commit().await.map_err(failed)?;
            *seen = end;
            Ok(())
        })
    }
}
