//! The organisation above the accounts: a root, organisational units, member accounts, service and resource control
//! policies and where they are attached.
//!
//! What the policies mean is the engine's question; here stands which apply to an account, level by level.

mod account;
mod apply;
mod command;
mod error;
mod members;
mod name;
mod policy;
mod policy_kind;
mod unit;

pub use account::{
    AccountRequest, AccountRequestId, MemberEmail, MemberName, MemberProfile, OrganizationResource,
    ServicePrincipalName,
};
pub use command::OrganizationCommand;
pub use error::OrganizationError;
pub use name::{
    ControlPolicyId, ControlPolicyName, OrganizationId, OrganizationalUnitId, OrganizationalUnitName, Parent,
    RootId, Target,
};
pub use policy::ControlPolicy;
pub use policy_kind::ControlPolicyKind;
pub use unit::{Level, Member, OrganizationalUnit};

pub(crate) use apply::apply;

use error::OrganizationError as Refusal;

use std::sync::Arc;

use iamkit_policy::SizeQuota;
use serde::{Deserialize, Serialize};

use crate::call::Timestamp;
use crate::map::{Map, Set};
use crate::name::AccountId;
use crate::tag::Tags;

/// How much an organisation may hold (S82)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrganizationQuotas {
    /// Control policies of one kind attached to a root, unit or account
    pub policies_per_target: usize,
    /// Characters of a control policy, white space counted
    pub policy_size: usize,
    /// Levels of organisational units below the root
    pub unit_depth: usize,
}

impl Default for OrganizationQuotas {
    fn default() -> Self {
        Self { policies_per_target: 5, policy_size: SizeQuota::SERVICE_CONTROL.characters(), unit_depth: 5 }
    }
}

/// An organisation
///
/// A clone costs a few pointers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    pub(crate) id: OrganizationId,
    pub(crate) root: RootId,
    pub(crate) management_account: AccountId,
    pub(crate) quotas: OrganizationQuotas,
    pub(crate) enabled: Set<ControlPolicyKind>,
    pub(crate) units: Map<OrganizationalUnitId, Arc<OrganizationalUnit>>,
    pub(crate) members: Map<AccountId, Arc<Member>>,
    pub(crate) policies: Map<ControlPolicyId, Arc<ControlPolicy>>,
    // INVARIANT: names policies that are there, on targets that are there, of kinds that are enabled.
    pub(crate) attached: Map<Target, Set<ControlPolicyId>>,
    pub(crate) requests: Map<AccountRequestId, Arc<AccountRequest>>,
    // INVARIANT: only of what is there, and never none of it.
    pub(crate) tags: Map<OrganizationResource, Tags>,
    pub(crate) services: Map<ServicePrincipalName, Timestamp>,
    // INVARIANT: names members other than the management account.
    pub(crate) delegated: Map<(AccountId, ServicePrincipalName), Timestamp>,
    // INVARIANT: goes up with every unit and policy whose id is made and never down.
    pub(crate) next_id: u64,
    // INVARIANT: goes up with everything that is made and never down.
    pub(crate) n_made: u64,
}

impl Organization {
    /// The id, `o-…`
    pub fn id(&self) -> &OrganizationId {
        &self.id
    }

    /// The id of the root, `r-…`
    pub fn root(&self) -> &RootId {
        &self.root
    }

    /// The account that manages the organisation, which no control policy restricts
    pub fn management_account(&self) -> &AccountId {
        &self.management_account
    }

    /// The quotas
    pub fn quotas(&self) -> &OrganizationQuotas {
        &self.quotas
    }

    /// The kinds of control policies that are in force
    pub fn enabled_policy_types(&self) -> impl ExactSizeIterator<Item = ControlPolicyKind> {
        self.enabled.iter().copied()
    }

    /// All organisational units, by id
    pub fn organizational_units(&self) -> impl ExactSizeIterator<Item = &Arc<OrganizationalUnit>> {
        self.units.values()
    }

    /// All member accounts, by id
    pub fn members(&self) -> impl ExactSizeIterator<Item = &Arc<Member>> {
        self.members.values()
    }

    /// All control policies, by id
    pub fn policies(&self) -> impl ExactSizeIterator<Item = &Arc<ControlPolicy>> {
        self.policies.values()
    }

