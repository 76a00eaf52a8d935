//! The one function that changes an organisation.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use super::account::{MemberProfile, OrganizationResource};
use super::command::OrganizationCommand;
use super::error::OrganizationError;
use super::name::{
    ControlPolicyId, ControlPolicyName, OrganizationalUnitId, OrganizationalUnitName, Parent, Target,
};
use super::policy::ControlPolicy;
use super::policy_kind::ControlPolicyKind;
use super::unit::{Member, OrganizationalUnit};
use super::{Organization, OrganizationQuotas};
use crate::apply::{Origin, ensure_resource_control_policy, ensure_service_control_policy};
use crate::call::{Call, Timestamp};
use crate::command::Applied;
use crate::error::StoreError;
use crate::id::{self, IdKind};
use crate::map::{Map, Set, entity_mut};
use crate::name::AccountId;
use crate::text::Description;

type Outcome = Result<Applied, OrganizationError>;

/// Applies a command to the organisation that there is, or to none yet.
///
/// A refused command changes nothing: each step first makes sure of everything and then changes.
pub(crate) fn apply(
    organization: &mut Option<Organization>,
    origin: Origin,
    call: &Call,
    command: OrganizationCommand,
) -> Outcome {
    if let OrganizationCommand::CreateOrganization { id, root, management_account } = command {
        if let Some(taken) = organization {
            return Err(OrganizationError::AlreadyInOrganization(taken.id.clone()));
        }
        let manager = Member::new(management_account.clone(), call.time());
        *organization = Some(Organization {
            id,
            root,
            quotas: OrganizationQuotas::default(),
            enabled: Set::new_sync(),
            units: Map::new_sync(),
            members: Map::new_sync().insert(management_account.clone(), manager.into()),
            management_account,
            policies: Map::new_sync(),
            attached: Map::new_sync(),
            requests: Map::new_sync(),
            tags: Map::new_sync(),
            services: Map::new_sync(),
            delegated: Map::new_sync(),
            next_id: 0,
            n_made: 0,
        });
        return Ok(Applied::Changed);
    }
    organization.as_mut().ok_or(OrganizationError::NotInUse)?.apply(origin, call.time(), command)
}

impl Organization {
    fn apply(&mut self, origin: Origin, time: Timestamp, command: OrganizationCommand) -> Outcome {
        match command {
            OrganizationCommand::CreateOrganization { .. } => {
                Err(OrganizationError::AlreadyInOrganization(self.id.clone()))
            }
            OrganizationCommand::SetQuotas { quotas } => Ok(self.on_set_quotas(quotas)),
            OrganizationCommand::EnablePolicyType { kind } => self.on_enable(kind),
            OrganizationCommand::DisablePolicyType { kind } => self.on_disable(kind),
            OrganizationCommand::CreateOrganizationalUnit { parent, name, id } => {
                self.on_create_unit(origin, parent, name, id)
            }
            OrganizationCommand::UpdateOrganizationalUnit { id, name } => self.on_rename_unit(&id, name),
            OrganizationCommand::DeleteOrganizationalUnit { id } => self.on_delete_unit(id),
            OrganizationCommand::JoinOrganization { account } => self.on_join(time, account),
            OrganizationCommand::CreateAccount { request, account, name, email } => {
                self.on_create_account(time, request, account, MemberProfile { name, email })
            }
            OrganizationCommand::RecordFailedAccount { request, name } => {
                self.on_failed_account(time, request, name)
            }
            OrganizationCommand::CloseAccount { account } => self.on_close(&account),
            OrganizationCommand::TagResource { resource, tags } => self.on_tag(origin, resource, &tags),
            OrganizationCommand::UntagResource { resource, keys } => self.on_untag(resource, &keys),
            OrganizationCommand::EnableServiceAccess { service } => Ok(self.on_trust(time, service)),
            OrganizationCommand::DisableServiceAccess { service } => Ok(self.on_distrust(&service)),
            OrganizationCommand::RegisterDelegatedAdministrator { account, service } => {
                self.on_delegate(time, account, service)
            }
            OrganizationCommand::DeregisterDelegatedAdministrator { account, service } => {
                self.on_end_delegation(account, service)
            }
            OrganizationCommand::MoveAccount { account, destination } => self.on_move(&account, destination),
            OrganizationCommand::RemoveAccountFromOrganization { account } => self.on_leave(account),
            OrganizationCommand::CreateControlPolicy { kind, name, description, document, id } => {
                self.on_create_policy(origin, kind, name, description, document, id)
            }
            OrganizationCommand::UpdateControlPolicy { id, name, description, document } => {
                self.on_update_policy(origin, &id, name, description, document)
            }
            OrganizationCommand::DeleteControlPolicy { id } => self.on_delete_policy(id),
            OrganizationCommand::AttachControlPolicy { id, target } => self.on_attach(origin, id, target),
            OrganizationCommand::DetachControlPolicy { id, target } => self.on_detach(id, target),
        }
    }

