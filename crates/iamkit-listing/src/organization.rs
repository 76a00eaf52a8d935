//! What `aws organizations` lists of an organisation: its root, units, accounts, control policies and where these are
//! attached.
//!
//! Each file is one answer, recognised by its members: `list-roots`, `list-organizational-units-for-parent`,
//! `list-accounts-for-parent`, `list-accounts`, `list-policies`, `describe-policy`, `list-targets-for-policy`. What an
//! answer was asked for isn't in it: the id of the parent or policy has to stand at the end of the file's name, such as
//! `list-targets-for-policy-p-examplepolicy.json`.

mod build;
mod detail;
mod entry;
mod read;
mod resolve;
mod wire;

use crate::details::{ReadingLimits, Source};

pub use detail::{OrganizationDetails, OrganizationReading};

/// Reads the answers about one organisation
///
/// Nothing is refused here: what can't be taken is told by [`OrganizationReading::problems`]. What is below an entry
/// that can't be taken can't be taken either, nor can what a control policy is attached to that can't be read.
///
/// # Complexity
/// Linear in the text, times the levels of the organisation where there are problems.
pub fn read(sources: &[Source<'_>]) -> OrganizationReading {
    read_within(sources, &ReadingLimits::default())
}

/// The same within other limits than the default ones
///
/// # Complexity
/// As [`read`].
pub fn read_within(sources: &[Source<'_>], limits: &ReadingLimits) -> OrganizationReading {
    let mut reader = read::Reader::new(sources);
    if let Some(found) = limits.excess_of_bytes(sources) {
        return resolve::refused(reader, found);
    }
    for (index, source) in sources.iter().enumerate() {
        reader.source(index, source);
    }
    match limits.excess_of_entities(reader.answers.len()) {
        Some(found) => resolve::refused(reader, found),
        None => resolve::resolve(reader, sources),
    }
}
