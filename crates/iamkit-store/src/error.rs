//! Why a change was refused, with the code and HTTP status that AWS answers.
//!
//! The wording is this crate's own; code and status are AWS's.

use iamkit_policy::shown::Shown;

use crate::identity::{Entity, Identity};
use crate::name::PolicyArn;
use crate::organization::OrganizationError;

/// Why the store refused a change or a question
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such user, group, role, policy, version, attachment, membership, …
    #[error("the {0} cannot be found")]
    NoSuchEntity(Entity),
    /// The name is taken, perhaps in another case
    #[error("the {0} already exists; names are unique whatever their case")]
    EntityAlreadyExists(Entity),
    /// The id, key or version is taken
    #[error("the id `{id}` of the {entity} is taken")]
    IdTaken {
        /// What should have the id
        entity: Entity,
        /// The id
        id: String,
    },
    /// The key or certificate was uploaded before
    #[error("the {0} is the same")]
    DuplicateCredential(Entity),
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
    /// The document can't be a policy of that kind
    #[error("statement {statement} of the policy document {problem}")]
    MalformedPolicyDocument {
        /// The index of the statement, from 0
        statement: usize,
        /// What is wrong with it
        problem: &'static str,
    },
    /// The document as a whole can't be a policy of that kind
    #[error("the policy document {problem}")]
    MalformedPolicy {
        /// What is wrong with it
        problem: &'static str,
    },
    /// A value in the document is in no form that IAM takes
    #[error("statement {statement} of the policy document has the {element} `{}`, {problem}", Shown::value(.value))]
    MalformedPolicyValue {
        /// The index of the statement, from 0
        statement: usize,
        /// Which value it is: an action, a resource, a condition value
        element: &'static str,
        /// The value as written
        value: String,
        /// What is wrong with it
        problem: &'static str,
    },
    /// The document names a principal that isn't there
    #[error(
        "statement {statement} of the policy document names the principal `{}`, which does not exist",
        Shown::value(.principal)
    )]
    InvalidPrincipal {
        /// The index of the statement, from 0
        statement: usize,
        /// The principal as written
        principal: String,
    },
    /// The document has a character outside U+0009, U+000A, U+000D and U+0020 to U+00FF (S20)
    #[error("the policy document has the character U+{:04X}, which no policy may have", *.0 as u32)]
    InvalidCharacter(char),
    /// The document is longer than any policy may be, whatever the quotas
    #[error("the policy document has {measured} characters, more than {limit}")]
    DocumentTooLong {
        /// Its characters
        measured: usize,
        /// How many a document may have
        limit: usize,
    },
    /// The values of a command don't go together
    #[error("the {entity} {problem}")]
    InvalidInput {
        /// What the command is about
        entity: Entity,
        /// What is wrong
        problem: &'static str,
    },
    /// A role that only an AWS service may change
    #[error("the {0} is service-linked: only its service may change it")]
    UnmodifiableEntity(Entity),
    /// A policy that AWS keeps for service-linked roles
    #[error(
        "cannot attach the policy `{}` to the {to}: it is for service-linked roles", Shown::value(.policy.as_str())
    )]
    PolicyNotAttachable {
        /// The policy
        policy: PolicyArn,
        /// What it should be attached to
        to: Identity,
    },
    /// A value that only AWS gives, in a call that doesn't restore anything
    #[error("cannot give the {entity} {what}: only a restoring call may")]
    AccessDenied {
        /// What the command is about
        entity: Entity,
        /// What can't be given
        what: &'static str,
    },
    /// Other writers were faster, again and again
    #[error("the request was refused because of other changes at the same time, in {attempts} attempts")]
    ConcurrentModification {
        /// How often it was tried
        attempts: u32,
    },
    /// AWS Organizations refuses it
    #[error(transparent)]
    Organization(#[from] OrganizationError),
}

impl StoreError {
    /// The error code on the wire
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchEntity(_) => "NoSuchEntity",
            Self::EntityAlreadyExists(_) | Self::IdTaken { .. } => "EntityAlreadyExists",
            Self::DuplicateCredential(Entity::Credential(id, _)) if id.as_str().starts_with("APKA") => {
                "DuplicateSSHPublicKey"
            }
            Self::DuplicateCredential(_) => "DuplicateCertificate",
            Self::LimitExceeded { .. } => "LimitExceeded",
            Self::DeleteConflict { .. } => "DeleteConflict",
            Self::MalformedPolicyDocument { .. }
            | Self::MalformedPolicy { .. }
            | Self::MalformedPolicyValue { .. }
            | Self::InvalidPrincipal { .. } => "MalformedPolicyDocument",
            Self::InvalidCharacter(_) | Self::DocumentTooLong { .. } => "ValidationError",
            Self::InvalidInput { .. } => "InvalidInput",
            Self::UnmodifiableEntity(_) => "UnmodifiableEntity",
            Self::PolicyNotAttachable { .. } => "PolicyNotAttachable",
            Self::AccessDenied { .. } => "AccessDenied",
            Self::ConcurrentModification { .. } => "ConcurrentModification",
            Self::Organization(error) => error.code(),
        }
    }

    /// The HTTP status that goes with the code
    pub fn status(&self) -> u16 {
        match self.code() {
            "NoSuchEntity" => 404,
            "EntityAlreadyExists"
            | "LimitExceeded"
            | "DeleteConflict"
            | "ConcurrentModification"
            | "DuplicateCertificate" => 409,
            "AccessDenied" | "AccessDeniedException" => 403,
            _ => 400,
        }
    }
}

pub(crate) fn within(quota: &'static str, measured: usize, limit: usize) -> Result<(), StoreError> {
    if measured <= limit { Ok(()) } else { Err(StoreError::LimitExceeded { quota, measured, limit }) }
}

pub(crate) fn missing(entity: Entity) -> StoreError {
    StoreError::NoSuchEntity(entity)
}

pub(crate) fn no_identity(identity: impl Into<Identity>) -> StoreError {
    StoreError::NoSuchEntity(Entity::Identity(identity.into()))
}

pub(crate) fn exists(entity: Entity) -> StoreError {
    StoreError::EntityAlreadyExists(entity)
}

pub(crate) fn conflict(entity: Entity, reason: &'static str) -> StoreError {
    StoreError::DeleteConflict { entity, reason }
}
