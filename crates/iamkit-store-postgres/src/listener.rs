//! Waiting for what other writers commit.

use std::time::Duration;

use iamkit_store::JournalError;
use tokio_postgres::Config;

use crate::connection::{Connection, Encryption};

const LISTENING: &str = "LISTEN iamkit_changes";

/// A connection of its own that hears of every commit
///
/// Whoever keeps a snapshot fresh waits here and then calls `Store::refresh`. A notification can be missed while the
/// connection is made again, so a wait that ends in vain is a reason to refresh as well, only a less urgent one.
#[derive(Debug)]
pub struct PostgresListener {
    connection: Connection,
}

impl PostgresListener {
    /// Listens to the commits in a database, over a connection without encryption
    ///
    /// # Errors
    /// [`JournalError::Failed`] where the server can't be reached.
    pub fn connect(address: &str) -> Result<Self, JournalError> {
        Self::over(Connection::plain(address, LISTENING)?)
    }

    /// Listens to the commits in a database, over connections that the caller says how to encrypt
    ///
    /// # Errors
    /// As [`PostgresListener::connect`].
    pub fn connect_with(config: Config, tls: impl Encryption) -> Result<Self, JournalError> {
        Self::over(Connection::new(config, tls, LISTENING))
    }

    fn over(mut connection: Connection) -> Result<Self, JournalError> {
        connection.ensure_open()?;
        Ok(Self { connection })
    }

    /// Waits until somebody has committed, or for so long: whether somebody has
    ///
    /// # Errors
    /// [`JournalError::Failed`] where the connection is lost; the next wait makes it again.
    pub fn wait(&mut self, patience: Duration) -> Result<bool, JournalError> {
        self.connection.hear(patience)
    }
}
