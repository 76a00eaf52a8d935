//! How a server is started.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use iamkit_store::{AccountId, Journal, MemoryJournal};

use crate::clock::Clock;
use crate::enforcement::Enforcement;
use crate::error::StartError;
use crate::root_key::RootKey;
use crate::secret::Secrets;
use crate::server::{RunningServer, Server};
use crate::state::State;

/// The account of a server that is told none.
const ACCOUNT: &str = "123456789012";

/// How a server is started; nothing said is memory, loopback, a free port, one account, a root key of its own, and
/// every call decided
#[derive(Debug)]
pub struct Builder {
    address: SocketAddr,
    account: Option<AccountId>,
    root_key: Option<RootKey>,
    secret_key: Option<String>,
    journal: Option<JournalBox>,
    clock: Clock,
    enforcement: Enforcement,
    has_test_api: bool,
}

struct JournalBox(Box<dyn Journal>);

impl std::fmt::Debug for JournalBox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.name())
    }
}

impl Server {
    /// How a server is started
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            account: None,
            root_key: None,
            secret_key: None,
            journal: None,
            clock: Clock::Real,
            enforcement: Enforcement::All,
            has_test_api: false,
        }
    }
}

impl Builder {
    /// Listens at an address; port 0 is a free one
    #[must_use]
    pub fn listen(self, address: SocketAddr) -> Self {
        Self { address, ..self }
    }

    /// The account of the root key; it is made where the store doesn't have it
    #[must_use]
    pub fn account(self, account: AccountId) -> Self {
        Self { account: Some(account), ..self }
    }

    /// The key of the root user
    #[must_use]
    pub fn root_key(self, key: RootKey) -> Self {
        Self { root_key: Some(key), ..self }
    }

    /// What the secrets of access keys and the tokens of sessions are made from
    ///
    /// Without it they end with the server: a store that is opened again knows its access keys, but nobody can sign with
    /// them any more.
    #[must_use]
    pub fn secret_key(self, key: impl Into<String>) -> Self {
        Self { secret_key: Some(key.into()), ..self }
    }

    /// Where changes are kept
    #[must_use]
    pub fn journal(self, journal: impl Journal + 'static) -> Self {
        Self { journal: Some(JournalBox(Box::new(journal))), ..self }
    }

    /// The clock
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Which calls are decided
    #[must_use]
    pub fn enforce(self, enforcement: Enforcement) -> Self {
        Self { enforcement, ..self }
    }

    /// Lets clients begin anew, `POST /moto-api/reset`: for tests alone
    #[must_use]
    pub fn test_api(self, has_test_api: bool) -> Self {
        Self { has_test_api, ..self }
    }

    /// Makes the server, which doesn't listen yet
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn build(self) -> Result<Server, StartError> {
        let secrets = match &self.secret_key {
            Some(key) => Secrets::of_text(key),
            None => Secrets::random()?,
        };
        let account = self.account.unwrap_or_else(|| AccountId::trusted(ACCOUNT));
        let root_key = if let Some(key) = self.root_key {
            key
        } else {
            let id = secrets.root_key_id();
            RootKey::new(&id, &secrets.secret_of(&id))?
        };
        let journal =
            self.journal.map_or_else(|| Box::new(MemoryJournal::default()) as Box<dyn Journal>, |it| it.0);
        let state = State::open(
            journal,
            account,
            root_key,
            secrets,
            self.clock,
            self.enforcement,
            self.has_test_api,
        )?;
        Ok(Server::new(self.address, state))
    }

    /// Makes the server and runs it on a thread of its own, until it is dropped
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn spawn(self) -> Result<RunningServer, StartError> {
        self.build()?.spawn()
    }
}
