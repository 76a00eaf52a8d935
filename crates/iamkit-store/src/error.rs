//! Why a change was refused, with the code and HTTP status that AWS answers.
//!
//! The wording is this crate's own; code and status are AWS's.

use std::fmt;

use crate::name::{GroupName, PolicyArn, PolicyName, UserName, VersionId};

/// Who can hold policies: a user or a group
///
/// The root user is not among them: it has no policies (S70).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Identity {
    /// A user
    User(UserName),
    /// A group
    Group(GroupName),
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(name) => write!(f, "user `{name}`"),
            Self::Group(name) => write!(f, "group `{name}`"),
        }
    }
}

/// What an error is about
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Entity {
    /// A user or group
    Identity(Identity),
    /// A managed policy
    Policy(PolicyArn),
    /// A version of a managed policy
    PolicyVersion(PolicyArn, VersionId),
    /// An inline policy of a user or group
    InlinePolicy(Identity, PolicyName),
    /// The attachment of a managed policy to a user or group
    Attachment(Identity, PolicyArn),
    /// The membership of a user in a group
    Membership(UserName, GroupName),
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Identity(identity) => identity.fmt(f),
            Self::Policy(arn) => write!(f, "policy `{arn}`"),
            Self::PolicyVersion(arn, version) => write!(f, "version `{version}` of policy `{arn}`"),
            Self::InlinePolicy(identity, name) => write!(f, "inline policy `{name}` of {identity}"),
            Self::Attachment(identity, arn) => write!(f, "attachment of policy `{arn}` to {identity}"),
            Self::Membership(user, group) => write!(f, "membership of user `{user}` in group `{group}`"),
        }
    }
}

/// Why the account refused a change or a question
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such user, group, policy, version, attachment or membership
    #[error("the {0} cannot be found")]
    NoSuchEntity(Entity),
    /// The name is taken, perhaps in another case
    #[error("the {0} already exists; names are unique whatever their case")]
    EntityAlreadyExists(Entity),
    /// A quota would be exceeded
    #[error("cannot exceed quota for {quota}: {measured} is more than {limit}")]
    LimitExceeded {
        /// The quota, in words
        quota: &'static str,
        /// What the account would hold
        measured: usize,
        /// What it may hold
        limit: usize,
    },
    /// Something still hangs on what should be deleted
    #[error("cannot delete the {entity}: {reason}")]
    DeleteConflict {
        /// What should be deleted
        entity: Entity,
        /// What has to be done first
        reason: &'static str,
    },
    /// The document can't be an identity policy
    #[error("statement {statement} of the policy document {problem}")]
    MalformedPolicyDocument {
        /// The index of the statement, from 0
        statement: usize,
        /// What is wrong with it
        problem: &'static str,
    },
    /// The document has a character outside U+0009, U+000A, U+000D and U+0020 to U+00FF (S20)
    #[error("the policy document has the character U+{:04X}, which no policy may have", *.0 as u32)]
    InvalidCharacter(char),
}

impl StoreError {
    /// The error code on the wire
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchEntity(_) => "NoSuchEntity",
            Self::EntityAlreadyExists(_) => "EntityAlreadyExists",
            Self::LimitExceeded { .. } => "LimitExceeded",
            Self::DeleteConflict { .. } => "DeleteConflict",
            Self::MalformedPolicyDocument { .. } => "MalformedPolicyDocument",
            Self::InvalidCharacter(_) => "ValidationError",
        }
    }

    /// The HTTP status that goes with the code
    pub fn status(&self) -> u16 {
        match self {
            Self::NoSuchEntity(_) => 404,
            Self::EntityAlreadyExists(_) | Self::LimitExceeded { .. } | Self::DeleteConflict { .. } => 409,
            Self::MalformedPolicyDocument { .. } | Self::InvalidCharacter(_) => 400,
        }
    }
}
