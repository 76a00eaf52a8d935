//! The one function that changes an account.
//!
//! Each step first makes sure of everything and then changes, so a refused command changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use crate::account::Account;
use crate::command::{Applied, Command};
use crate::entity::{Group, HeldPolicies, Policy, User};
use crate::error::{Entity, Identity, StoreError};
use crate::id::{IdKind, UniqueId};
use crate::name::{Folded, GroupName, IamPath, PolicyArn, PolicyName, UserName, VersionId};

type Outcome = Result<Applied, StoreError>;

impl Account {
    /// Applies a command
    ///
    /// # Errors
    /// What AWS answers to the operation: see [`StoreError`]. The account is then as before.
    ///
    /// ```
    /// use iamkit_store::{Account, Applied, Command, IamPath};
    ///
    /// let mut account = Account::new("111122223333".parse()?);
    /// let command = Command::CreateUser { path: IamPath::default(), name: "alice".parse()? };
    /// assert_eq!(account.apply(command.clone())?, Applied::Changed);
    /// assert_eq!(account.apply(command).unwrap_err().code(), "EntityAlreadyExists");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn apply(&mut self, command: Command) -> Outcome {
        match command {
            Command::CreateUser { path, name } => self.on_create_user(path, name),
            Command::DeleteUser { name } => self.on_delete_user(&name),
            Command::CreateGroup { path, name } => self.on_create_group(path, name),
            Command::DeleteGroup { name } => self.on_delete_group(&name),
            Command::AddUserToGroup { group, user } => self.on_add_user_to_group(&group, &user),
            Command::RemoveUserFromGroup { group, user } => self.on_remove_user_from_group(group, user),
            Command::CreatePolicy { path, name, document } => self.on_create_policy(path, &name, document),
            Command::DeletePolicy { arn } => self.on_delete_policy(&arn),
            Command::CreatePolicyVersion { arn, document, set_as_default } => {
                self.on_create_policy_version(&arn, document, set_as_default)
            }
            Command::SetDefaultPolicyVersion { arn, version } => self.on_set_default(&arn, version),
            Command::DeletePolicyVersion { arn, version } => self.on_delete_version(&arn, version),
            Command::AttachPolicy { to, arn } => self.on_attach(&to, arn),
            Command::DetachPolicy { from, arn } => self.on_detach(from, arn),
            Command::PutPolicy { of, name, document } => self.on_put_policy(&of, name, document),
            Command::DeleteInlinePolicy { of, name } => self.on_delete_inline(of, name),
        }
    }

    fn on_create_user(&mut self, path: IamPath, name: UserName) -> Outcome {
        let key = Folded::of(name.as_str());
        if let Some(taken) = self.users.get(&key) {
            return Err(exists(Entity::Identity(Identity::User(taken.name.clone()))));
        }
        within("users per account", self.users.len() + 1, self.quotas.users)?;
        let arn = format!("arn:aws:iam::{}:user{path}{name}", self.id);
        let id = self.take_id(IdKind::User);
        let user = User { name, path, id, arn, groups: BTreeSet::new(), policies: HeldPolicies::default() };
        self.users.insert(key, user);
        Ok(Applied::Changed)
    }

    fn on_delete_user(&mut self, name: &UserName) -> Outcome {
        let user = self.user(name)?;
        let entity = Entity::Identity(Identity::User(user.name.clone()));
        if !user.groups.is_empty() {
            return Err(conflict(entity, "it must be removed from its groups first"));
        }
        ensure_without_policies(&user.policies, entity)?;
        self.users.remove(&Folded::of(name.as_str()));
        Ok(Applied::Changed)
    }

    fn on_create_group(&mut self, path: IamPath, name: GroupName) -> Outcome {
        let key = Folded::of(name.as_str());
        if let Some(taken) = self.groups.get(&key) {
            return Err(exists(Entity::Identity(Identity::Group(taken.name.clone()))));
        }
        within("groups per account", self.groups.len() + 1, self.quotas.groups)?;
        let arn = format!("arn:aws:iam::{}:group{path}{name}", self.id);
        let id = self.take_id(IdKind::Group);
        let group =
            Group { name, path, id, arn, members: BTreeSet::new(), policies: HeldPolicies::default() };
        self.groups.insert(key, group);
        Ok(Applied::Changed)
    }

    fn on_delete_group(&mut self, name: &GroupName) -> Outcome {
        let group = self.group(name)?;
        let entity = Entity::Identity(Identity::Group(group.name.clone()));
        if !group.members.is_empty() {
            return Err(conflict(entity, "its members must be removed first"));
        }
        ensure_without_policies(&group.policies, entity)?;
        self.groups.remove(&Folded::of(name.as_str()));
        Ok(Applied::Changed)
    }

    fn on_add_user_to_group(&mut self, group: &GroupName, user: &UserName) -> Outcome {
        self.group(group)?;
        let (group_key, user_key) = (Folded::of(group.as_str()), Folded::of(user.as_str()));
        let groups = &self.user(user)?.groups;
        if groups.contains(&group_key) {
            return Ok(Applied::Unchanged);
        }
        within("groups per user", groups.len() + 1, self.quotas.groups_per_user)?;
        if let (Some(user), Some(group)) = (self.users.get_mut(&user_key), self.groups.get_mut(&group_key)) {
            user.groups.insert(group_key);
            group.members.insert(user_key);
        }
        Ok(Applied::Changed)
    }

    fn on_remove_user_from_group(&mut self, group: GroupName, user: UserName) -> Outcome {
        self.group(&group)?;
        let (group_key, user_key) = (Folded::of(group.as_str()), Folded::of(user.as_str()));
        if !self.user(&user)?.groups.contains(&group_key) {
            return Err(StoreError::NoSuchEntity(Entity::Membership(user, group)));
        }
        if let (Some(user), Some(group)) = (self.users.get_mut(&user_key), self.groups.get_mut(&group_key)) {
            user.groups.remove(&group_key);
            group.members.remove(&user_key);
        }
        Ok(Applied::Changed)
    }

    fn on_create_policy(
        &mut self,
        path: IamPath,
        name: &PolicyName,
        document: Arc<PolicyDocument>,
    ) -> Outcome {
        let key = Folded::of(name.as_str());
        if let Some(taken) = self.policies.get(&key) {
            return Err(exists(Entity::Policy(taken.arn.clone())));
        }
        self.ensure_managed_document(&document)?;
        let quota = self.quotas.customer_managed_policies;
        within("customer managed policies per account", self.policies.len() + 1, quota)?;
        self.ensure_room_for_version()?;
        let policy = Policy {
            arn: PolicyArn::new("aws", &self.id, &path, name),
            path,
            id: self.take_id(IdKind::Policy),
            versions: BTreeMap::from([(VersionId::FIRST, document)]),
            default_version: VersionId::FIRST,
            next_version: VersionId::FIRST.next(),
            attachment_count: 0,
        };
        self.policies.insert(key, policy);
        Ok(Applied::Changed)
    }

    fn on_delete_policy(&mut self, arn: &PolicyArn) -> Outcome {
        let policy = self.policy(arn)?;
        if 0 < policy.attachment_count {
            return Err(conflict(Entity::Policy(arn.clone()), "it must be detached everywhere first"));
        }
        if 1 < policy.versions.len() {
            let reason = "its versions other than the default must be deleted first";
            return Err(conflict(Entity::Policy(arn.clone()), reason));
        }
        self.policies.remove(&Folded::of(arn.name().as_str()));
        Ok(Applied::Changed)
    }

    fn on_create_policy_version(
        &mut self,
        arn: &PolicyArn,
        document: Arc<PolicyDocument>,
        set_as_default: bool,
    ) -> Outcome {
        let n_versions = self.policy(arn)?.versions.len();
        self.ensure_managed_document(&document)?;
        within("versions per policy", n_versions + 1, self.quotas.versions_per_policy)?;
        self.ensure_room_for_version()?;
        let policy = self.policy_mut(arn)?;
        let version = policy.next_version;
        policy.versions.insert(version, document);
        policy.next_version = version.next();
        if set_as_default {
            policy.default_version = version;
        }
        Ok(Applied::Changed)
    }

    fn on_set_default(&mut self, arn: &PolicyArn, version: VersionId) -> Outcome {
        let policy = self.policy_mut(arn)?;
        ensure_version(policy, version)?;
        if policy.default_version == version {
            return Ok(Applied::Unchanged);
        }
        policy.default_version = version;
        Ok(Applied::Changed)
    }

    fn on_delete_version(&mut self, arn: &PolicyArn, version: VersionId) -> Outcome {
        let policy = self.policy_mut(arn)?;
        ensure_version(policy, version)?;
        if policy.default_version == version {
            let entity = Entity::PolicyVersion(arn.clone(), version);
            return Err(conflict(entity, "it is the default version"));
        }
        policy.versions.remove(&version);
        Ok(Applied::Changed)
    }

    fn on_attach(&mut self, to: &Identity, arn: PolicyArn) -> Outcome {
        let held = self.held(to)?;
        self.default_document(&arn)?;
        if held.attached.contains(&arn) {
            return Ok(Applied::Unchanged);
        }
        let (quota, limit) = match to {
            Identity::User(_) => ("attached policies per user", self.quotas.attached_per_user),
            Identity::Group(_) => ("attached policies per group", self.quotas.attached_per_group),
        };
        within(quota, held.attached.len() + 1, limit)?;
        if let Ok(policy) = self.policy_mut(&arn) {
            policy.attachment_count += 1;
        }
        self.held_mut(to)?.attached.insert(arn);
        Ok(Applied::Changed)
    }

    fn on_detach(&mut self, from: Identity, arn: PolicyArn) -> Outcome {
        if !self.held_mut(&from)?.attached.remove(&arn) {
            return Err(StoreError::NoSuchEntity(Entity::Attachment(from, arn)));
        }
        if let Ok(policy) = self.policy_mut(&arn) {
            policy.attachment_count = policy.attachment_count.saturating_sub(1);
        }
        Ok(Applied::Changed)
    }

    fn on_put_policy(&mut self, of: &Identity, name: PolicyName, document: Arc<PolicyDocument>) -> Outcome {
        let held = self.held(of)?;
        ensure_identity_policy(&document)?;
        let key = Folded::of(name.as_str());
        let (quota, limit) = match of {
            Identity::User(_) => ("characters of inline policies per user", self.quotas.inline_per_user),
            Identity::Group(_) => ("characters of inline policies per group", self.quotas.inline_per_group),
        };
        within(quota, held.inline_size_without(&key) + document.size(), limit)?;
        let entry = (name, document);
        if held.inline.get(&key) == Some(&entry) {
            return Ok(Applied::Unchanged);
        }
        self.held_mut(of)?.inline.insert(key, entry);
        Ok(Applied::Changed)
    }

    fn on_delete_inline(&mut self, of: Identity, name: PolicyName) -> Outcome {
        match self.held_mut(&of)?.inline.remove(&Folded::of(name.as_str())) {
            Some(_) => Ok(Applied::Changed),
            None => Err(StoreError::NoSuchEntity(Entity::InlinePolicy(of, name))),
        }
    }

    fn take_id(&mut self, kind: IdKind) -> UniqueId {
        let id = UniqueId::numbered(kind, &self.id, self.next_id);
        self.next_id = self.next_id.saturating_add(1);
        id
    }

    fn ensure_managed_document(&self, document: &PolicyDocument) -> Result<(), StoreError> {
        ensure_identity_policy(document)?;
        within("characters of a managed policy", document.size(), self.quotas.managed_policy_size)
    }

    fn ensure_room_for_version(&self) -> Result<(), StoreError> {
        let n_versions: usize = self.policies.values().map(|policy| policy.versions.len()).sum();
        within("policy versions in use", n_versions + 1, self.quotas.versions_in_use)
    }

    fn policy_mut(&mut self, arn: &PolicyArn) -> Result<&mut Policy, StoreError> {
        let policy =
            self.policies.get_mut(&Folded::of(arn.name().as_str())).filter(|policy| policy.arn == *arn);
        policy.ok_or_else(|| StoreError::NoSuchEntity(Entity::Policy(arn.clone())))
    }

    fn held_mut(&mut self, identity: &Identity) -> Result<&mut HeldPolicies, StoreError> {
        let held = match identity {
            Identity::User(name) => {
                self.users.get_mut(&Folded::of(name.as_str())).map(|user| &mut user.policies)
            }
            Identity::Group(name) => {
                self.groups.get_mut(&Folded::of(name.as_str())).map(|group| &mut group.policies)
            }
        };
        held.ok_or_else(|| crate::account::no_identity(identity.clone()))
    }
}