    fn on_set_quotas(&mut self, quotas: OrganizationQuotas) -> Applied {
        if self.quotas == quotas {
            return Applied::Unchanged;
        }
        self.quotas = quotas;
        Applied::Changed
    }

    fn on_enable(&mut self, kind: ControlPolicyKind) -> Outcome {
        if self.enabled.contains(&kind) {
            return Err(OrganizationError::PolicyTypeAlreadyEnabled(kind));
        }
        let policy = kind.full_access()?;
        let id = policy.id.clone();
        self.policies.insert_mut(id.clone(), policy.into());
        self.enabled.insert_mut(kind);
        let units = self.units.keys().cloned().map(Target::OrganizationalUnit);
        let accounts = self.members.keys().cloned().map(Target::Account);
        for target in units.chain(accounts).chain([Target::Root]).collect::<Vec<_>>() {
            self.attach(&target, id.clone());
        }
        Ok(Applied::Changed)
    }

    fn on_disable(&mut self, kind: ControlPolicyKind) -> Outcome {
        self.ensure_enabled(kind)?;
        self.enabled.remove_mut(&kind);
        let of_kind = |id: &ControlPolicyId| self.policies.get(id).is_some_and(|policy| policy.kind == kind);
        let mut attached = Map::new_sync();
        for (target, policies) in &self.attached {
            let kept = policies.iter().filter(|id| !of_kind(id)).cloned().collect::<Set<_>>();
            attached.insert_mut(target.clone(), kept);
        }
        self.attached = attached;
        Ok(Applied::Changed)
    }

    fn on_create_unit(
        &mut self,
        origin: Origin,
        parent: Parent,
        name: OrganizationalUnitName,
        given: Option<OrganizationalUnitId>,
    ) -> Outcome {
        let depth = self.depth(&parent)? + 1;
        self.ensure_unit_name_is_free(&parent, &name)?;
        within(origin, "levels of organisational units", depth, self.quotas.unit_depth)?;
        if let Some(id) = given.as_ref().filter(|id| self.units.contains_key(id)) {
            return Err(OrganizationError::UnitIdTaken(id.clone()));
        }
        let root = self.root.as_str().trim_start_matches("r-").to_owned();
        let made = |text: String| OrganizationalUnitId::trusted(format!("ou-{root}-{text}"));
        let id = given
            .unwrap_or_else(|| self.next_id(made, |organization, id| organization.units.contains_key(id)));
        let number = self.next_number();
        self.units.insert_mut(id.clone(), OrganizationalUnit { id: id.clone(), name, parent, number }.into());
        self.attach_full_access(&Target::OrganizationalUnit(id))?;
        Ok(Applied::Changed)
    }

    fn on_rename_unit(&mut self, id: &OrganizationalUnitId, name: OrganizationalUnitName) -> Outcome {
        let unit = self.organizational_unit(id)?;
        if unit.name == name {
            return Ok(Applied::Unchanged);
        }
        self.ensure_unit_name_is_free(&unit.parent, &name)?;
        if let Some(unit) = entity_mut(&mut self.units, id) {
            unit.name = name;
        }
        Ok(Applied::Changed)
    }

    fn on_delete_unit(&mut self, id: OrganizationalUnitId) -> Outcome {
        self.organizational_unit(&id)?;
        let here = Parent::OrganizationalUnit(id.clone());
        let has_units = self.units.values().any(|unit| unit.parent == here);
        if has_units || self.members.values().any(|member| member.parent == here) {
            return Err(OrganizationError::OrganizationalUnitNotEmpty(id));
        }
        self.units.remove_mut(&id);
        self.forget(&Target::OrganizationalUnit(id));
        Ok(Applied::Changed)
    }

    pub(super) fn on_join(&mut self, joined: Timestamp, account: AccountId) -> Outcome {
        if self.members.contains_key(&account) {
            return Err(OrganizationError::DuplicateAccount(account));
        }
        let member = Member::new(account.clone(), joined);
        self.members.insert_mut(account.clone(), member.into());
        self.attach_full_access(&Target::Account(account))?;
        Ok(Applied::Changed)
    }

