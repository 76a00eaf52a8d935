//! How much one reading takes.

use crate::problem::{Found, ProblemKind};
use crate::source::{Place, Source};

/// How much one reading takes: of listings, of an organisation, or of a folder of policies
///
/// What has more is not read at all, for a part of it could lack what denies.
///
/// ```
/// use iamkit_listing::details::ReadingLimits;
///
/// let limits = ReadingLimits { entities: 1_000, ..ReadingLimits::default() };
/// assert!(limits.entities < ReadingLimits::default().entities);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadingLimits {
    /// Bytes of all files together.
    pub bytes: usize,
    /// Users, groups, roles and policies, of all accounts together; of an organisation units, accounts, policies and where
    /// these are attached.
    pub entities: usize,
}

impl Default for ReadingLimits {
    fn default() -> Self {
        Self { bytes: 1 << 28, entities: 200_000 }
    }
}

impl ReadingLimits {
    /// What is wrong with files that have too many bytes, before they are read; the place is the first that is too much.
    pub(crate) fn excess_of_bytes(&self, sources: &[Source<'_>]) -> Option<Found> {
        let measured = sources.iter().map(|source| source.text.len()).sum();
        let mut read = 0_usize;
        let at = sources.iter().position(|source| {
            read = read.saturating_add(source.text.len());
            self.bytes < read
        })?;
        let kind = ProblemKind::TooManyBytes { measured, limit: self.bytes };
        Some(Found { place: Place::whole(at), entity: None, kind })
    }

    /// What is wrong with files that have too many entities.
    pub(crate) fn excess_of_entities(&self, measured: usize) -> Option<Found> {
        let kind = ProblemKind::TooManyEntities { measured, limit: self.entities };
        (self.entities < measured).then(|| Found { place: Place::whole(0), entity: None, kind })
    }
}
