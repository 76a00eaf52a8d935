//! How a server is started.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use iamkit_store::{AccountId, Journal, JournalError, MemoryJournal};

use crate::audit::Audit;
use crate::bearer::BearerToken;
use crate::clock::Clock;
use crate::enforcement::Enforcement;
use crate::error::StartError;
use crate::follow::News;
use crate::limits::ServerLimits;
use crate::root_key::RootKey;
use crate::secret::Secrets;
use crate::server::{RunningServer, Server};
use crate::state::{Settings, State};
use crate::tls;

/// The account of a server that is told none.
const ACCOUNT: &str = "123456789012";

/// How a server is started; nothing said is memory, loopback, a free port, one account, a root key of its own, and
/// every call decided
pub struct Builder {
    address: SocketAddr,
    account: Option<AccountId>,
    root_key: Option<RootKey>,
    secret_key: Option<String>,
    journal: Option<JournalBox>,
    clock: Clock,
    enforcement: Enforcement,
    has_test_api: bool,
    limits: ServerLimits,
    bearer: Option<BearerToken>,
    audit: Option<PathBuf>,
    tls: Option<(Vec<u8>, Vec<u8>)>,
    news: Option<News>,
}

struct JournalBox(Box<dyn Journal>);

/// Without keys and tokens
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let journal = self.journal.as_ref().map(|it| it.0.name());
        f.debug_struct("Builder")
            .field("address", &self.address)
            .field("account", &self.account)
            .field("journal", &journal)
            .finish_non_exhaustive()
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
            limits: ServerLimits::default(),
            bearer: None,
            audit: None,
            tls: None,
            news: None,
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

    /// What a client may hold, and for how long
    #[must_use]
    pub fn limits(self, limits: ServerLimits) -> Self {
        Self { limits, ..self }
    }

    /// The token of programs that may ask `/authorize` and `/api` everything, in a header `Authorization: Bearer …`
    ///
    /// Without it whoever asks signs, and is answered as far as its policies allow.
    #[must_use]
    pub fn bearer_token(self, token: &str) -> Self {
        Self { bearer: Some(BearerToken::new(token)), ..self }
    }

    /// Adds each call to a file, an event in CloudTrail's form on a line; the file is made where it isn't there
    #[must_use]
    pub fn audit(self, file: impl Into<PathBuf>) -> Self {
        Self { audit: Some(file.into()), ..self }
    }

    /// Encrypts connections, with a chain of certificates and the private key of the first one, both in PEM
    #[must_use]
    pub fn tls(self, certificates: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        Self { tls: Some((certificates.into(), key.into())), ..self }
    }

    /// Takes up what other writers keep in the same store
    ///
    /// `wait` waits for as long as it is told, or less, and says whether there may be something new, as
    /// `PostgresListener::wait` does; it is called again and again, on a thread of its own. Where it fails the server
    /// goes on answering from what it knows, isn't ready any more, and tries again.
    #[must_use]
    pub fn follow(self, wait: impl FnMut(Duration) -> Result<bool, JournalError> + Send + 'static) -> Self {
        Self { news: Some(Box::new(wait)), ..self }
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
        let audit = self.audit.map(|path| {
            let path_shown = path.display().to_string();
            Audit::open(&path).map_err(|source| StartError::Audit { path: path_shown, source })
        });
        let tls = self.tls.map(|(certificates, key)| tls::acceptor(&certificates, &key));
        let settings = Settings {
            account,
            root_key,
            secrets,
            clock: self.clock,
            enforcement: self.enforcement,
            has_test_api: self.has_test_api,
            limits: self.limits,
            bearer: self.bearer,
            audit: audit.transpose()?,
            tls: tls.transpose()?,
        };
        Ok(Server::new(self.address, State::open(journal, settings)?, self.news))
    }

    /// Makes the server and runs it on a thread of its own, until it is dropped
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn spawn(self) -> Result<RunningServer, StartError> {
        self.build()?.spawn()
    }
}
