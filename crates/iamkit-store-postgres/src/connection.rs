//! A connection that is made again when it is lost.

use std::fmt;

use iamkit_store::JournalError;
use postgres::config::Host;
use postgres::tls::{MakeTlsConnect, TlsConnect};
use postgres::{Client, Config, NoTls, Socket};

use crate::failure::of_server;

/// How connections are encrypted: whatever the client library takes, such as [`NoTls`](postgres::NoTls)
///
/// Implemented for all that fits; there is nothing to implement.
pub trait Encryption:
    MakeTlsConnect<Socket, Stream: Send, TlsConnect: TlsConnect<Socket, Future: Send> + Send>
    + Clone
    + Send
    + 'static
{
}

impl<T> Encryption for T where
    T: MakeTlsConnect<Socket, Stream: Send, TlsConnect: TlsConnect<Socket, Future: Send> + Send>
        + Clone
        + Send
        + 'static
{
}

type Connect = Box<dyn FnMut() -> Result<Client, postgres::Error> + Send>;

/// A client of the server, and how to get another one.
pub(crate) struct Connection {
    connect: Connect,
    client: Option<Client>,
    name: String,
}

impl Connection {
    /// The connections to a database; the first one is made with the first question.
    pub(crate) fn new(config: Config, tls: impl Encryption) -> Self {
        let name = name(&config);
        let connect = Box::new(move || config.connect(tls.clone()));
        Self { connect, client: None, name }
    }

    /// The connections to the database with an address, without encryption.
    pub(crate) fn plain(address: &str) -> Result<Self, JournalError> {
        // The address isn't repeated in the error: there may be a password in it.
        let config = address.parse().map_err(|error| of_server("postgresql", error))?;
        Ok(Self::new(config, NoTls))
    }

    /// The address of the database, without the password
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The client as it is, or a new one where that is lost; `prepare` is done to each new one.
    pub(crate) fn client(
        &mut self,
        prepare: impl FnOnce(&mut Client) -> Result<(), postgres::Error>,
    ) -> Result<&mut Client, JournalError> {
        let failed = |error| of_server(&self.name, error);
        if self.client.as_ref().is_none_or(Client::is_closed) {
            let mut client = (self.connect)().map_err(failed)?;
            prepare(&mut client).map_err(failed)?;
            self.client = Some(client);
        }
        let lost = || JournalError::Corrupt {
            journal: self.name.clone(),
            reason: "it has no connection".to_owned(),
        };
        self.client.as_mut().ok_or_else(lost)
    }
}

fn name(config: &Config) -> String {
    let host = config.get_hosts().first().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    });
    let port = config.get_ports().first().copied().unwrap_or(5_432);
    let database = config.get_dbname().or(config.get_user()).unwrap_or_default();
    format!("postgresql://{}:{port}/{database}", host.unwrap_or_default())
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("name", &self.name).finish_non_exhaustive()
    }
}
