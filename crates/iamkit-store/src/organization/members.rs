//! Accounts that are made and closed, tags, and services that are trusted.

use super::Organization;
use super::account::{
    AccountRequest, AccountRequestId, MemberName, MemberProfile, OrganizationResource, ServicePrincipalName,
};
use super::apply::within;
use super::error::OrganizationError;
use crate::apply::Origin;
use crate::call::Timestamp;
use crate::command::Applied;
use crate::map::entity_mut;
use crate::name::AccountId;
use crate::tag::{TagKey, Tags};

type Outcome = Result<Applied, OrganizationError>;

/// Tags of the root, a unit, an account or a policy.
const TAGS: usize = 50;

impl Organization {
    pub(super) fn on_create_account(
        &mut self,
        time: Timestamp,
        request: AccountRequestId,
        account: AccountId,
        profile: MemberProfile,
    ) -> Outcome {
        let mut profiles = self.members.values().filter_map(|member| member.profile.as_ref());
        if profiles.any(|known| known.email == profile.email) {
            return Err(OrganizationError::EmailTaken);
        }
        self.ensure_request_id_is_free(&request)?;
        self.on_join(time, account.clone())?;
        let name = profile.name.clone();
        if let Some(member) = entity_mut(&mut self.members, &account) {
            member.profile = Some(profile);
        }
        self.add_request(time, request, name, Some(account));
        Ok(Applied::Changed)
    }

    pub(super) fn on_failed_account(
        &mut self,
        time: Timestamp,
        request: AccountRequestId,
        name: MemberName,
    ) -> Outcome {
        self.ensure_request_id_is_free(&request)?;
        self.add_request(time, request, name, None);
        Ok(Applied::Changed)
    }

    fn ensure_request_id_is_free(&self, request: &AccountRequestId) -> Result<(), OrganizationError> {
        if self.requests.contains_key(request) {
            return Err(OrganizationError::RequestIdTaken(request.clone()));
        }
        Ok(())
    }

    fn add_request(
        &mut self,
        time: Timestamp,
        id: AccountRequestId,
        name: MemberName,
        account: Option<AccountId>,
    ) {
        let number = self.next_number();
        let request = AccountRequest { id: id.clone(), name, account, time, number };
        self.requests.insert_mut(id, request.into());
    }

    pub(super) fn on_close(&mut self, account: &AccountId) -> Outcome {
        let member = self.member(account)?;
        if *account == self.management_account {
            return Err(OrganizationError::ManagementAccountCannotClose(account.clone()));
        }
        if member.is_closed {
            return Err(OrganizationError::AccountAlreadyClosed(account.clone()));
        }
        if let Some(member) = entity_mut(&mut self.members, account) {
            member.is_closed = true;
        }
        Ok(Applied::Changed)
    }

    fn ensure_resource(&self, resource: &OrganizationResource) -> Result<(), OrganizationError> {
        let is_there = match resource {
            OrganizationResource::Target(target) => self.ensure_target(target).is_ok(),
            OrganizationResource::Policy(id) => self.policies.contains_key(id),
        };
        if is_there { Ok(()) } else { Err(OrganizationError::TargetNotFound(resource.clone())) }
    }

    pub(super) fn on_tag(&mut self, origin: Origin, resource: OrganizationResource, new: &Tags) -> Outcome {
        self.ensure_resource(&resource)?;
        if new.iter().any(|(key, _)| key.is_reserved()) {
            return Err(OrganizationError::ReservedTag(resource));
        }
        let mut tags = self.tags.get(&resource).cloned().unwrap_or_default();
        for (key, value) in new.iter() {
            tags.insert(key.clone(), value.clone());
        }
        within(origin, "tags per resource", tags.len(), TAGS)?;
        Ok(self.set_tags(resource, tags))
    }

    pub(super) fn on_untag(&mut self, resource: OrganizationResource, keys: &[TagKey]) -> Outcome {
        self.ensure_resource(&resource)?;
        let mut tags = self.tags.get(&resource).cloned().unwrap_or_default();
        for key in keys {
            tags.remove(key);
        }
        Ok(self.set_tags(resource, tags))
    }

    fn set_tags(&mut self, resource: OrganizationResource, tags: Tags) -> Applied {
        if self.tags.get(&resource).map_or(tags.is_empty(), |known| *known == tags) {
            return Applied::Unchanged;
        }
        if tags.is_empty() {
            self.tags.remove_mut(&resource);
        } else {
            self.tags.insert_mut(resource, tags);
        }
        Applied::Changed
    }

    pub(super) fn on_trust(&mut self, time: Timestamp, service: ServicePrincipalName) -> Applied {
        if self.services.contains_key(&service) {
            return Applied::Unchanged;
        }
        self.services.insert_mut(service, time);
        Applied::Changed
    }

    pub(super) fn on_distrust(&mut self, service: &ServicePrincipalName) -> Applied {
        if self.services.remove_mut(service) { Applied::Changed } else { Applied::Unchanged }
    }

    pub(super) fn on_delegate(
        &mut self,
        time: Timestamp,
        account: AccountId,
        service: ServicePrincipalName,
    ) -> Outcome {
        self.ensure_delegable(&account)?;
        let key = (account, service);
        if self.delegated.contains_key(&key) {
            return Err(OrganizationError::AccountAlreadyRegistered(key.0));
        }
        self.delegated.insert_mut(key, time);
        Ok(Applied::Changed)
    }

    pub(super) fn on_end_delegation(&mut self, account: AccountId, service: ServicePrincipalName) -> Outcome {
        self.ensure_delegable(&account)?;
        if !self.delegated.keys().any(|(of, _)| *of == account) {
            return Err(OrganizationError::AccountNotRegistered(account));
        }
        let key = (account, service);
        if self.delegated.remove_mut(&key) {
            return Ok(Applied::Changed);
        }
        Err(OrganizationError::ServiceNotRegistered(key.1))
    }

    fn ensure_delegable(&self, account: &AccountId) -> Result<(), OrganizationError> {
        self.member(account)?;
        if *account == self.management_account {
            return Err(OrganizationError::ManagementAccountNotDelegated);
        }
        Ok(())
    }
}
