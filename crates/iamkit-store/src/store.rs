//! The store: one journal, the state that it folds to, and a snapshot for whoever reads.
//!
//! Writers take turns. Readers take the present snapshot, which is immutable and numbered, and never wait.

use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;

use crate::apply::Origin;
use crate::aws_managed::AwsManagedPolicies;
use crate::change::Change;
use crate::command::Applied;
use crate::directory::{Directory, TransactionError};
use crate::error::StoreError;
use crate::journal::{Draft, Generation, Journal, JournalError, MAX_ATTEMPTS, Transaction, with_patience};
use crate::row::row_changes;

/// The state of a store at one generation: what it holds never changes
#[derive(Debug, Clone)]
pub struct Snapshot {
    generation: Generation,
    directory: Directory,
}

impl Snapshot {
    /// Its number
    pub fn generation(&self) -> Generation {
        self.generation
    }

    /// The accounts and their organisation
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The state that all transactions of a journal fold to
    ///
    /// AWS managed policies aren't asked for: what is on record is taken as it is.
    ///
    /// # Errors
    /// [`JournalError::Corrupt`] where they don't follow on each other or can't have been made.
    pub fn of(journal: &str, transactions: &[Transaction]) -> Result<Self, JournalError> {
        let mut snapshot = Self { generation: Generation::ZERO, directory: Directory::default() };
        snapshot.fold_all(journal, transactions)?;
        Ok(snapshot)
    }

    /// The state after one more transaction of a journal.
    fn fold(&mut self, journal: &str, transaction: &Transaction) -> Result<(), JournalError> {
        let generation = transaction.generation;
        if generation != self.generation.next() {
            let reason = format!("follows on generation {}", self.generation);
            return Err(JournalError::corrupt_at(journal, generation, &reason));
        }
        for (index, change) in transaction.changes.iter().enumerate() {
            self.directory.apply_from(Origin::Recorded, change).map_err(|error| {
                let reason = format!("change {index} can't have been made: {error}");
                JournalError::corrupt_at(journal, generation, &reason)
            })?;
        }
        self.generation = generation;
        Ok(())
    }

    fn fold_all(&mut self, journal: &str, transactions: &[Transaction]) -> Result<(), JournalError> {
        transactions.iter().try_for_each(|transaction| self.fold(journal, transaction))
    }
}

impl Deref for Snapshot {
    type Target = Directory;

    fn deref(&self) -> &Directory {
        &self.directory
    }
}

/// A transaction that was committed
#[derive(Debug, Clone)]
pub struct Committed {
    snapshot: Arc<Snapshot>,
    applied: Vec<Applied>,
}

impl Committed {
    /// The state that it made; the one before it where it changed nothing
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// What each change did
    pub fn applied(&self) -> &[Applied] {
        &self.applied
    }
}

/// Why a transaction wasn't committed
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CommitError {
    /// A change of it was refused: nothing of it was kept
    #[error(transparent)]
    Refused(#[from] TransactionError),
    /// Others were faster, in every attempt: nothing of it was kept
    #[error(transparent)]
    Concurrent(StoreError),
    /// The journal failed
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl CommitError {
    /// The error code on the wire
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.error().code(),
            Self::Concurrent(error) => error.code(),
            Self::Journal(_) => "ServiceFailure",
        }
    }
}

/// A generation that can't be shown
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// The store hasn't got that far
    #[error("there is no generation {asked} yet: the latest is {latest}")]
    NotYet {
        /// What was asked for
        asked: Generation,
        /// What there is
        latest: Generation,
    },
    /// The journal failed
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl HistoryError {
    /// The error code on the wire
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotYet { .. } => "NoSuchEntity",
            Self::Journal(error) => error.code(),
        }
    }
}

/// Accounts and their organisation, kept in a journal
///
/// ```
/// use iamkit_store::{Call, Change, Command, CreateUser, MemoryJournal, Store};
///
/// let call = Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
/// let account: iamkit_store::AccountId = "111122223333".parse()?;
/// let store = Store::open(MemoryJournal::default())?;
/// let alice = Command::CreateUser(CreateUser::new("alice".parse()?));
/// store.commit(&[
///     Change::create_account(call.clone(), account.clone()),
///     Change::in_account(call, account.clone(), alice),
/// ])?;
/// let snapshot = store.snapshot();
/// assert_eq!(snapshot.generation().number(), 1);
/// assert_eq!(snapshot.account(&account)?.users().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Store<J> {
    journal: Mutex<J>,
    // INVARIANT: the fold of the journal up to its generation; swapped only by whoever holds the lock above.
    current: ArcSwap<Snapshot>,
    empty: Directory,
}

impl<J: Journal> Store<J> {
    /// Opens a store without AWS managed policies
    ///
    /// # Errors
    /// As [`Store::open_with`].
    pub fn open(journal: J) -> Result<Self, JournalError> {
        Self::from_empty(journal, Directory::default())
    }

    /// Opens a store whose accounts can attach AWS managed policies
    ///
    /// # Errors
    /// Where the journal can't be read, or what it holds can't be folded: then it is corrupt.
    ///
    /// # Complexity
    /// Folds all changes of the journal.
    pub fn open_with(journal: J, aws_managed: Arc<dyn AwsManagedPolicies>) -> Result<Self, JournalError> {
        Self::from_empty(journal, Directory::new(aws_managed))
    }

    fn from_empty(mut journal: J, empty: Directory) -> Result<Self, JournalError> {
        let mut snapshot = Snapshot { generation: Generation::ZERO, directory: empty.clone() };
        let transactions = with_patience(|| journal.read(Generation::ZERO))?;
        snapshot.fold_all(journal.name(), &transactions)?;
        Ok(Self { journal: Mutex::new(journal), current: ArcSwap::from_pointee(snapshot), empty })
    }

