//! Waiting for what other writers commit.

use std::time::Duration;

use iamkit_store::JournalError;
use postgres::Config;
use postgres::fallible_iterator::FallibleIterator;

use crate::connection::{Connection, Encryption};
use crate::failure::of_server;

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
        Self::over(Connection::plain(address)?)
    }

    /// Listens to the commits in a database, over connections that the caller says how to encrypt
    ///
    /// # Errors
    /// As [`PostgresListener::connect`].
    pub fn connect_with(config: Config, tls: impl Encryption) -> Result<Self, JournalError> {
        Self::over(Connection::new(config, tls))
    }

    fn over(connection: Connection) -> Result<Self, JournalError> {
        let mut listener = Self { connection };
        listener.client()?;
        Ok(listener)
    }

    /// Waits until somebody has committed, or for so long: whether somebody has
    ///
    /// # Errors
    /// [`JournalError::Failed`] where the connection is lost; the next wait makes it again.
    pub fn wait(&mut self, patience: Duration) -> Result<bool, JournalError> {
        let name = self.connection.name().to_owned();
        let mut notifications = self.client()?.notifications();
        let first = notifications.timeout_iter(patience).next().map_err(|error| of_server(&name, error))?;
        // One refresh takes up all that has been heard of.
        while notifications.iter().next().map_err(|error| of_server(&name, error))?.is_some() {}
        Ok(first.is_some())
    }

    fn client(&mut self) -> Result<&mut postgres::Client, JournalError> {
        self.connection.client(|client| client.batch_execute("LISTEN iamkit_changes"))
    }
}
