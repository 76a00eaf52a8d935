//! What a server holds: the store, the view of it that decisions are made on, the keys.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use iamkit_account::view::{AccessView, ViewError};
use iamkit_store::{
    AccountId, Call, Change, Command, CommitError, Committed, EmbeddedManagedPolicies, Generation, Journal,
    MemoryJournal, Partition, Snapshot, Store,
};

use crate::clock::Clock;
use crate::enforcement::Enforcement;
use crate::error::StartError;
use crate::root_key::RootKey;
use crate::secret::Secrets;

/// A journal of any kind.
pub(crate) type AnyJournal = Box<dyn Journal>;

/// What a server holds
pub(crate) struct State {
    /// The store; another one after a reset.
    store: ArcSwap<Store<AnyJournal>>,
    /// The view of a generation of the store.
    view: ArcSwap<(Generation, AccessView)>,
    /// Held by whoever makes the next view.
    making: Mutex<()>,
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
        let store = opened(journal, &account, clock)?;
        let view = view_of(&store.snapshot())?;
        let (store, view) = (ArcSwap::from_pointee(store), ArcSwap::from_pointee(view));
        let making = Mutex::default();
        Ok(Self { store, view, making, account, root_key, secrets, clock, enforcement, has_test_api })
    }

    /// The present state of the store.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.store.load().snapshot()
    }

    /// Keeps a change of an account.
    pub(crate) fn commit(
        &self,
        call: Call,
        account: AccountId,
        command: Command,
    ) -> Result<Committed, CommitError> {
        self.store.load().commit(&[Change::in_account(call, account, command)])
    }

    /// The view of the present state: the newest that is there, made anew where the store has changed since.
    pub(crate) fn view(&self) -> Result<Arc<(Generation, AccessView)>, ViewError> {
        let (view, snapshot) = (self.view.load_full(), self.snapshot());
        if view.0 == snapshot.generation() {
            return Ok(view);
        }
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let view = self.view.load_full();
        if view.0 == snapshot.generation() {
            return Ok(view);
        }
        let next = Arc::new((snapshot.generation(), view.1.renewed(snapshot.directory())?));
        self.view.store(Arc::clone(&next));
        Ok(next)
    }

    /// Begins anew, in memory.
    pub(crate) fn reset(&self) -> Result<(), StartError> {
        let store = opened(Box::new(MemoryJournal::default()), &self.account, self.clock)?;
        let view = view_of(&store.snapshot())?;
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        self.store.store(Arc::new(store));
        self.view.store(Arc::new(view));
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

fn view_of(snapshot: &Snapshot) -> Result<(Generation, AccessView), ViewError> {
    Ok((snapshot.generation(), AccessView::new(snapshot.directory())?))
}
