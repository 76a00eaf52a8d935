//! A policy in as many documents as a quota asks for: as it is where it fits, else smaller, else several.

use iamkit_catalog::Catalog;
use iamkit_policy::{PolicyDocument, SizeQuota};
use iamkit_prover::{Limits, PolicyKind, Universe};

use super::canonical::canonical;
use super::draft::PolicyDraft;
use super::minimize::minimize;
use super::proof::{ProofError, prove_equal_together};
use super::split::{SplitError, split};

/// Why a policy isn't written so that it fits a quota
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum WithinError {
    /// It isn't proven to be the same when it is written smaller.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// It doesn't fit, however it is cut.
    #[error(transparent)]
    Split(#[from] SplitError),
}

/// Writes a policy so that a quota holds each document: in canonical form, else in fewer characters, else as several
///
/// What is written in fewer characters or as several is proven to be the same together, whatever the actions are.
///
/// ```
/// use iamkit_catalog::Catalog;
/// use iamkit_policy::{PolicyDocument, SizeQuota};
/// use iamkit_prover::{Limits, PolicyKind};
/// use iamkit_validate::rewrite::within;
///
/// let document: PolicyDocument = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
///     "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::logs/*"}}"#.parse()?;
/// let count = |most| {
///     let quota = SizeQuota::visible(most);
///     within(&document, PolicyKind::Identity, quota, Catalog::embedded(), &Limits::default()).map(|it| it.len())
/// };
/// assert_eq!((count(200)?, count(120)?), (1, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// It is too large however it is cut, or can't be proven to be the same.
///
/// # Complexity
/// That of [`minimize`], [`split`] and the proof, where it doesn't fit as it is.
pub fn within(
    document: &PolicyDocument,
    kind: PolicyKind,
    quota: SizeQuota,
    catalog: &Catalog,
    limits: &Limits,
) -> Result<Vec<PolicyDraft>, WithinError> {
    let whole = canonical(document, catalog);
    if quota.holds(&whole.compact()) {
        return Ok(vec![whole]);
    }
    let drafts = split(&minimize(document, kind, catalog, limits)?, kind, quota)?;
    let texts = drafts.iter().map(PolicyDraft::compact).collect::<Vec<_>>();
    prove_equal_together(document, texts.iter().map(String::as_str), kind, &Universe::strings(), limits)?;
    Ok(drafts)
}