    /// The present state
    ///
    /// # Complexity
    /// Constant, and without waiting for a writer.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// Commits a transaction: all of its changes, durably, or none
    ///
    /// Changes of other writers are taken up first, so none of them is lost and each change is judged by what is there.
    /// Changes that change nothing aren't kept, and a transaction of them alone makes no generation.
    ///
    /// # Errors
    /// [`CommitError::Refused`] names the change; [`CommitError::Concurrent`] is a `ConcurrentModification`;
    /// [`CommitError::Journal`] where the journal failed: then [`Store::refresh`] tells whether it was kept.
    pub fn commit(&self, changes: &[Change]) -> Result<Committed, CommitError> {
        let mut journal = self.lock();
        for _ in 0..MAX_ATTEMPTS {
            match self.try_commit(&mut *journal, changes) {
                Err(CommitError::Journal(JournalError::Conflict { .. })) => {}
                outcome => return outcome,
            }
        }
        Err(CommitError::Concurrent(StoreError::ConcurrentModification { attempts: MAX_ATTEMPTS }))
    }

    fn try_commit(&self, journal: &mut J, changes: &[Change]) -> Result<Committed, CommitError> {
        let mut latest = Snapshot::clone(&self.current.load());
        let name = journal.name().to_owned();
        let mut outcome = None;
        journal.write(latest.generation, &mut |news| {
            if let Err(error) = latest.fold_all(&name, &news) {
                outcome = Some(Err(CommitError::Journal(error)));
                return None;
            }
            match draft(&latest, changes) {
                Ok((draft, next, applied)) => {
                    outcome = Some(Ok((next, applied)));
                    draft
                }
                Err(error) => {
                    outcome = Some(Err(CommitError::Refused(error)));
                    None
                }
            }
        })?;
        // A journal that returns without having asked kept nothing.
        let unasked = || JournalError::Corrupt { journal: name, reason: "it kept nothing".to_owned() };
        match outcome.ok_or_else(unasked)? {
            Ok((next, applied)) => {
                let snapshot = Arc::new(next);
                self.current.store(Arc::clone(&snapshot));
                Ok(Committed { snapshot, applied })
            }
            Err(CommitError::Refused(refused)) => {
                // What others wrote has been folded in any case.
                self.current.store(Arc::new(latest));
                Err(CommitError::Refused(refused))
            }
            Err(error) => Err(error),
        }
    }

    /// The state as it would be after a transaction, which isn't kept: a dry run
    ///
    /// # Errors
    /// The change that would be refused.
    pub fn dry_run(&self, changes: &[Change]) -> Result<Directory, TransactionError> {
        self.snapshot().after(changes)
    }

    /// Takes up what other writers have kept, and gives the state then
    ///
    /// # Errors
    /// Where the journal can't be read.
    pub fn refresh(&self) -> Result<Arc<Snapshot>, JournalError> {
        let mut journal = self.lock();
        let mut latest = Snapshot::clone(&self.current.load());
        let news = with_patience(|| journal.read(latest.generation))?;
        if !news.is_empty() {
            latest.fold_all(journal.name(), &news)?;
            self.current.store(Arc::new(latest));
        }
        Ok(self.snapshot())
    }

    /// The change feed and audit trail: all transactions after a generation, oldest first
    ///
    /// # Errors
    /// Where the journal can't be read.
    pub fn transactions(&self, after: Generation) -> Result<Vec<Transaction>, JournalError> {
        let mut journal = self.lock();
        with_patience(|| journal.read(after))
    }

    /// The state as of a generation
    ///
    /// # Errors
    /// [`HistoryError::NotYet`] for a generation to come; where the journal can't be read.
    ///
    /// # Complexity
    /// Folds all changes up to that generation.
    pub fn as_of(&self, generation: Generation) -> Result<Snapshot, HistoryError> {
        let mut journal = self.lock();
        let mut transactions = with_patience(|| journal.read(Generation::ZERO))?;
        let latest = transactions.last().map_or(Generation::ZERO, |transaction| transaction.generation);
        if latest < generation {
            return Err(HistoryError::NotYet { asked: generation, latest });
        }
        transactions.retain(|transaction| transaction.generation <= generation);
        let mut snapshot = Snapshot { generation: Generation::ZERO, directory: self.empty.clone() };
        snapshot.fold_all(journal.name(), &transactions)?;
        Ok(snapshot)
    }

    // A lock poisoned by a panic elsewhere still guards a journal whose transactions are whole.
    fn lock(&self) -> MutexGuard<'_, J> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Drafted = (Option<Draft>, Snapshot, Vec<Applied>);

/// What a transaction makes of a state: nothing to keep where all was so already.
fn draft(latest: &Snapshot, changes: &[Change]) -> Result<Drafted, TransactionError> {
    let mut next = latest.clone();
    let applied = next.directory.apply_all(changes)?;
    let kept = changes.iter().zip(&applied).filter(|(_, applied)| **applied == Applied::Changed);
    let changes = kept.map(|(change, _)| change.clone()).collect::<Vec<_>>();
    if changes.is_empty() {
        return Ok((None, latest.clone(), applied));
    }
    next.generation = latest.generation.next();
    let rows = row_changes(&latest.directory, &next.directory, &changes);
    let transaction = Transaction { generation: next.generation, changes };
    Ok((Some(Draft { transaction, rows }), next, applied))
}
