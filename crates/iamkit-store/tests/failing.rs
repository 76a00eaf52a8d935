//! A journal that fails at every place it can: what the store says, and what it then holds.

#![expect(clippy::unwrap_used, reason = "integration test")]

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use iamkit_store::{
    Change, Command, CommitError, CreateUser, Decide, Generation, Journal, JournalError, MemoryJournal,
    Store, Transaction,
};
use iamkit_testkit::store::{account, call, change};

/// How the journal fails.
#[derive(Clone, Copy)]
enum Fault {
    /// It doesn't even ask what should be kept.
    Before,
    /// It asks, and keeps nothing.
    Between,
    /// It keeps all, and can't say so.
    After,
    /// Somebody else is at it, and nothing is kept.
    Conflict,
}

/// Fails so many times, then works.
struct Failing {
    journal: MemoryJournal,
    fault: Fault,
    times: Arc<AtomicU32>,
}

impl Failing {
    fn error(&self) -> JournalError {
        let (journal, source) = ("failing".to_owned(), io::Error::other("pulled out").into());
        match self.fault {
            Fault::Conflict => JournalError::Conflict { journal, source },
            _ => JournalError::Failed { journal, source },
        }
    }

    fn fails(&self) -> bool {
        let taken =
            self.times.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |times| times.checked_sub(1));
        taken.is_ok()
    }
}

impl Journal for Failing {
    fn name(&self) -> &'static str {
        "failing"
    }

    fn read(&mut self, after: Generation) -> Result<Vec<Transaction>, JournalError> {
        self.journal.read(after)
    }

    fn write(&mut self, known: Generation, decide: &mut Decide<'_>) -> Result<(), JournalError> {
        if !self.fails() {
            return self.journal.write(known, decide);
        }
        match self.fault {
            Fault::Before => {}
            Fault::After => self.journal.write(known, decide)?,
            Fault::Between | Fault::Conflict => drop(decide(self.journal.read(known)?)),
        }
        Err(self.error())
    }
}

/// A store with the account in it, whose journal then fails.
fn store(fault: Fault, times: u32) -> Store<Failing> {
    let journal = MemoryJournal::default();
    Store::open(journal.clone()).unwrap().commit(&[Change::create_account(call(), account())]).unwrap();
    Store::open(Failing { journal, fault, times: Arc::new(times.into()) }).unwrap()
}

fn alice() -> [Change; 1] {
    [change(Command::CreateUser(CreateUser::new("alice".parse().unwrap())))]
}

fn n_users(store: &Store<Failing>) -> usize {
    store.snapshot().account(&account()).unwrap().users().len()
}

#[test]
fn nothing_is_shown_that_was_not_kept() {
    for fault in [Fault::Before, Fault::Between] {
        let store = store(fault, 1);
        let error = store.commit(&alice()).unwrap_err();
        assert_eq!(
            (error.code(), error.to_string().as_str()),
            ("ServiceFailure", "`failing` can't be used: pulled out")
        );
        assert_eq!(n_users(&store), 0);
        store.refresh().unwrap();
        assert_eq!(n_users(&store), 0);
        store.commit(&alice()).unwrap();
        assert_eq!(n_users(&store), 1);
    }
}

#[test]
fn what_was_kept_without_an_answer_is_found_by_the_next_look() {
    let refreshed = store(Fault::After, 1);
    assert!(matches!(refreshed.commit(&alice()), Err(CommitError::Journal(JournalError::Failed { .. }))));
    assert_eq!(n_users(&refreshed), 0);
    refreshed.refresh().unwrap();
    assert_eq!(n_users(&refreshed), 1);
    let repeated = store(Fault::After, 1);
    assert!(repeated.commit(&alice()).is_err());
    let again = repeated.commit(&alice()).unwrap_err();
    assert_eq!(again.code(), "EntityAlreadyExists");
    assert_eq!(repeated.snapshot().generation(), Generation::new(2));
}

#[test]
fn conflicts_are_tried_ten_times() {
    let patient = store(Fault::Conflict, 9);
    patient.commit(&alice()).unwrap();
    let unlucky = store(Fault::Conflict, 10);
    let error = unlucky.commit(&alice()).unwrap_err();
    let text = "the request was refused because of other changes at the same time, in 10 attempts";
    assert_eq!((error.code(), error.to_string().as_str()), ("ConcurrentModification", text));
    assert_eq!(n_users(&unlucky), 0);
}

#[test]
fn errors_of_journals_say_which_and_why() {
    let journal = || "accounts.db".to_owned();
    let source = || io::Error::other("pulled out").into();
    let reason = || "torn".to_owned();
    for (error, text) in [
        (
            JournalError::Conflict { journal: journal(), source: source() },
            "`accounts.db` is being written by somebody else",
        ),
        (
            JournalError::Replaced { journal: journal(), reason: reason() },
            "`accounts.db` is no longer what was opened: torn",
        ),
        (
            JournalError::ReadOnly { journal: journal() },
            "`accounts.db` was opened to be read, not to be written",
        ),
        (
            JournalError::NewerSchema { journal: journal(), found: 9, known: 2 },
            "`accounts.db` has the schema version 9, newer than 2, the newest one known",
        ),
        (
            JournalError::Foreign { journal: journal(), reason: reason() },
            "`accounts.db` is no store of iamkit: torn",
        ),
        (JournalError::Corrupt { journal: journal(), reason: reason() }, "`accounts.db` is corrupt: torn"),
        (
            JournalError::Failed { journal: journal(), source: source() },
            "`accounts.db` can't be used: pulled out",
        ),
    ] {
        assert_eq!(error.to_string(), text);
    }
}