    fn on_move(&mut self, account: &AccountId, destination: Parent) -> Outcome {
        let member = self.member(account)?;
        self.depth(&destination)?;
        if member.parent == destination {
            return Err(OrganizationError::AccountAlreadyThere(account.clone()));
        }
        if let Some(member) = entity_mut(&mut self.members, account) {
            member.parent = destination;
        }
        Ok(Applied::Changed)
    }

    fn on_leave(&mut self, account: AccountId) -> Outcome {
        self.member(&account)?;
        if account == self.management_account {
            return Err(OrganizationError::ManagementAccountCannotLeave(account));
        }
        self.members.remove_mut(&account);
        self.delegated = self.delegated.iter().filter(|((of, _), _)| *of != account).map(owned).collect();
        self.forget(&Target::Account(account));
        Ok(Applied::Changed)
    }

    fn on_create_policy(
        &mut self,
        origin: Origin,
        kind: ControlPolicyKind,
        name: ControlPolicyName,
        description: Option<Description>,
        document: Arc<PolicyDocument>,
        given: Option<ControlPolicyId>,
    ) -> Outcome {
        self.ensure_document(origin, kind, &document)?;
        self.ensure_policy_name_is_free(kind, &name)?;
        if let Some(id) = given.as_ref().filter(|id| self.policies.contains_key(id)) {
            return Err(OrganizationError::PolicyIdTaken(id.clone()));
        }
        let made = |text: String| ControlPolicyId::trusted(format!("p-{text}"));
        let is_taken = |organization: &Self, id: &_| organization.policies.contains_key(id);
        let id = given.unwrap_or_else(|| self.next_id(made, is_taken));
        let (is_aws_managed, number) = (false, self.next_number());
        let policy =
            ControlPolicy { id: id.clone(), kind, name, description, document, is_aws_managed, number };
        self.policies.insert_mut(id, policy.into());
        Ok(Applied::Changed)
    }

    fn on_update_policy(
        &mut self,
        origin: Origin,
        id: &ControlPolicyId,
        name: ControlPolicyName,
        description: Option<Description>,
        document: Arc<PolicyDocument>,
    ) -> Outcome {
        let old = self.policy(id)?;
        if old.is_aws_managed {
            return Err(OrganizationError::AwsManagedPolicy(id.clone()));
        }
        self.ensure_document(origin, old.kind, &document)?;
        if old.name != name {
            self.ensure_policy_name_is_free(old.kind, &name)?;
        }
        let new = ControlPolicy { name, description, document, ..ControlPolicy::clone(old) };
        if **old == new && old.document.text() == new.document.text() {
            return Ok(Applied::Unchanged);
        }
        self.policies.insert_mut(id.clone(), new.into());
        Ok(Applied::Changed)
    }

    fn on_delete_policy(&mut self, id: ControlPolicyId) -> Outcome {
        if self.policy(&id)?.is_aws_managed {
            return Err(OrganizationError::AwsManagedPolicy(id));
        }
        if self.targets_for_policy(&id).next().is_some() {
            return Err(OrganizationError::PolicyInUse(id));
        }
        self.policies.remove_mut(&id);
        self.tags.remove_mut(&OrganizationResource::Policy(id));
        Ok(Applied::Changed)
    }

    fn on_attach(&mut self, origin: Origin, id: ControlPolicyId, target: Target) -> Outcome {
        let kind = self.policy(&id)?.kind;
        self.ensure_target(&target)?;
        self.ensure_enabled(kind)?;
        if self.attached.get(&target).is_some_and(|policies| policies.contains(&id)) {
            return Err(OrganizationError::DuplicatePolicyAttachment(id, target));
        }
        let n_policies = self.policies_for_target(&target, kind).count() + 1;
        within(origin, "control policies of a kind per target", n_policies, self.quotas.policies_per_target)?;
        self.attach(&target, id);
        Ok(Applied::Changed)
    }

    fn on_detach(&mut self, id: ControlPolicyId, target: Target) -> Outcome {
        let policy = Arc::clone(self.policy(&id)?);
        self.ensure_target(&target)?;
        if !self.attached.get(&target).is_some_and(|policies| policies.contains(&id)) {
            return Err(OrganizationError::PolicyNotAttached(id, target));
        }
        let is_last = self.policies_for_target(&target, policy.kind).count() == 1;
        let is_for_resources = policy.kind == ControlPolicyKind::ResourceControlPolicy;
        let stays = if is_for_resources { policy.is_aws_managed } else { is_last };
        if stays {
            return Err(OrganizationError::MinimumAttachment(id, target));
        }
        if let Some(policies) = self.attached.get_mut(&target) {
            policies.remove_mut(&id);
        }
        Ok(Applied::Changed)
    }

