//! Why a situation is refused, and the bound on what is tried.

use iamkit_policy::shown::Shown;

/// How many assignments of values to unknown keys are tried at most
pub const MAX_ASSIGNMENTS: usize = 20_000;

/// Why a situation is refused
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NaiveError {
    /// A statement that may not stand in a policy of its kind.
    #[error("{0}")]
    Policy(String),
    /// A text that names no principal, or a fact that contradicts one.
    #[error("{0}")]
    Principal(String),
    /// A text that names no action.
    #[error(
        "`{}` is no action: expected `service:Name` without wildcards, white space and commas", Shown::value(.0)
    )]
    Action(String),
    /// A layer that such a principal doesn't have.
    #[error("the `{layer}` layer contradicts the principal: {principal} has no {layer} policies")]
    Contradiction {
        /// The layer.
        layer: &'static str,
        /// The kind of principal.
        principal: &'static str,
    },
    /// Nobody says which account owns the resource.
    #[error("the `resource` layer: the account of `{}` is not in its ARN and was not given", Shown::value(.0))]
    ResourceAccount(String),
    /// There are too many values of unknown keys to try.
    #[error("the unknown keys have too many values to try: more than {MAX_ASSIGNMENTS} assignments")]
    TooManyAssignments,
    /// The values that were tried made no difference, and don't stand for all.
    #[error("the values tried of the unknown key `{}` don't stand for all that it may have", Shown::value(.0))]
    Entangled(String),
}
