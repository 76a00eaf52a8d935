//! The rows of a log: how a transaction is written into a table of changes, and how it is put together again.
//!
//! Each row has the SHA-256 digest of its change and of the digest before it, so that a row that was altered, taken out or
//! put in shows: a database finds torn pages, not a flipped letter in the name of a principal.

use sha2::{Digest as _, Sha256};

use crate::change::Change;
use crate::journal::{Generation, JournalError, Transaction};
use crate::log_end::LogEnd;
use crate::name::AccountId;

/// A row of the log as it is written
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    /// The generation of its transaction
    pub generation: Generation,
    /// Its place in the transaction, from 0
    pub position: usize,
    /// Who asked, for whoever reads the table
    pub caller: String,
    /// When
    pub time: String,
    /// The account, if the change is in one
    pub account: Option<AccountId>,
    /// The change as JSON
    pub change: String,
    /// The digest of this change and of all before it
    pub digest: String,
}

impl LogRow {
    /// The end of a log whose last row this is
    pub fn end(&self) -> LogEnd {
        LogEnd { generation: self.generation, position: self.position, digest: self.digest.clone() }
    }
}

/// The rows of a transaction that follows on a row with a digest; the log's first follows on the empty digest
///
/// # Errors
/// None that can be seen to happen: a change that can't be written as JSON.
pub fn log_rows(
    journal: &str,
    digest_before: &str,
    transaction: &Transaction,
) -> Result<Vec<LogRow>, JournalError> {
    let mut digest = digest_before.to_owned();
    let mut rows = Vec::with_capacity(transaction.changes.len());
    for (position, change) in transaction.changes.iter().enumerate() {
        let text = change
            .to_json()
            .map_err(|error| JournalError::Failed { journal: journal.to_owned(), source: error.into() })?;
        digest = digest_of(&digest, transaction.generation, position, &text);
        rows.push(LogRow {
            generation: transaction.generation,
            position,
            caller: change.call.caller().to_string(),
            time: change.call.time().to_string(),
            account: change.operation.account().cloned(),
            change: text,
            digest: digest.clone(),
        });
    }
    Ok(rows)
}

fn digest_of(before: &str, generation: Generation, position: usize, change: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(before);
    hasher.update(format!(" {generation} {position} "));
    hasher.update(change);
    let nibbles = hasher.finalize().into_iter().flat_map(|byte| [byte >> 4, byte & 0xF]);
    nibbles.filter_map(|nibble| char::from_digit(u32::from(nibble), 16)).collect()
}

/// Puts the rows of a log together again, in order, and makes sure of each
#[derive(Debug)]
pub struct LogReader<'a> {
    journal: &'a str,
    end: LogEnd,
    transactions: Vec<Transaction>,
}

impl<'a> LogReader<'a> {
    /// A reader of the rows after the last one of a generation; the log's first follows on the default
    pub fn new(journal: &'a str, after: LogEnd) -> Self {
        Self { journal, end: after, transactions: Vec::new() }
    }

    /// Takes the next row
    ///
    /// # Errors
    /// [`JournalError::Corrupt`] with the generation where a row is missing before it, where it isn't what was written,
    /// or where it can't be read.
    pub fn push(
        &mut self,
        generation: i64,
        position: i64,
        change: &str,
        digest: &str,
    ) -> Result<(), JournalError> {
        let generation = Generation::new(u64::try_from(generation).unwrap_or_default());
        let corrupt =
            |reason: &dyn std::fmt::Display| JournalError::corrupt_at(self.journal, generation, reason);
        let last = self.end.generation;
        if generation != last && generation != last.next() {
            return Err(corrupt(&format!("follows on generation {last}")));
        }
        let open = self.transactions.last().filter(|open| open.generation == generation);
        let expected = open.map_or(0, |open| open.changes.len());
        if usize::try_from(position) != Ok(expected) {
            return Err(corrupt(&format!("change {expected} is missing")));
        }
        if digest != digest_of(&self.end.digest, generation, expected, change) {
            return Err(corrupt(&format!(
                "change {expected} isn't what was written: its digest is another one"
            )));
        }
        let change = Change::from_json(change).map_err(|error| corrupt(&error))?;
        self.end = LogEnd { generation, position: expected, digest: digest.to_owned() };
        match self.transactions.last_mut().filter(|open| open.generation == generation) {
            Some(open) => open.changes.push(change),
            None => self.transactions.push(Transaction { generation, changes: vec![change] }),
        }
        Ok(())
    }

    /// The transactions, and where the log ends
    pub fn finish(self) -> (Vec<Transaction>, LogEnd) {
        (self.transactions, self.end)
    }
}
