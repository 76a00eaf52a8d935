//! Why a change of the organisation was refused, with the code that AWS Organizations answers.
//!
//! The wording is this crate's own; the codes are AWS's. All of them are answered with HTTP status 400.

use iamkit_policy::shown::Shown;

use super::account::{AccountRequestId, OrganizationResource, ServicePrincipalName};
use super::name::{
    ControlPolicyId, ControlPolicyName, OrganizationId, OrganizationalUnitId, OrganizationalUnitName, Target,
};
use super::policy_kind::ControlPolicyKind;
use crate::name::AccountId;

/// Why a change of the organisation was refused
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OrganizationError {
    /// There is no organisation
    #[error("there is no organisation")]
    NotInUse,
    /// There is an organisation already
    #[error("there is the organisation `{0}` already")]
    AlreadyInOrganization(OrganizationId),
    /// There is no such unit
    #[error("the organisational unit `{0}` cannot be found")]
    OrganizationalUnitNotFound(OrganizationalUnitId),
    /// The account is no member
    #[error("the account `{0}` is no member of the organisation")]
    AccountNotFound(AccountId),
    /// There is no such policy
    #[error("the control policy `{0}` cannot be found")]
    PolicyNotFound(ControlPolicyId),
    /// The parent has a unit of that name
    #[error("there is an organisational unit `{}` there already", Shown::value(.0.as_str()))]
    DuplicateOrganizationalUnit(OrganizationalUnitName),
    /// The id of a unit is taken
    #[error("the id `{0}` of an organisational unit is taken")]
    UnitIdTaken(OrganizationalUnitId),
    /// The account is a member already
    #[error("the account `{0}` is a member already")]
    DuplicateAccount(AccountId),
    /// The account is there already: it isn't moved
    #[error("the account `{0}` is there already")]
    AccountAlreadyThere(AccountId),
    /// Another account has the address already
    #[error("the address of the owner is that of another account")]
    EmailTaken,
    /// The account is closed already
    #[error("the account `{0}` is closed already")]
    AccountAlreadyClosed(AccountId),
    /// The account administers the service already
    #[error("the account `{0}` administers the service already")]
    AccountAlreadyRegistered(AccountId),
    /// The account administers nothing
    #[error("the account `{0}` administers no service for the organisation")]
    AccountNotRegistered(AccountId),
    /// The account administers another service
    #[error("the account does not administer the service `{0}`")]
    ServiceNotRegistered(ServicePrincipalName),
    /// The management account administers everything anyway
    #[error("the management account can't be a delegated administrator")]
    ManagementAccountNotDelegated,
    /// The management account can't be closed
    #[error("the management account `{0}` can't be closed")]
    ManagementAccountCannotClose(AccountId),
    /// There is nothing there to have tags
    #[error("the {0} cannot be found")]
    TargetNotFound(OrganizationResource),
    /// Only AWS sets tags whose keys begin with `aws:`
    #[error("the {0} can't have a tag whose key begins with `aws:`")]
    ReservedTag(OrganizationResource),
    /// The id of a request is taken
    #[error("the id `{0}` of a request is taken")]
    RequestIdTaken(AccountRequestId),
    /// Accounts or units are left
    #[error("cannot delete the organisation: its accounts, units and policies must be gone first")]
    OrganizationNotEmpty,
    /// There is a policy of that name and kind
    #[error("there is a control policy `{}` of that kind already", Shown::value(.0.as_str()))]
    DuplicatePolicy(ControlPolicyName),
    /// The id of a policy is taken
    #[error("the id `{0}` of a control policy is taken")]
    PolicyIdTaken(ControlPolicyId),
    /// The policy is attached to that target
    #[error("the control policy `{0}` is attached to the {1} already")]
    DuplicatePolicyAttachment(ControlPolicyId, Target),
    /// The policy isn't attached to that target
    #[error("the control policy `{0}` is not attached to the {1}")]
    PolicyNotAttached(ControlPolicyId, Target),
    /// The unit has units or accounts in it
    #[error("cannot delete the organisational unit `{0}`: what is in it must be moved or deleted first")]
    OrganizationalUnitNotEmpty(OrganizationalUnitId),
    /// The policy is attached somewhere
    #[error("cannot delete the control policy `{0}`: it must be detached everywhere first")]
    PolicyInUse(ControlPolicyId),
    /// The kind of policy isn't enabled
    #[error("policies of the kind `{0}` are not enabled")]
    PolicyTypeNotEnabled(ControlPolicyKind),
    /// The kind of policy is enabled already
    #[error("policies of the kind `{0}` are enabled already")]
    PolicyTypeAlreadyEnabled(ControlPolicyKind),
    /// A quota would be exceeded
    #[error("cannot exceed quota for {quota}: {measured} is more than {limit}")]
    LimitExceeded {
        /// The quota, in words
        quota: &'static str,
        /// What there would be
        measured: usize,
        /// What there may be
        limit: usize,
    },
    /// A target keeps at least one service control policy, and the one of AWS for resources
    #[error(
        "cannot detach the control policy `{0}` from the {1}: the last one and AWS's own for resources stay"
    )]
    MinimumAttachment(ControlPolicyId, Target),
    /// AWS's own policies can't be changed
    #[error("the control policy `{0}` is AWS's own and can't be changed")]
    AwsManagedPolicy(ControlPolicyId),
    /// The management account stays in its organisation
    #[error("the management account `{0}` can't leave the organisation")]
    ManagementAccountCannotLeave(AccountId),
    /// The document can't be a control policy of that kind
    #[error("statement {statement} of the control policy {problem}")]
    MalformedPolicyDocument {
        /// The index of the statement, from 0
        statement: usize,
        /// What is wrong with it
        problem: &'static str,
    },
    /// The document has a character or a length that no policy may have
    #[error("the control policy has a character that no policy may have, or too many of them")]
    InvalidDocument,
    /// AWS's own policy couldn't be made
    #[error("the control policy of AWS can't be made")]
    ServiceError,
}

