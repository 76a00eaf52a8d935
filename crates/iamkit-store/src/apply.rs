//! The one function that changes an account.
//!
//! Each step first makes sure of everything and then changes, so a refused command changes nothing.

mod access_key;
mod analyzer;
mod credential;
mod document;
mod group;
mod instance_profile;
mod membership;
mod mfa_device;
mod permission;
mod policy;
mod provider;
mod record;
mod resource_policy;
mod role;
mod server_certificate;
mod setting;
mod tag;
mod user;
mod written;

use iamkit_policy::PolicyDocument;

use crate::account::Account;
use crate::bind::{Alone, Neighbours, Strangers};
use crate::call::{Call, CallKind};
use crate::command::{Applied, Command};
use crate::entity::PolicyUsage;
use crate::error::{StoreError, missing, within};
use crate::id::{IdKind, numbered};
use crate::identity::Entity;
use crate::name::{Partition, PolicyArn, UniqueId};

pub(crate) use document::{ensure_resource_control_policy, ensure_service_control_policy};

type Outcome = Result<Applied, StoreError>;

/// Whether a change is made now or was made before and is on record.
///
/// What is on record was right when it was made. Neither AWS managed policies that have gone since make it wrong, nor
/// quotas and rules for documents that a later version of this crate has: those are asked of new changes alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    New,
    Recorded,
}

/// What a command is applied with: its envelope and the world around the account.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) call: &'a Call,
    pub(crate) neighbours: &'a dyn Neighbours,
    pub(crate) origin: Origin,
}

impl Context<'_> {
    fn is_restoring(&self) -> bool {
        self.call.kind() == CallKind::Restore
    }

    /// Makes sure of a rule that can change with the version.
    fn check(&self, rule: impl FnOnce() -> Result<(), StoreError>) -> Result<(), StoreError> {
        match self.origin {
            Origin::New => rule(),
            Origin::Recorded => Ok(()),
        }
    }

    /// Makes sure of an identity policy: of one that is written by what IAM's write calls refuse, of one that is restored
    /// by what it means.
    fn ensure_identity_policy(
        &self,
        document: &PolicyDocument,
        partition: Partition,
    ) -> Result<(), StoreError> {
        self.check(|| match self.call.kind() {
            CallKind::Operation => written::ensure_identity_policy(document, partition.as_str()),
            CallKind::Restore => document::ensure_restored_identity_policy(document),
        })
    }

    /// The same for a trust policy.
    fn ensure_trust_policy(&self, document: &PolicyDocument, partition: Partition) -> Result<(), StoreError> {
        self.check(|| match self.call.kind() {
            CallKind::Operation => written::ensure_trust_policy(document, partition.as_str()),
            CallKind::Restore => document::ensure_restored_trust_policy(document),
        })
    }

    /// Makes sure of a quota.
    fn within(&self, quota: &'static str, measured: usize, limit: usize) -> Result<(), StoreError> {
        self.check(|| within(quota, measured, limit))
    }

    /// What becomes of principals that aren't there.
    fn strangers(&self) -> Strangers {
        match (self.origin, self.call.kind()) {
            (Origin::Recorded, _) => Strangers::Kept,
            (Origin::New, CallKind::Restore) => Strangers::KeptAsIds,
            (Origin::New, CallKind::Operation) => Strangers::Refused,
        }
    }
}

