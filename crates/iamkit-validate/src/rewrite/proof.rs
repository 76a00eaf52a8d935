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

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(action: &str) -> String {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}}}"#
        )
    }

    #[test]
    fn what_says_something_else_is_not_proven() {
        let document = policy("s3:Get*").parse().expect("it is a policy");
        let prove = |action: &str, limits: &Limits| {
            prove_equal(&document, &policy(action), PolicyKind::Identity, &Universe::strings(), limits)
        };
        let relation = |action: &str, limits: &Limits| match prove(action, limits) {
            Err(ProofError::NotEqual { relation, .. }) => Some(relation),
            _ => None,
        };
        let limits = Limits::default();
        assert!(prove("s3:Get*", &limits).is_ok());
        assert_eq!(relation("s3:*", &limits), Some(Relation::Broader));
        assert_eq!(relation("s3:GetObject", &limits), Some(Relation::Narrower));
        assert_eq!(relation("s3:Put*", &limits), Some(Relation::Incomparable));
        assert_eq!(relation("s3:Get*", &Limits { max_work: 0, ..limits }), Some(Relation::Unknown));
        assert!(matches!(prove("\"", &limits), Err(ProofError::Unreadable(_))));
    }
}