    /// What is gone has neither policies nor tags.
    fn forget(&mut self, target: &Target) {
        self.attached.remove_mut(target);
        self.tags.remove_mut(&OrganizationResource::Target(target.clone()));
    }

    fn attach(&mut self, target: &Target, id: ControlPolicyId) {
        let mut policies = self.attached.get(target).cloned().unwrap_or_else(Set::new_sync);
        policies.insert_mut(id);
        self.attached.insert_mut(target.clone(), policies);
    }

    /// What is new has AWS's own policy of each kind that is enabled.
    fn attach_full_access(&mut self, target: &Target) -> Result<(), OrganizationError> {
        let kinds = self.enabled.iter().copied().collect::<Vec<_>>();
        for kind in kinds {
            self.attach(target, kind.full_access()?.id);
        }
        Ok(())
    }

    fn ensure_enabled(&self, kind: ControlPolicyKind) -> Result<(), OrganizationError> {
        if self.enabled.contains(&kind) { Ok(()) } else { Err(OrganizationError::PolicyTypeNotEnabled(kind)) }
    }

    pub(super) fn ensure_target(&self, target: &Target) -> Result<(), OrganizationError> {
        match target {
            Target::Root => Ok(()),
            Target::OrganizationalUnit(id) => self.organizational_unit(id).map(|_| ()),
            Target::Account(id) => self.member(id).map(|_| ()),
        }
    }

    fn ensure_unit_name_is_free(
        &self,
        parent: &Parent,
        name: &OrganizationalUnitName,
    ) -> Result<(), OrganizationError> {
        let is_taken = self.units.values().any(|unit| unit.parent == *parent && unit.name == *name);
        if is_taken { Err(OrganizationError::DuplicateOrganizationalUnit(name.clone())) } else { Ok(()) }
    }

    fn ensure_policy_name_is_free(
        &self,
        kind: ControlPolicyKind,
        name: &ControlPolicyName,
    ) -> Result<(), OrganizationError> {
        let is_taken = self.policies.values().any(|policy| policy.kind == kind && policy.name == *name);
        if is_taken { Err(OrganizationError::DuplicatePolicy(name.clone())) } else { Ok(()) }
    }

    fn ensure_document(
        &self,
        origin: Origin,
        kind: ControlPolicyKind,
        document: &PolicyDocument,
    ) -> Result<(), OrganizationError> {
        if origin == Origin::Recorded {
            return Ok(());
        }
        let checked = match kind {
            ControlPolicyKind::ServiceControlPolicy => ensure_service_control_policy(document),
            ControlPolicyKind::ResourceControlPolicy => ensure_resource_control_policy(document),
        };
        checked.map_err(|error| match error {
            StoreError::MalformedPolicyDocument { statement, problem } => {
                OrganizationError::MalformedPolicyDocument { statement, problem }
            }
            _ => OrganizationError::InvalidDocument,
        })?;
        within(origin, "characters of a control policy", document.characters(), self.quotas.policy_size)
    }

    /// How many units stand one in the other down to a parent, itself counted.
    fn depth(&self, parent: &Parent) -> Result<usize, OrganizationError> {
        let (mut depth, mut parent) = (0, parent);
        while let Parent::OrganizationalUnit(id) = parent {
            parent = &self.organizational_unit(id)?.parent;
            depth += 1;
        }
        Ok(depth)
    }

    /// The place in order of what is made.
    pub(super) fn next_number(&mut self) -> u64 {
        self.n_made = self.n_made.saturating_add(1);
        self.n_made
    }

    /// The next id in turn that isn't taken.
    fn next_id<T>(&mut self, made: impl Fn(String) -> T, is_taken: impl Fn(&Self, &T) -> bool) -> T {
        loop {
            let text = id::numbered(IdKind::Policy, &self.management_account, 0, self.next_id);
            self.next_id = self.next_id.wrapping_add(1);
            let id = made(text.chars().skip(4).take(8).collect::<String>().to_ascii_lowercase());
            if !is_taken(self, &id) {
                return id;
            }
        }
    }
}

fn owned<K: Clone, V: Clone>((key, value): (&K, &V)) -> (K, V) {
    (key.clone(), value.clone())
}

/// Makes sure of a quota, which what is on record kept when it was made.
pub(super) fn within(
    origin: Origin,
    quota: &'static str,
    measured: usize,
    limit: usize,
) -> Result<(), OrganizationError> {
    if measured <= limit || origin == Origin::Recorded {
        Ok(())
    } else {
        Err(OrganizationError::LimitExceeded { quota, measured, limit })
    }
}
