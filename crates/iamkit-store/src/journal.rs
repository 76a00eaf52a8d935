//! Where changes are kept: the trait behind which memory, `SQLite` and `PostgreSQL` stand.
//!
//! A journal holds transactions in the order of their generations, each whole or not at all, and gives one writer at a
//! time the right to append. What the changes mean is the store's business; a journal only keeps them, and the rows
//! through which other tools can read the state.

use std::error::Error;
use std::fmt;
use std::iter::successors;

use iamkit_policy::shown::Shown;

use crate::change::Change;
use crate::row::RowChange;

/// The number of a state of the store: how many transactions it is the fold of
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Generation(u64);

impl Generation {
    /// The state before any transaction
    pub const ZERO: Self = Self(0);

    /// The generation of that number
    pub fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number
    pub fn number(self) -> u64 {
        self.0
    }

    /// The one that follows
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A transaction as it is kept: the changes that made a generation of the one before it
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// The generation that it made
    pub generation: Generation,
    /// Its changes, in order; never none
    pub changes: Vec<Change>,
}

/// What a writer wants kept
#[derive(Debug, Clone)]
pub struct Draft {
    /// The transaction
    pub transaction: Transaction,
    /// What it changes in the tables that other tools read
    pub rows: Vec<RowChange>,
}

/// What a writer makes of the transactions that it didn't know yet: a draft, or nothing
pub type Decide<'a> = dyn FnMut(Vec<Transaction>) -> Option<Draft> + 'a;

/// Why a journal can't be opened, read or written
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// Something else writes at the same time; trying again may help
    #[error("`{}` is being written by somebody else", Shown::value(.journal))]
    Conflict {
        /// The journal
        journal: String,
        /// What the database says
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// A newer version of iamkit wrote it
    #[error("`{}` has the schema version {found}, newer than {known}, the newest one known", Shown::value(.journal))]
    NewerSchema {
        /// The journal
        journal: String,
        /// Its version
        found: u32,
        /// The newest version that this crate knows
        known: u32,
    },
    /// It isn't a journal of iamkit
    #[error("`{}` is no store of iamkit: {}", Shown::value(.journal), Shown::sentence(.reason))]
    Foreign {
        /// The journal
        journal: String,
        /// What tells
        reason: String,
    },
    /// What it holds can't be what was written
    #[error("`{}` is corrupt: {}", Shown::value(.journal), Shown::sentence(.reason))]
    Corrupt {
        /// The journal
        journal: String,
        /// What is wrong
        reason: String,
    },
    /// What was opened is no longer where it was: nothing may be kept in a file that nobody will find
    #[error("`{}` is no longer what was opened: {}", Shown::value(.journal), Shown::sentence(.reason))]
    Replaced {
        /// The journal
        journal: String,
        /// What is gone
        reason: String,
    },
    /// It was opened to be read alone
    #[error("`{}` was opened to be read, not to be written", Shown::value(.journal))]
    ReadOnly {
        /// The journal
        journal: String,
    },
    /// The database failed
    #[error("`{}` can't be used: {}", Shown::value(.journal), Shown::sentence(&causes(source.as_ref())))]
    Failed {
        /// The journal
        journal: String,
        /// What the database says
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

/// An error with what caused it, each text once.
fn causes(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    for cause in successors(error.source(), |cause| (**cause).source()) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

impl JournalError {
    /// The error code on the wire: `ConcurrentModification` where trying again may help, else `ServiceFailure`
    ///
    /// ```
    /// use iamkit_store::JournalError;
    ///
    /// let error = JournalError::ReadOnly { journal: "accounts.db".into() };
    /// assert_eq!(error.code(), "ServiceFailure");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Self::Conflict { .. } => "ConcurrentModification",
            Self::NewerSchema { .. }
            | Self::Foreign { .. }
            | Self::Corrupt { .. }
            | Self::Replaced { .. }
            | Self::ReadOnly { .. }
            | Self::Failed { .. } => "ServiceFailure",
        }
    }

    /// A journal whose content is wrong at a generation
    pub fn corrupt_at(journal: &str, generation: Generation, reason: &dyn fmt::Display) -> Self {
        let reason = format!("generation {generation}: {reason}");
        Self::Corrupt { journal: journal.to_owned(), reason }
    }
}

/// How often something is tried while somebody else is in the way.
pub(crate) const MAX_ATTEMPTS: u32 = 10;

/// Tries something again while somebody else is in the way, ten times in all
///
/// # Errors
/// The first one that isn't a [`JournalError::Conflict`], or the tenth conflict.
///
/// ```
/// use iamkit_store::{JournalError, with_patience};
///
/// let mut attempts = 0;
/// let outcome = with_patience(|| {
///     attempts += 1;
///     match attempts {
///         3 => Ok(attempts),
///         _ => Err(JournalError::Conflict { journal: "accounts.db".into(), source: "busy".into() }),
///     }
/// });
/// assert_eq!(outcome?, 3);
/// # Ok::<(), JournalError>(())
/// ```
pub fn with_patience<T>(mut attempt: impl FnMut() -> Result<T, JournalError>) -> Result<T, JournalError> {
    for _ in 1..MAX_ATTEMPTS {
        match attempt() {
            Err(JournalError::Conflict { .. }) => {}
            outcome => return outcome,
        }
    }
    attempt()
}

/// Where changes are kept
pub trait Journal: Send {
    /// What errors call it: the path of a file, the address of a server
    fn name(&self) -> &str;

    /// The transactions after a generation, oldest first
    ///
    /// # Errors
    /// [`JournalError::Corrupt`] for what can't have been written, [`JournalError::Failed`] where it can't be read.
    fn read(&mut self, after: Generation) -> Result<Vec<Transaction>, JournalError>;

    /// Keeps a draft, as the only writer at that time
    ///
    /// The writer is given the transactions after the generation it knows and decides on them. When this returns `Ok`,
    /// the draft is durable; when it returns an error, all of the draft is kept or nothing, and reading tells which.
    ///
    /// # Errors
    /// [`JournalError::Conflict`] where somebody else is at it and nothing was kept; [`JournalError::ReadOnly`]; else as
    /// [`Journal::read`].
    fn write(&mut self, known: Generation, decide: &mut Decide<'_>) -> Result<(), JournalError>;
}

impl<J: Journal + ?Sized> Journal for Box<J> {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn read(&mut self, after: Generation) -> Result<Vec<Transaction>, JournalError> {
        (**self).read(after)
    }

    fn write(&mut self, known: Generation, decide: &mut Decide<'_>) -> Result<(), JournalError> {
        (**self).write(known, decide)
    }
}
