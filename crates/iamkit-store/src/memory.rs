//! The journal that lives as long as the process: for tests, for dry runs, for whoever needs no file.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::journal::{Decide, Generation, Journal, JournalError, Transaction};

/// A journal in memory; clones share what is kept
#[derive(Debug, Clone, Default)]
pub struct MemoryJournal {
    transactions: Arc<Mutex<Vec<Transaction>>>,
}

impl MemoryJournal {
    // A poisoned lock still guards whole transactions: each is one `push`.
    fn lock(&self) -> MutexGuard<'_, Vec<Transaction>> {
        self.transactions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn after(transactions: &[Transaction], generation: Generation) -> Vec<Transaction> {
    let known = usize::try_from(generation.number()).unwrap_or(usize::MAX);
    transactions.get(known..).unwrap_or_default().to_vec()
}

impl Journal for MemoryJournal {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn read(&mut self, generation: Generation) -> Result<Vec<Transaction>, JournalError> {
        Ok(after(&self.lock(), generation))
    }

    fn write(&mut self, known: Generation, decide: &mut Decide<'_>) -> Result<(), JournalError> {
        let mut transactions = self.lock();
        if let Some(draft) = decide(after(&transactions, known)) {
            transactions.push(draft.transaction);
        }
        Ok(())
    }
}
