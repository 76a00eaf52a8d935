//! Whether what was written means what stood there.

use iamkit_policy::{ParseErrors, PolicyDocument};
use iamkit_prover::{Access, CompileErrors, Limits, PolicyKind, Relation, Universe, compare};

/// Why a policy isn't proven to be the same
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// What was written can't be read, which is a fault of this crate.
    #[error("what was written can't be read: {0}")]
    Unreadable(#[from] ParseErrors),
    /// A statement may not stand in a policy of the kind.
    #[error(transparent)]
    Kind(#[from] CompileErrors),
    /// The prover says otherwise, or can't decide.
    #[error("what was written isn't proven to be the same: {relation}{}", .reason.as_ref().map(|it| format!(" ({it})")).unwrap_or_default())]
    NotEqual {
        /// How what was written stands to what stood there.
        relation: Relation,
        /// Why it could not be decided, where it couldn't.
        reason: Option<String>,
    },
}

/// Proves that a text is a policy that allows and denies what a document does
///
/// # Errors
/// It can't be read, may not stand there, allows something else, or it could not be decided.
///
/// # Complexity
/// That of the prover, bounded by the limits.
pub fn prove_equal(
    document: &PolicyDocument,
    written: &str,
    kind: PolicyKind,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<(), ProofError> {
    let written = written.parse::<PolicyDocument>()?;
    let (a, b) = (Access::policy(&written, kind)?, Access::policy(document, kind)?);
    let comparison = compare(&a, &b, universe, limits);
    match comparison.relation {
        Relation::Equal => Ok(()),
        relation => {
            let reason = comparison.unknown.first().map(ToString::to_string);
            Err(ProofError::NotEqual { relation, reason })
        }
    }
}
