//! What a server holds: the store, the view of it that decisions are made on, the keys.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::{ArcSwap, ArcSwapOption};
use iamkit_account::view::{AccessView, ViewError};
use iamkit_store::{
    AccountId, Call, Change, Command, CommitError, Committed, EmbeddedManagedPolicies, Generation, Journal,
    JournalError, MemoryJournal, Partition, Snapshot, Store, Transaction,
};
use tokio_rustls::TlsAcceptor;

use crate::audit::Audit;
use crate::bearer::BearerToken;
use crate::clock::Clock;
use crate::enforcement::Enforcement;
use crate::error::StartError;
use crate::limits::ServerLimits;
use crate::metrics::Metrics;
use crate::outside::Entrances;
use crate::rate::Rate;
use crate::report::Reports;
use crate::root_key::RootKey;
use crate::secret::Secrets;

/// A journal of any kind.
pub(crate) type AnyJournal = Box<dyn Journal>;

/// The store, and the view of it
struct Backend {
    store: Store<AnyJournal>,
    /// The view of a generation of the store.
    view: ArcSwap<(Generation, AccessView)>,
    /// Held by whoever makes the next view.
    making: Mutex<()>,
}

impl Backend {
    fn open(journal: AnyJournal, account: &AccountId, clock: Clock) -> Result<Self, StartError> {
        let store = opened(journal, account, clock)?;
        let snapshot = store.snapshot();
        let view = ArcSwap::from_pointee((snapshot.generation(), AccessView::new(snapshot.directory())?));
        Ok(Self { store, view, making: Mutex::default() })
    }

    /// The view of the present state or of a later one, made anew where the store has changed since.
    fn view(&self) -> Result<Arc<(Generation, AccessView)>, ViewError> {
        let snapshot = self.store.snapshot();
        let known = || Some(self.view.load_full()).filter(|view| snapshot.generation() <= view.0);
        if let Some(view) = known() {
            return Ok(view);
        }
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(view) = known() {
            return Ok(view);
        }
        let renewed = self.view.load().1.renewed(snapshot.directory())?;
        let next = Arc::new((snapshot.generation(), renewed));
        self.view.store(Arc::clone(&next));
        Ok(next)
    }
}

/// How a server is set up
pub(crate) struct Settings {
    pub(crate) account: AccountId,
    pub(crate) root_key: RootKey,
    pub(crate) secrets: Secrets,
    pub(crate) clock: Clock,
    pub(crate) enforcement: Enforcement,
    pub(crate) has_test_api: bool,
    pub(crate) limits: ServerLimits,
    pub(crate) bearer: Option<BearerToken>,
    pub(crate) audit: Option<Audit>,
    pub(crate) tls: Option<TlsAcceptor>,
}

/// What a server holds
pub(crate) struct State {
    /// The store with its view; others after a reset.
    backend: ArcSwap<Backend>,
    /// Held by whoever makes an access key.
    making_a_key: Mutex<()>,
    /// The account of the root key.
    pub(crate) account: AccountId,
    /// The key of its root user.
    pub(crate) root_key: RootKey,
    /// Secrets and tokens.
    pub(crate) secrets: Secrets,
    /// The time.
    pub(crate) clock: Clock,
    /// Which calls are decided.
    pub(crate) enforcement: Enforcement,
    /// Whether clients may begin anew.
    pub(crate) has_test_api: bool,
    /// What takes a call to begin and another to get.
    pub(crate) reports: Reports,
    /// Who comes in from outside by which policy, as far as it was asked.
    pub(crate) entrances: Entrances,
    /// What clients may hold.
    pub(crate) limits: ServerLimits,
    /// How often keys may call.
    pub(crate) rate: Option<Rate>,
    /// The token of those who may ask everything.
    pub(crate) bearer: Option<BearerToken>,
    /// Where events are kept.
    pub(crate) audit: Option<Audit>,
    /// What connections are encrypted with.
    pub(crate) tls: Option<TlsAcceptor>,
    /// What is counted.
    pub(crate) metrics: Metrics,
    /// Why the store couldn't be read anew, the last time.
    trouble: ArcSwapOption<String>,
    /// Whether the server ends: what would go on for ever ends, too.
    is_ending: AtomicBool,
}

