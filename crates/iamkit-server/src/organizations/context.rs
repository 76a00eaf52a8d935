//! The organisation of a call: who may ask about it, and what is answered where it can't be.

use std::sync::Arc;

use iamkit_store::{
    AccountId, Change, CommitError, Organization, OrganizationCommand, OrganizationError, Parent, Snapshot,
    StoreError,
};
use iamkit_wire::WireError;

use super::ids::Id;
use crate::invocation::Invocation;
use crate::refusal::refused_commit;

impl Invocation<'_> {
    /// The organisation that the caller's account is a member of.
    pub(super) fn organization(&self) -> Result<&Organization, WireError> {
        let organization = self.snapshot().organization();
        let is_member = |it: &&Organization| it.member(self.account_id()).is_ok();
        organization.filter(is_member).ok_or_else(|| refused(&OrganizationError::NotInUse))
    }

    /// The same, for what only its management account may ask: member accounts may not, and the others have none.
    pub(super) fn managed(&self) -> Result<&Organization, WireError> {
        let organization = self.organization()?;
        self.ensure_manages(organization)?;
        Ok(organization)
    }

    /// The same, for what its delegated administrators may ask, too.
    pub(super) fn administered(&self) -> Result<&Organization, WireError> {
        let organization = self.organization()?;
        let mut administrators = organization.delegated_administrators();
        if administrators.any(|(account, ..)| account == self.account_id()) {
            return Ok(organization);
        }
        self.ensure_manages(organization)?;
        Ok(organization)
    }

    fn ensure_manages(&self, organization: &Organization) -> Result<(), WireError> {
        if organization.management_account() == self.account_id() {
            return Ok(());
        }
        let message = "You don't have permissions to access this resource.";
        Err(WireError::new("AccessDeniedException", 400, message))
    }

    /// Changes the organisation, and gives all as it has become.
    pub(super) fn change(&self, command: OrganizationCommand) -> Result<Arc<Snapshot>, WireError> {
        self.change_all(&[Change::in_organization(self.call()?, command)])
    }

    /// Makes several changes or none, and gives all as it has become.
    pub(super) fn change_all(&self, changes: &[Change]) -> Result<Arc<Snapshot>, WireError> {
        let committed = self.state.commit_all(changes).map_err(|error| of_commit(&error))?;
        Ok(Arc::clone(committed.snapshot()))
    }
}

/// The organisation after a change of it.
pub(super) fn organization_in(snapshot: &Snapshot) -> Result<&Organization, WireError> {
    snapshot.organization().ok_or_else(|| refused(&OrganizationError::NotInUse))
}

fn of_commit(error: &CommitError) -> WireError {
    match error {
        CommitError::Refused(transaction) => match transaction.error() {
            StoreError::Organization(error) => refused(error),
            error => WireError::new("ServiceException", 400, error.to_string()),
        },
        error => refused_commit(error),
    }
}

/// What the organisation refuses, in the sentences of the service.
pub(super) fn refused(error: &OrganizationError) -> WireError {
    let message = match error {
        OrganizationError::NotInUse => "Your account is not a member of an organization.",
        OrganizationError::AlreadyInOrganization(_) => {
            "The provided account is already a member of an organization."
        }
        OrganizationError::AccountNotFound(_) => "You specified an account that doesn't exist.",
        OrganizationError::OrganizationalUnitNotFound(_) => {
            "You specified an organizational unit that doesn't exist."
        }
        OrganizationError::PolicyNotFound(_) => "You specified a policy that doesn't exist.",
        OrganizationError::TargetNotFound(_) => "You specified a target that doesn't exist.",
        OrganizationError::DuplicateOrganizationalUnit(_) => "An OU with the same name already exists.",
        OrganizationError::AccountAlreadyClosed(_) => "The provided account is already closed.",
        OrganizationError::AccountAlreadyRegistered(_) => {
            "The provided account is already a delegated administrator for your organization."
        }
        OrganizationError::AccountNotRegistered(_) => {
            "The provided account is not a registered delegated administrator for your organization."
        }
        OrganizationError::ServiceNotRegistered(_) => UNKNOWN_SERVICE,
        OrganizationError::ManagementAccountNotDelegated => {
            "You cannot register master account/yourself as delegated administrator for your organization."
        }
        OrganizationError::PolicyTypeAlreadyEnabled(_) => "The specified policy type is already enabled.",
        OrganizationError::PolicyTypeNotEnabled(_) => {
            "This operation can be performed only for enabled policy types."
        }
        error => return WireError::new(error.code(), 400, error.to_string()),
    };
    WireError::new(error.code(), 400, message)
}

pub(super) const UNKNOWN_SERVICE: &str = "You specified an unrecognized service principal.";

/// An input that has no form that it could have.
pub(super) fn invalid() -> WireError {
    WireError::new("InvalidInputException", 400, "You specified an invalid value.")
}

/// A value that the model doesn't allow, in the sentences of the service.
pub(crate) fn in_own_words(error: WireError) -> WireError {
    if error.message().contains("enum value set") {
        return invalid();
    }
    if error.message().contains("regular expression pattern") {
        let message = "You provided a value that does not match the required pattern.";
        return WireError::new("InvalidInputException", 400, message);
    }
    error
}

/// An account by its id.
pub(super) fn account_id(text: &str) -> Result<AccountId, WireError> {
    text.parse().map_err(|_| invalid())
}

/// What an id is of, by its form.
pub(super) fn id(text: &str) -> Result<Id, WireError> {
    Id::read(text).ok_or_else(invalid)
}

/// The root or unit that an id is of.
pub(super) fn parent(organization: &Organization, text: &str) -> Result<Parent, WireError> {
    let missing = || {
        let message = "We can't find a root or OU with the ParentId that you specified.";
        WireError::new("ParentNotFoundException", 400, message)
    };
    id(text)?.parent(organization).ok_or_else(missing)
}
