//! What is known to have been kept: by the mark beside the database, and by this process.

use iamkit_store::{Generation, JournalError, LogEnd, Transaction};

use crate::log::Log;
use crate::mark::Mark;

/// The ends of a log that it can't have lost.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) mark: Mark,
    /// The furthest end that this process has read or written.
    seen: LogEnd,
}

impl Kept {
    pub(crate) fn new(mark: Mark) -> Self {
        Self { mark, seen: LogEnd::default() }
    }

    /// The transactions after a generation, and the end, of a log that has all that was kept.
    ///
    /// `marked` is what the mark said before the transaction that the log is read in: the log may be further by now.
    pub(crate) fn read(
        &mut self,
        log: &Log<'_>,
        marked: Option<&LogEnd>,
        after: Generation,
    ) -> Result<(Vec<Transaction>, LogEnd), JournalError> {
        let (transactions, end) = log.read(after)?;
        log.ensure_kept("this process", &self.seen)?;
        if let Some(marked) = marked {
            log.ensure_kept(&self.mark.witness(), marked)?;
        }
        self.remember(&end);
        Ok((transactions, end))
    }

    pub(crate) fn remember(&mut self, end: &LogEnd) {
        if self.seen.generation < end.generation {
            self.seen.clone_from(end);
        }
    }
}
