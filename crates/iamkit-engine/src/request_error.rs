//! Why a request can't be decided.

use iamkit_policy::normal::PolicyKind;
use iamkit_policy::shown::Shown;

use crate::layer::Layer;

/// Why a request can't be decided by its layers
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// A layer was given that such a principal doesn't have.
    #[error("the `{layer}` layer contradicts the principal: {principal} has no {layer} policies")]
    Contradiction {
        /// The layer.
        layer: Layer,
        /// The kind of principal, with its article.
        principal: &'static str,
    },
    /// Policies were compiled as something else than the layer holds.
    #[error("the `{layer}` layer can't hold policies that were compiled as {kind} policies", kind = .kind.as_str())]
    Misplaced {
        /// The layer.
        layer: Layer,
        /// What they were compiled as.
        kind: PolicyKind,
    },
    /// Whether a resource policy is one of the requester's own account depends on what nobody said.
    #[error("the `resource` layer: the account of `{}` is not in its ARN and was not given", Shown::value(.resource))]
    UnknownResourceAccount {
        /// The resource.
        resource: String,
    },
    /// Trying what unknown keys could be would take too long.
    #[error("the unknown keys have too many values to try: more than {limit} combinations")]
    TooManyValues {
        /// [`MAX_COMBINATIONS`](crate::MAX_COMBINATIONS), or as many as take [`MAX_COMPARISONS`](crate::MAX_COMPARISONS).
        limit: usize,
    },
}
