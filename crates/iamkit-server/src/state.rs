//! What a server holds: the store, the view of it that decisions are made on, the keys.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use iamkit_account::view::{AccessView, ViewError};
use iamkit_store::{
    AccountId, Call, Change, Command, CommitError, Committed, EmbeddedManagedPolicies, Generation, Journal,
    MemoryJournal, Partition, Snapshot, Store,
};

use crate::clock::Clock;
use crate::enforcement::Enforcement;
use crate::error::StartError;
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
}

impl State {
    /// The state in front of a journal; an account that isn't there is made.
    pub(crate) fn open(
        journal: AnyJournal,
        account: AccountId,
        root_key: RootKey,
        secrets: Secrets,
        clock: Clock,
        enforcement: Enforcement,
        has_test_api: bool,
    ) -> Result<Self, StartError> {
        let backend = ArcSwap::from_pointee(Backend::open(journal, &account, clock)?);
        let making_a_key = Mutex::default();
        let reports = Reports::default();
        Ok(Self {
            backend,
            making_a_key,
            account,
            root_key,
            secrets,
            clock,
            enforcement,
            has_test_api,
            reports,
        })
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