fn exists(entity: Entity) -> StoreError {
    StoreError::EntityAlreadyExists(entity)
}

fn conflict(entity: Entity, reason: &'static str) -> StoreError {
    StoreError::DeleteConflict { entity, reason }
}

fn within(quota: &'static str, measured: usize, limit: usize) -> Result<(), StoreError> {
    if measured <= limit { Ok(()) } else { Err(StoreError::LimitExceeded { quota, measured, limit }) }
}

fn ensure_without_policies(held: &HeldPolicies, entity: Entity) -> Result<(), StoreError> {
    if !held.attached.is_empty() {
        return Err(conflict(entity, "its attached policies must be detached first"));
    }
    if !held.inline.is_empty() {
        return Err(conflict(entity, "its inline policies must be deleted first"));
    }
    Ok(())
}

fn ensure_version(policy: &Policy, version: VersionId) -> Result<(), StoreError> {
    if policy.versions.contains_key(&version) {
        return Ok(());
    }
    Err(StoreError::NoSuchEntity(Entity::PolicyVersion(policy.arn.clone(), version)))
}

/// What AWS demands of an identity policy beyond the grammar: S19, S20, S23.
fn ensure_identity_policy(document: &PolicyDocument) -> Result<(), StoreError> {
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{FF}');
    if let Some(character) = document.text().chars().find(|&c| !is_allowed(c)) {
        return Err(StoreError::InvalidCharacter(character));
    }
    let mut sids = BTreeSet::new();
    for statement in document.statements() {
        let problem = if statement.principals().is_some() {
            "names a principal, which an identity policy must not"
        } else if statement.resources().is_none() {
            "names no resource"
        } else if statement.sid().is_some_and(|sid| !sids.insert(sid)) {
            "has the `Sid` of another statement"
        } else {
            continue;
        };
        return Err(StoreError::MalformedPolicyDocument { statement: statement.index(), problem });
    }
    Ok(())
}
