//! Whether what was written means what stood there.

use iamkit_policy::{Effect, ParseErrors, PolicyDocument};
use iamkit_prover::{Access, Comparison, CompileErrors, Limits, PolicyKind, Relation, Universe, compare};

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
/// It can't be read, may not stand there, allows or denies something else, or it could not be decided.
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
    prove_equal_together(document, [written], kind, universe, limits)
}

/// Proves that texts are policies that together allow and deny what a document does
///
/// # Errors
/// As those of [`prove_equal`].
///
/// # Complexity
/// That of the prover, bounded by the limits.
pub fn prove_equal_together<'t>(
    document: &PolicyDocument,
    written: impl IntoIterator<Item = &'t str>,
    kind: PolicyKind,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<(), ProofError> {
    let written = written.into_iter().map(str::parse).collect::<Result<Vec<PolicyDocument>, _>>()?;
    match relation(&written, std::slice::from_ref(document), kind, universe, limits)? {
        (Relation::Equal, _) => Ok(()),
        (relation, reason) => Err(ProofError::NotEqual { relation, reason }),
    }
}

/// How policies stand to others wherever they are attached, and why that isn't decided where it isn't.
///
/// Policies apply beside others, which may allow what these deny without allowing it: what both allow is compared, and
/// what both deny.
pub(crate) fn relation(
    written: &[PolicyDocument],
    documents: &[PolicyDocument],
    kind: PolicyKind,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<(Relation, Option<String>), CompileErrors> {
    let comparisons = comparisons(written, documents, kind, universe, limits)?;
    let relation = comparisons.iter().map(|it| it.relation).fold(Relation::Equal, both);
    let reason = comparisons.iter().flat_map(|it| &it.unknown).next().map(ToString::to_string);
    Ok((relation, reason))
}

/// The same as the comparisons that tell it: of what is allowed and, where anything is denied, of what is denied.
pub(crate) fn comparisons(
    written: &[PolicyDocument],
    documents: &[PolicyDocument],
    kind: PolicyKind,
    universe: &Universe<'_>,
    limits: &Limits,
) -> Result<Vec<Comparison>, CompileErrors> {
    let (a, b) = (Access::policies(written, kind)?, Access::policies(documents, kind)?);
    let mut comparisons = vec![compare(&a, &b, universe, limits)];
    if written.iter().chain(documents).any(denies) {
        let a = Access::beside_full_access(written, kind)?;
        let b = Access::beside_full_access(documents, kind)?;
        comparisons.push(compare(&a, &b, universe, limits));
    }
    Ok(comparisons)
}

fn denies(document: &PolicyDocument) -> bool {
    document.statements().iter().any(|statement| statement.effect() == Effect::Deny)
}

/// The relation that holds where both do.
fn both(one: Relation, other: Relation) -> Relation {
    use Relation::{Broader, Equal, Incomparable, Narrower, Unknown};
    match (one, other) {
        (Incomparable, _) | (_, Incomparable) | (Narrower, Broader) | (Broader, Narrower) => Incomparable,
        (Unknown, _) | (_, Unknown) => Unknown,
        (Equal, relation) | (relation, Equal) => relation,
        (Narrower, Narrower) => Narrower,
        (Broader, Broader) => Broader,
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

    fn statement(effect: &str, action: &str) -> String {
        format!(r#"{{"Effect": "{effect}", "Action": "{action}", "Resource": "*"}}"#)
    }

    fn of(statements: &[&str]) -> String {
        format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(", "))
    }

    #[test]
    fn what_is_denied_counts_beside_what_others_allow() {
        let prove = |before: &[&str], after: &[&[&str]]| {
            let document = of(before).parse().expect("it is a policy");
            let after = after.iter().map(|it| of(it)).collect::<Vec<_>>();
            let after = after.iter().map(String::as_str);
            let (kind, limits) = (PolicyKind::Identity, Limits::default());
            match prove_equal_together(&document, after, kind, &Universe::strings(), &limits) {
                Ok(()) => Relation::Equal,
                Err(ProofError::NotEqual { relation, .. }) => relation,
                Err(error) => panic!("{error}"),
            }
        };
        let [reads, deletes, gets] = [("Allow", "s3:Get*"), ("Deny", "s3:Delete*"), ("Deny", "s3:GetObject")]
            .map(|(a, b)| statement(a, b));
        let [reads, deletes, gets] = [&*reads, &*deletes, &*gets];
        // None of them allows what is denied.
        assert_eq!(prove(&[deletes], &[&[gets]]), Relation::Incomparable);
        assert_eq!(prove(&[reads, deletes], &[&[reads]]), Relation::Broader);
        assert_eq!(prove(&[reads], &[&[reads, deletes]]), Relation::Narrower);
        // A Deny reaches the Allows of other policies.
        let before = [reads, deletes, gets];
        assert_eq!(prove(&before, &[&[gets, deletes], &[reads]]), Relation::Equal);
        assert_eq!(prove(&before, &[&[deletes], &[reads]]), Relation::Broader);
    }
}