impl OrganizationError {
    /// The error code on the wire
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotInUse => "AWSOrganizationsNotInUseException",
            Self::AlreadyInOrganization(_) => "AlreadyInOrganizationException",
            Self::OrganizationalUnitNotFound(_) => "OrganizationalUnitNotFoundException",
            Self::AccountNotFound(_) => "AccountNotFoundException",
            Self::PolicyNotFound(_) => "PolicyNotFoundException",
            Self::DuplicateOrganizationalUnit(_) => "DuplicateOrganizationalUnitException",
            Self::DuplicateAccount(_) | Self::AccountAlreadyThere(_) => "DuplicateAccountException",
            Self::DuplicatePolicy(_) => "DuplicatePolicyException",
            Self::DuplicatePolicyAttachment(..) => "DuplicatePolicyAttachmentException",
            Self::PolicyNotAttached(..) => "PolicyNotAttachedException",
            Self::OrganizationalUnitNotEmpty(_) => "OrganizationalUnitNotEmptyException",
            Self::PolicyInUse(_) => "PolicyInUseException",
            Self::PolicyTypeNotEnabled(_) => "PolicyTypeNotEnabledException",
            Self::PolicyTypeAlreadyEnabled(_) => "PolicyTypeAlreadyEnabledException",
            Self::AccountAlreadyClosed(_) => "AccountAlreadyClosedException",
            Self::AccountAlreadyRegistered(_) => "AccountAlreadyRegisteredException",
            Self::AccountNotRegistered(_) => "AccountNotRegisteredException",
            Self::UnitIdTaken(_)
            | Self::PolicyIdTaken(_)
            | Self::EmailTaken
            | Self::ServiceNotRegistered(_)
            | Self::ReservedTag(_)
            | Self::RequestIdTaken(_) => "InvalidInputException",
            Self::TargetNotFound(_) => "TargetNotFoundException",
            Self::OrganizationNotEmpty => "OrganizationNotEmptyException",
            Self::LimitExceeded { .. }
            | Self::ManagementAccountNotDelegated
            | Self::ManagementAccountCannotClose(_)
            | Self::MinimumAttachment(..)
            | Self::ManagementAccountCannotLeave(_) => "ConstraintViolationException",
            Self::AwsManagedPolicy(_) => "AccessDeniedException",
            Self::MalformedPolicyDocument { .. } | Self::InvalidDocument => {
                "MalformedPolicyDocumentException"
            }
            Self::ServiceError => "ServiceException",
        }
    }
}
