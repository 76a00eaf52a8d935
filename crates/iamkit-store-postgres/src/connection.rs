//! A connection that is made again when it is lost.

use std::fmt;

use iamkit_store::JournalError;
use postgres::config::Host;
use postgres::tls::{MakeTlsConnect, TlsConnect};
use postgres::{Client, Config, Socket};

use crate::failure::of_server;

type Connect = Box<dyn FnMut() -> Result<Client, postgres::Error> + Send>;

/// A client of the server, and how to get another one.
pub(crate) struct Connection {
    connect: Connect,
    client: Option<Client>,
    name: String,
}

impl Connection {
    pub(crate) fn new<T>(config: Config, tls: T) -> Self
    where
        T: MakeTlsConnect<Socket> + Clone + Send + 'static,
        T::TlsConnect: Send,
        T::Stream: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let name = name(&config);
        let connect = Box::new(move || config.connect(tls.clone()));
        Self { connect, client: None, name }
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
