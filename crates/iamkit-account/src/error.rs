//! Why a view can't be made, and why a question can't be answered.

use iamkit_engine::{ActionError, CompileErrors, RequestError};
use iamkit_policy::ParseErrors;
use iamkit_store::StoreError;

/// Why a view can't be made
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ViewError {
    /// The store can't give a policy that is attached.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What could stand in an unknown policy can't be read.
    #[error(transparent)]
    Document(#[from] ParseErrors),
    /// A user or role has an ARN that no requester has.
    #[error(transparent)]
    Principal(#[from] iamkit_engine::PrincipalError),
}

impl ViewError {
    /// The error code on the wire, in AWS's words.
    ///
    /// ```
    /// use iamkit_account::view::ViewError;
    /// use iamkit_store::{Directory, StoreError};
    ///
    /// let missing = Directory::default().account(&"111122223333".parse()?).unwrap_err();
    /// assert_eq!(ViewError::from(missing).code(), "NoSuchEntity");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Document(_) => "MalformedPolicyDocument",
            Self::Principal(_) => "ValidationError",
        }
    }
}

/// Why a question has no answer
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// The store can't give a policy.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A principal can't be viewed.
    #[error(transparent)]
    View(#[from] ViewError),
    /// A policy that the question supposes can't be read.
    #[error(transparent)]
    Document(#[from] ParseErrors),
    /// A policy may not stand where it does.
    #[error(transparent)]
    Policy(#[from] CompileErrors),
    /// The name of an outsider is none.
    #[error(transparent)]
    Name(#[from] iamkit_store::NameError),
    /// An outsider is no requester.
    #[error(transparent)]
    Outsider(#[from] iamkit_engine::PrincipalError),
    /// The action is no name.
    #[error(transparent)]
    Action(#[from] ActionError),
    /// The request can't be decided.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Ways to more access take too much work.
    #[error(transparent)]
    Escalations(#[from] EscalationLimitError),
}

impl AskError {
    /// The error code on the wire, in AWS's words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::View(error) => error.code(),
            Self::Document(_) | Self::Policy(_) => "MalformedPolicyDocument",
            Self::Name(error) => error.code(),
            Self::Outsider(_) | Self::Action(_) | Self::Request(_) => "ValidationError",
            Self::Escalations(_) => "LimitExceeded",
        }
    }
}

/// A limit that ways would exceed
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EscalationLimitError {
    /// See [`EscalationLimits::questions`](crate::escalation::EscalationLimits::questions).
    #[error(
        "the ways take more than {0} questions to policies: ask about one principal, or for ways of one step"
    )]
    Questions(usize),
    /// See [`EscalationLimits::steps`](crate::escalation::EscalationLimits::steps).
    #[error("the ways take more than {0} steps: ask about one principal, or for ways of one step")]
    Steps(usize),
}