    /// All requests for new accounts, by id
    pub fn account_requests(&self) -> impl ExactSizeIterator<Item = &Arc<AccountRequest>> {
        self.requests.values()
    }

    /// The tags of the root, a unit, an account or a policy
    pub fn tags(&self, resource: &OrganizationResource) -> Option<&Tags> {
        self.tags.get(resource)
    }

    /// The services that are trusted, by name, and since when
    pub fn trusted_services(&self) -> impl ExactSizeIterator<Item = (&ServicePrincipalName, Timestamp)> {
        self.services.iter().map(|(service, since)| (service, *since))
    }

    /// The accounts that administer services for the organisation, each with the service, and since when
    pub fn delegated_administrators(
        &self,
    ) -> impl ExactSizeIterator<Item = (&AccountId, &ServicePrincipalName, Timestamp)> {
        self.delegated.iter().map(|((account, service), since)| (account, service, *since))
    }

    /// An organisational unit
    ///
    /// # Errors
    /// `OrganizationalUnitNotFoundException` where there is none.
    pub fn organizational_unit(
        &self,
        id: &OrganizationalUnitId,
    ) -> Result<&Arc<OrganizationalUnit>, Refusal> {
        self.units.get(id).ok_or_else(|| Refusal::OrganizationalUnitNotFound(id.clone()))
    }

    /// A member account
    ///
    /// # Errors
    /// `AccountNotFoundException` where the account is no member.
    pub fn member(&self, account: &AccountId) -> Result<&Arc<Member>, Refusal> {
        self.members.get(account).ok_or_else(|| Refusal::AccountNotFound(account.clone()))
    }

    /// A control policy
    ///
    /// # Errors
    /// `PolicyNotFoundException` where there is none.
    pub fn policy(&self, id: &ControlPolicyId) -> Result<&Arc<ControlPolicy>, Refusal> {
        self.policies.get(id).ok_or_else(|| Refusal::PolicyNotFound(id.clone()))
    }

    /// The control policies of a kind attached to a target itself, by id
    pub fn policies_for_target(
        &self,
        target: &Target,
        kind: ControlPolicyKind,
    ) -> impl Iterator<Item = &Arc<ControlPolicy>> {
        let attached = self.attached.get(target).into_iter().flat_map(Set::iter);
        attached.filter_map(|id| self.policies.get(id)).filter(move |policy| policy.kind() == kind)
    }

    /// The targets that a control policy is attached to
    pub fn targets_for_policy(&self, id: &ControlPolicyId) -> impl Iterator<Item = &Target> {
        self.attached.iter().filter(move |(_, policies)| policies.contains(id)).map(|(target, _)| target)
    }

    /// The targets above an account, from the root down to the account itself
    ///
    /// # Errors
    /// `AccountNotFoundException` where the account is no member.
    pub fn path_to(&self, account: &AccountId) -> Result<Vec<Target>, Refusal> {
        let mut path = vec![Target::Account(account.clone())];
        let mut parent = self.member(account)?.parent().clone();
        // INVARIANT: the parent of a unit is there before the unit and never changes, so this ends at the root.
        while let Parent::OrganizationalUnit(id) = parent {
            parent = self.organizational_unit(&id)?.parent().clone();
            path.push(Target::OrganizationalUnit(id));
        }
        path.push(Target::Root);
        path.reverse();
        Ok(path)
    }

    /// The levels of control policies that restrict an account, from the root down; `None` where none does: the account
    /// is no member, manages the organisation, or the kind isn't enabled
    pub fn levels(&self, account: &AccountId, kind: ControlPolicyKind) -> Option<Vec<Level>> {
        if *account == self.management_account || !self.enabled.contains(&kind) {
            return None;
        }
        self.members.get(account)?;
        let level = |target: Target| {
            let policies = self.policies_for_target(&target, kind).cloned().collect();
            Level { target, policies }
        };
        // A unit that isn't there can't be above an account; if it were, a level without policies allows nothing.
        let closed = || Level { target: Target::Account(account.clone()), policies: Vec::new() };
        let path = self.path_to(account);
        Some(path.map_or_else(|_| vec![closed()], |path| path.into_iter().map(level).collect()))
    }
}
