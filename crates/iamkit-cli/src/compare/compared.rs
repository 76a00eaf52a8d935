//! A side of a comparison, as both voices take it.

use iamkit_report::comparison::sides::ComparedSide;

use crate::second_voice::Spoken;

/// A policy or layers of them, compiled.
pub(crate) struct Compared {
    pub(crate) side: ComparedSide,
    /// The same for the naive evaluator.
    pub(crate) spoken: Spoken,
}