impl Account {
    /// Applies a command
    ///
    /// # Errors
    /// What AWS answers to the operation: see [`StoreError`]. The account is then as before.
    ///
    /// ```
    /// use iamkit_store::{Account, Applied, Call, Command, CreateUser};
    ///
    /// let call = Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
    /// let mut account = Account::new("111122223333".parse()?);
    /// let command = Command::CreateUser(CreateUser::new("alice".parse()?));
    /// assert_eq!(account.apply(&call, command.clone())?, Applied::Changed);
    /// assert_eq!(account.apply(&call, command).unwrap_err().code(), "EntityAlreadyExists");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn apply(&mut self, call: &Call, command: Command) -> Result<Applied, StoreError> {
        self.apply_in(Context { call, neighbours: &Alone, origin: Origin::New }, command)
    }

    pub(crate) fn apply_in(&mut self, cx: Context<'_>, command: Command) -> Outcome {
        match command {
            Command::CreateUser(new) => self.on_create_user(cx, new),
            Command::UpdateUser { name, new_path, new_name } => {
                self.on_update_user(&name, new_path, new_name)
            }
            Command::DeleteUser { name } => self.on_delete_user(&name),
            Command::CreateGroup(new) => self.on_create_group(cx, new),
            Command::UpdateGroup { name, new_path, new_name } => {
                self.on_update_group(&name, new_path, new_name)
            }
            Command::DeleteGroup { name } => self.on_delete_group(&name),
            Command::AddUserToGroup { group, user } => self.on_add_user_to_group(cx, &group, &user),
            Command::RemoveUserFromGroup { group, user } => self.on_remove_user_from_group(group, user),
            Command::CreateAccessKey { user, id } => self.on_create_access_key(cx, &user, id),
            Command::UpdateAccessKey { user, id, status } => self.on_update_access_key(user, id, status),
            Command::DeleteAccessKey { user, id } => self.on_delete_access_key(user, id),
            Command::CreateRole(new) => self.on_create_role(cx, new),
            Command::UpdateRole { name, description, max_session_duration } => {
                self.on_update_role(&name, description, max_session_duration)
            }
            Command::UpdateAssumeRolePolicy { role, document } => {
                self.on_update_trust_policy(cx, &role, &document)
            }
            Command::DeleteRole { name } => self.on_delete_role(cx, &name),
            Command::CreateInstanceProfile(new) => self.on_create_instance_profile(cx, new),
            Command::DeleteInstanceProfile { name } => self.on_delete_instance_profile(&name),
            Command::AddRoleToInstanceProfile { instance_profile, role } => {
                self.on_add_role(cx, &instance_profile, &role)
            }
            Command::RemoveRoleFromInstanceProfile { instance_profile, role } => {
                self.on_remove_role(cx, instance_profile, role)
            }
            Command::RecordRoleUse { role, date, region } => self.on_record_role_use(&role, date, region),
            Command::CreatePolicy(new) => self.on_create_policy(cx, new),
            Command::DeletePolicy { arn } => self.on_delete_policy(&arn),
            Command::CreatePolicyVersion { arn, document, set_as_default, version } => {
                self.on_create_policy_version(cx, &arn, document, set_as_default, version)
            }
            Command::SetDefaultPolicyVersion { arn, version } => self.on_set_default(&arn, version),
            Command::DeletePolicyVersion { arn, version } => self.on_delete_version(&arn, version),
            Command::RecordPolicyUpdate { arn, date } => self.on_record_policy_update(&arn, date),
            Command::AttachPolicy { to, arn } => self.on_attach(cx, &to, arn),
            Command::DetachPolicy { from, arn } => self.on_detach(cx, from, arn),
            Command::PutPolicy { of, name, document } => self.on_put_policy(cx, &of, name, document),
            Command::DeleteInlinePolicy { of, name } => self.on_delete_inline(cx, of, name),
            Command::PutPermissionsBoundary { of, arn } => self.on_put_boundary(cx, of, arn),
            Command::DeletePermissionsBoundary { of } => self.on_delete_boundary(cx, of),
            Command::Tag { entity, tags } => self.on_tag(cx, &entity, &tags),
            Command::Untag { entity, keys } => self.on_untag(&entity, &keys),
            Command::PutResourcePolicy { arn, document } => self.on_put_resource_policy(cx, arn, &document),
            Command::DeleteResourcePolicy { arn } => self.on_delete_resource_policy(arn),
            Command::RecordAwsManagedPolicy(policy) => self.on_record_aws_managed_policy(cx, policy),
            Command::RecordUnknownPolicy { arn } => self.on_record_unknown_policy(cx, arn),
            Command::Credential(command) => self.on_credential(cx, command),
            Command::Provider(command) => self.on_provider(cx, command),
            Command::Certificate(command) => self.on_certificate(cx, command),
            Command::Setting(command) => self.on_setting(command),
            Command::Analyzer(command) => self.on_analyzer(cx, command),
            Command::SetQuotas { quotas } => Ok(self.on_set_quotas(quotas)),
        }
    }

    /// Makes sure that an id can be given: only AWS gives ids, so only restoring takes one.
    fn ensure_id(
        &self,
        cx: Context<'_>,
        entity: &Entity,
        given: Option<&UniqueId>,
    ) -> Result<(), StoreError> {
        let Some(id) = given else { return Ok(()) };
        ensure_restoring(cx, entity, "its unique id")?;
        if self.ids.contains(id) {
            return Err(StoreError::IdTaken { entity: entity.clone(), id: id.to_string() });
        }
        Ok(())
    }

    /// The id that was given, or the next one.
    fn take_id(&mut self, kind: IdKind, given: Option<UniqueId>) -> UniqueId {
        let id = given.unwrap_or_else(|| self.next_unique_id(kind));
        self.ids.insert_mut(id.clone());
        id
    }

    /// The next id in turn that no restored entity has already.
    fn next_unique_id(&mut self, kind: IdKind) -> UniqueId {
        loop {
            let id = UniqueId::trusted(self.next_numbered(kind));
            if !self.ids.contains(&id) {
                return id;
            }
        }
    }

    fn next_numbered(&mut self, kind: IdKind) -> std::sync::Arc<str> {
        let text = numbered(kind, &self.id, self.seed, self.next_id);
        self.next_id = self.next_id.wrapping_add(1);
        text
    }

    /// Makes sure that a managed policy is there, of the account or of AWS.
    fn ensure_policy(&self, cx: Context<'_>, arn: &PolicyArn) -> Result<(), StoreError> {
        if self.unknown.contains(arn) {
            return Ok(());
        }
        if !arn.is_aws_managed() {
            return self.policy(arn).map(|_| ());
        }
        if cx.origin == Origin::Recorded || self.has_aws_managed_policy(arn) {
            return Ok(());
        }
        Err(missing(Entity::Policy(arn.clone())))
    }

    /// Changes where a managed policy is in use.
    fn change_usage(&mut self, arn: &PolicyArn, change: impl FnOnce(&mut PolicyUsage)) {
        let mut usage = self.policy_usage(arn).clone();
        change(&mut usage);
        if usage.is_empty() {
            self.usage.remove_mut(arn);
        } else {
            self.usage.insert_mut(arn.clone(), usage);
        }
    }
}

fn ensure_restoring(cx: Context<'_>, entity: &Entity, what: &'static str) -> Result<(), StoreError> {
    if cx.is_restoring() {
        return Ok(());
    }
    Err(StoreError::AccessDenied { entity: entity.clone(), what })
}
