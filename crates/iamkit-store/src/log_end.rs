//! Where a log ends, kept beside it: what is cut off at the end of a chain of digests leaves a chain that is right.

use std::fmt::Display;

use crate::journal::{Generation, JournalError};

/// The last row of a log; the default for an empty one
///
/// ```
/// use iamkit_store::{Generation, LogEnd};
///
/// let kept = LogEnd { generation: Generation::new(9), position: 0, digest: "a2".into() };
/// let found = LogEnd { generation: Generation::new(7), position: 3, digest: "7f".into() };
/// let error = kept.ensure_in("accounts.db", "its head", &found, "2026-05-01T10:00:00Z").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`accounts.db` is corrupt: its head says that generation 9 was kept, and the log ends at generation 7 of \
///      2026-05-01T10:00:00Z: generations 8 to 9 are missing"
/// );
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogEnd {
    /// Its generation
    pub generation: Generation,
    /// Its place in the transaction
    pub position: usize,
    /// The digest of it and of all before it
    pub digest: String,
}

impl LogEnd {
    /// Makes sure that a log still has the row that was its end once
    ///
    /// `witness` is who says so, `found` the last row of the log up to that generation and `time` when that was written.
    ///
    /// # Errors
    /// [`JournalError::Corrupt`] with what is missing, and since when.
    pub fn ensure_in(
        &self,
        journal: &str,
        witness: &str,
        found: &Self,
        time: &str,
    ) -> Result<(), JournalError> {
        if self == found {
            return Ok(());
        }
        let Self { generation, position, .. } = self;
        let reason = if found.generation < *generation {
            let missing = missing("generation", &found.generation.next(), generation);
            let end = match found.generation {
                Generation::ZERO => "is empty".to_owned(),
                end => format!("ends at generation {end} of {time}"),
            };
            format!("{witness} says that generation {generation} was kept, and the log {end}: {missing}")
        } else if found.position < *position {
            let missing = missing("change", &found.position.saturating_add(1), position);
            format!("generation {generation} of {time}: {missing}, as {witness} says")
        } else {
            format!("generation {generation} of {time} isn't the one that was kept, as {witness} says")
        };
        Err(JournalError::Corrupt { journal: journal.to_owned(), reason })
    }
}

fn missing<N: Eq + Display>(what: &str, first: &N, last: &N) -> String {
    if first == last {
        return format!("{what} {first} is missing");
    }
    format!("{what}s {first} to {last} are missing")
}
