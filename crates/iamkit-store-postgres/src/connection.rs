//! A connection that is made again when it is lost, and given up when it doesn't answer in time.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, future};

use iamkit_store::JournalError;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_postgres::config::Host;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{AsyncMessage, Client, Config, NoTls, Socket};

use crate::failure::of_server;

/// How long making a connection may take where the address doesn't say so (`connect_timeout`).
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// How long a question or a commit may take, all of its messages together, unless the caller says otherwise.
pub(crate) const TIME_LIMIT: Duration = Duration::from_mins(1);

/// How connections are encrypted: whatever the client library takes, such as [`NoTls`]
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

/// A client, and the work that its connection does whenever the client waits.
type Connected = (Client, Pin<Box<dyn Future<Output = ()> + Send>>);
type Connecting = Pin<Box<dyn Future<Output = Result<Connected, tokio_postgres::Error>>>>;
type Connect = Box<dyn FnMut(Arc<Notify>) -> Connecting + Send>;

/// A client of the server, and how to get another one.
pub(crate) struct Connection {
    connect: Connect,
    open: Option<Open>,
    heard: Arc<Notify>,
    name: String,
    /// What is said to each new connection.
    settings: &'static str,
    connect_limit: Duration,
    limit: Duration,
}

/// A connection that is open.
struct Open {
    client: Client,
    runtime: Background,
}

/// A runtime for one connection: dropping it closes the socket and waits for nobody.
struct Background(Option<Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        self.0.take().into_iter().for_each(Runtime::shutdown_background);
    }
}

impl Connection {
    /// The connections to a database; the first one is made with the first question.
    pub(crate) fn new(config: Config, tls: impl Encryption, settings: &'static str) -> Self {
        let name = name(&config);
        let connect_limit = config.get_connect_timeout().copied().unwrap_or(CONNECT_LIMIT);
        let connect = move |heard| connect(config.clone(), tls.clone(), heard);
        Self {
            connect: Box::new(connect),
            open: None,
            heard: Arc::default(),
            name,
            settings,
            connect_limit,
            // The first question is part of making the connection.
            limit: connect_limit,
        }
    }

    /// The connections to the database with an address, without encryption.
    pub(crate) fn plain(address: &str, settings: &'static str) -> Result<Self, JournalError> {
        // The address isn't repeated in the error: there may be a password in it.
        let config = address.parse().map_err(|error| of_server("postgresql", error))?;
        Ok(Self::new(config, NoTls, settings))
    }

    pub(crate) fn set_limit(&mut self, limit: Duration) {
        self.limit = limit;
    }

    /// The address of the database, without the password
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Asks something over the connection, over a new one where that is lost, within the limit.
    ///
    /// Who doesn't answer in time isn't asked again: the connection is closed.
    pub(crate) fn ask<T>(
        &mut self,
        question: impl AsyncFnOnce(&mut Client, &str) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.ensure_open()?;
        let Some(mut open) = self.open.take() else { return Err(self.failed("there is no connection")) };
        let Background(Some(runtime)) = &open.runtime else {
            return Err(self.failed("there is no connection"));
        };
        let answer = async { timeout(self.limit, question(&mut open.client, &self.name)).await };
        let Ok(answer) = runtime.block_on(answer) else { return Err(self.failed(&late(self.limit))) };
        // After a failure nothing is known of the connection.
        self.open = Some(open).filter(|_| !matches!(answer, Err(JournalError::Failed { .. })));
        answer
    }

    /// Waits until something is heard, or for so long: whether something was.
    pub(crate) fn hear(&mut self, patience: Duration) -> Result<bool, JournalError> {
        let heard = Arc::clone(&self.heard);
        let limit = std::mem::replace(&mut self.limit, Duration::MAX);
        let waited = self.ask(async |client, _| {
            let is_heard = timeout(patience, heard.notified()).await.is_ok();
            Ok((is_heard, client.is_closed()))
        });
        self.limit = limit;
        match waited? {
            (_, true) => Err(self.failed("the connection was lost")),
            (is_heard, false) => Ok(is_heard),
        }
    }

    /// Makes a connection unless there is one.
    pub(crate) fn ensure_open(&mut self) -> Result<(), JournalError> {
        if self.open.as_ref().is_some_and(|open| !open.client.is_closed()) {
            return Ok(());
        }
        self.open = None;
        let failed = |error| of_server(&self.name, error);
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| self.failed(&error.to_string()))?;
        let connecting = (self.connect)(Arc::clone(&self.heard));
        let ready = async {
            let (client, work) = connecting.await?;
            tokio::spawn(work);
            client.batch_execute(self.settings).await.map(|()| client)
        };
        let connected = runtime.block_on(async { timeout(self.connect_limit, ready).await });
        let runtime = Background(Some(runtime));
        let Ok(client) = connected else { return Err(self.failed(&late(self.connect_limit))) };
        self.open = Some(Open { client: client.map_err(failed)?, runtime });
        Ok(())
    }

    fn failed(&self, reason: &str) -> JournalError {
        JournalError::Failed { journal: self.name.clone(), source: reason.into() }
    }
}

fn late(limit: Duration) -> String {
    format!("the server didn't answer over the network within {limit:?}")
}

/// Connects; the work of the connection notes what other sessions tell.
fn connect(config: Config, tls: impl Encryption, heard: Arc<Notify>) -> Connecting {
    Box::pin(async move {
        let (client, mut connection) = config.connect(tls).await?;
        let work: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(async move {
            while let Some(Ok(message)) = future::poll_fn(|context| connection.poll_message(context)).await {
                if matches!(message, AsyncMessage::Notification(_)) {
                    heard.notify_one();
                }
            }
            // Whoever waits to hear something learns that nothing more will come.
            heard.notify_one();
        });
        Ok((client, work))
    })
}

fn name(config: &Config) -> String {
    let host = config.get_hosts().first().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
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