impl State {
    /// The state in front of a journal; an account that isn't there is made.
    pub(crate) fn open(journal: AnyJournal, settings: Settings) -> Result<Self, StartError> {
        let backend = Backend::open(journal, &settings.account, settings.clock)?;
        Ok(Self {
            backend: ArcSwap::from_pointee(backend),
            making_a_key: Mutex::default(),
            account: settings.account,
            root_key: settings.root_key,
            secrets: settings.secrets,
            clock: settings.clock,
            enforcement: settings.enforcement,
            has_test_api: settings.has_test_api,
            limits: settings.limits,
            rate: settings.limits.calls_per_second.map(Rate::new),
            bearer: settings.bearer,
            audit: settings.audit,
            tls: settings.tls,
            metrics: Metrics::default(),
            trouble: ArcSwapOption::empty(),
            is_ending: AtomicBool::new(false),
            reports: Reports::default(),
            entrances: Entrances::default(),
        })
    }

    /// Lets what would go on for ever end.
    pub(crate) fn end(&self) {
        self.is_ending.store(true, Ordering::Relaxed);
    }

    /// Whether the server ends.
    pub(crate) fn is_ending(&self) -> bool {
        self.is_ending.load(Ordering::Relaxed)
    }

    /// Takes up what other writers have kept, and makes the view of it.
    pub(crate) fn refresh(&self) {
        let backend = self.backend.load_full();
        let refreshed = backend.store.refresh().map_err(|error| error.to_string());
        let viewed = refreshed.and_then(|_| backend.view().map_err(|error| error.to_string()));
        self.note_trouble(viewed.err());
    }

    /// Notes whether the store could be read.
    pub(crate) fn note_trouble(&self, trouble: Option<String>) {
        if let Some(trouble) = &trouble {
            self.metrics.store_failures.inc();
            tracing::error!(target: "iamkit", %trouble, "the store can't be read anew");
        }
        self.trouble.store(trouble.map(Arc::new));
    }

    /// Why calls can't all be answered now; nothing where they can.
    pub(crate) fn trouble(&self) -> Option<String> {
        if let Some(trouble) = &*self.trouble.load() {
            return Some(trouble.to_string());
        }
        if self.audit.as_ref().is_some_and(Audit::is_failing) {
            return Some("the audit file can't be written".to_owned());
        }
        self.view().err().map(|error| error.to_string())
    }

    /// The transactions after a generation, oldest first.
    pub(crate) fn transactions(&self, after: Generation) -> Result<Vec<Transaction>, JournalError> {
        self.backend.load_full().store.transactions(after)
    }

    /// The present state of the store.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.backend.load().store.snapshot()
    }

    /// Keeps a change of an account.
    pub(crate) fn commit(
        &self,
        call: Call,
        account: AccountId,
        command: Command,
    ) -> Result<Committed, CommitError> {
        self.backend.load().store.commit(&[Change::in_account(call, account, command)])
    }

    /// Keeps several changes, or none of them.
    pub(crate) fn commit_all(&self, changes: &[Change]) -> Result<Committed, CommitError> {
        self.backend.load().store.commit(changes)
    }

    /// The view that decisions are made on.
    pub(crate) fn view(&self) -> Result<Arc<(Generation, AccessView)>, ViewError> {
        self.backend.load().view()
    }

    /// The turn to make an access key, until it is dropped.
    pub(crate) fn turn_to_make_a_key(&self) -> MutexGuard<'_, ()> {
        self.making_a_key.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins anew, in memory.
    pub(crate) fn reset(&self) -> Result<(), StartError> {
        let backend = Backend::open(Box::new(MemoryJournal::default()), &self.account, self.clock)?;
        self.backend.store(Arc::new(backend));
        self.reports.clear();
        Ok(())
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("account", &self.account).finish_non_exhaustive()
    }
}

fn opened(journal: AnyJournal, account: &AccountId, clock: Clock) -> Result<Store<AnyJournal>, StartError> {
    let store = Store::open_with(journal, Arc::new(EmbeddedManagedPolicies))?;
    if store.snapshot().account(account).is_err() {
        let caller = format!("arn:{}:iam::{account}:root", Partition::Aws);
        // INVARIANT: such an ARN names a caller.
        let Ok(caller) = caller.parse() else { return Ok(store) };
        store.commit(&[Change::create_account(Call::new(caller, clock.timestamp()), account.clone())])?;
    }
    Ok(store)
}
