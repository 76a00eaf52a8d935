//! Why a simulation is refused, with the code that AWS's API gives.

use std::fmt;

use iamkit_policy::Position;

/// The code of a refusal, as the API sends it
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// A member is too long, too short, too many or of other characters than it may be (S79).
    ValidationError,
    /// A value has no meaning here: a malformed policy, a principal that can't be the caller.
    InvalidInput,
    /// The principal whose policies are asked is not there.
    NoSuchEntity,
    /// The policies can't be evaluated for the request.
    PolicyEvaluation,
}

impl ErrorCode {
    /// Every code.
    pub const ALL: [Self; 4] =
        [Self::ValidationError, Self::InvalidInput, Self::NoSuchEntity, Self::PolicyEvaluation];

    /// The code as AWS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ValidationError => "ValidationError",
            Self::InvalidInput => "InvalidInput",
            Self::NoSuchEntity => "NoSuchEntity",
            Self::PolicyEvaluation => "PolicyEvaluation",
        }
    }

    /// The HTTP status that goes with it.
    pub fn http_status(self) -> u16 {
        match self {
            Self::ValidationError | Self::InvalidInput => 400,
            Self::NoSuchEntity => 404,
            Self::PolicyEvaluation => 500,
        }
    }
}

iamkit_policy::from_its_names!(ErrorCode, "error code");

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A simulation that is refused
///
/// Printed, it is the code and what is wrong, on one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct SimulationError {
    code: ErrorCode,
    message: String,
    policy: Option<Box<RefusedPolicy>>,
}

/// A policy of a request that can't be used, and where in it that is
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedPolicy {
    /// What answers call the policy.
    pub id: String,
    /// The text that the places count in.
    pub text: String,
    /// What is wrong, first place first.
    pub problems: Vec<(Position, String)>,
}

impl SimulationError {
    /// A refusal with a code and what is wrong.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), policy: None }
    }

    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ValidationError, message)
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidInput, message)
    }

    pub(super) fn evaluation(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::PolicyEvaluation, message)
    }

    /// The same because of a policy.
    pub(super) fn of_policy(self, policy: RefusedPolicy) -> Self {
        Self { policy: Some(Box::new(policy)), ..self }
    }

    /// The policy that is refused, where that is why.
    pub fn policy(&self) -> Option<&RefusedPolicy> {
        self.policy.as_deref()
    }

    /// The code.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// What is wrong, without the code.
    pub fn message(&self) -> &str {
        &self.message
    }
}
