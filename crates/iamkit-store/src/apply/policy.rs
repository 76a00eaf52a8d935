//! Customer managed policies and their versions (S76).

use std::collections::BTreeMap;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use super::{Context, Outcome, ensure_restoring};
use crate::account::Account;
use crate::command::{Applied, CreatePolicy};
use crate::entity::{Policy, PolicyVersion};
use crate::error::{StoreError, conflict, exists, missing};
use crate::id::IdKind;
use crate::identity::Entity;
use crate::map::entity_mut;
use crate::name::{Folded, PolicyArn, VersionId};

impl Account {
    pub(super) fn on_create_policy(&mut self, cx: Context<'_>, new: CreatePolicy) -> Outcome {
        let key = Folded::of(new.name.as_str());
        if let Some(taken) = self.policies.get(&key) {
            return Err(exists(Entity::Policy(taken.arn.clone())));
        }
        let arn = PolicyArn::new(self.partition, &self.id, &new.path, &new.name);
        let entity = Entity::Policy(arn.clone());
        self.ensure_managed_document(cx, &new.document)?;
        let quota = self.quotas.customer_managed_policies;
        cx.within("customer managed policies per account", self.policies.size() + 1, quota)?;
        self.ensure_room_for_version(cx)?;
        self.ensure_tags(cx, &entity, &new.tags)?;
        self.ensure_id(cx, &entity, new.id.as_ref())?;
        if new.version.is_some() {
            ensure_restoring(cx, &entity, "the id of its first version")?;
        }
        let version = new.version.unwrap_or(VersionId::FIRST);
        let create_date = cx.call.time();
        let policy = Policy {
            arn,
            path: new.path,
            id: self.take_id(IdKind::Policy, new.id),
            description: new.description,
            create_date,
            update_date: create_date,
            tags: new.tags,
            versions: BTreeMap::from([(version, PolicyVersion { document: new.document, create_date })]),
            default_version: version,
            next_version: version.next(),
        };
        self.unknown.remove_mut(&policy.arn);
        self.policies.insert_mut(key, policy.into());
        self.n_versions += 1;
        Ok(Applied::Changed)
    }

    pub(super) fn on_delete_policy(&mut self, arn: &PolicyArn) -> Outcome {
        let policy = Arc::clone(self.policy(arn)?);
        let entity = Entity::Policy(arn.clone());
        let usage = self.policy_usage(arn);
        if 0 < usage.attachment_count() {
            return Err(conflict(entity, "it must be detached everywhere first"));
        }
        if 0 < usage.permissions_boundary_usage_count() {
            return Err(conflict(entity, "it must be removed as a permissions boundary first"));
        }
        if 1 < policy.versions.len() {
            return Err(conflict(entity, "its versions other than the default must be deleted first"));
        }
        self.ids.remove_mut(&policy.id);
        self.n_versions -= policy.versions.len();
        self.policies.remove_mut(&Folded::of(arn.name().as_str()));
        Ok(Applied::Changed)
    }

    pub(super) fn on_create_policy_version(
        &mut self,
        cx: Context<'_>,
        arn: &PolicyArn,
        document: Arc<PolicyDocument>,
        set_as_default: bool,
        given: Option<VersionId>,
    ) -> Outcome {
        let n_versions = self.policy(arn)?.versions.len();
        self.ensure_managed_document(cx, &document)?;
        cx.within("versions per policy", n_versions + 1, self.quotas.versions_per_policy)?;
        self.ensure_room_for_version(cx)?;
        let version = self.version_to_come(cx, arn, given)?;
        let policy = self.policy_mut(arn)?;
        let create_date = cx.call.time();
        policy.versions.insert(version, PolicyVersion { document, create_date });
        policy.next_version = version.next();
        policy.update_date = create_date;
        if set_as_default {
            policy.default_version = version;
        }
        self.n_versions += 1;
        Ok(Applied::Changed)
    }

    /// The id of the next version: a later one than all before it, whether given or not.
    fn version_to_come(
        &self,
        cx: Context<'_>,
        arn: &PolicyArn,
        given: Option<VersionId>,
    ) -> Result<VersionId, StoreError> {
        let next = self.policy(arn)?.next_version;
        let Some(version) = given else { return Ok(next) };
        let entity = Entity::Policy(arn.clone());
        ensure_restoring(cx, &entity, "the id of a version")?;
        if next <= version {
            Ok(version)
        } else {
            Err(StoreError::IdTaken { entity, id: version.to_string() })
        }
    }

    pub(super) fn on_set_default(&mut self, arn: &PolicyArn, version: VersionId) -> Outcome {
        let policy = self.policy(arn)?;
        ensure_version(policy, version)?;
        if policy.default_version == version {
            return Ok(Applied::Unchanged);
        }
        self.policy_mut(arn)?.default_version = version;
        Ok(Applied::Changed)
    }

    pub(super) fn on_delete_version(&mut self, arn: &PolicyArn, version: VersionId) -> Outcome {
        let policy = self.policy(arn)?;
        ensure_version(policy, version)?;
        if policy.default_version == version {
            let entity = Entity::PolicyVersion(arn.clone(), version);
            return Err(conflict(entity, "it is the default version"));
        }
        self.policy_mut(arn)?.versions.remove(&version);
        self.n_versions -= 1;
        Ok(Applied::Changed)
    }

    fn ensure_managed_document(&self, cx: Context<'_>, document: &PolicyDocument) -> Result<(), StoreError> {
        cx.ensure_identity_policy(document, self.partition)?;
        cx.within("characters of a managed policy", document.size(), self.quotas.managed_policy_size)
    }

    fn ensure_room_for_version(&self, cx: Context<'_>) -> Result<(), StoreError> {
        cx.within("policy versions in use", self.n_versions + 1, self.quotas.versions_in_use)
    }

    pub(super) fn policy_mut(&mut self, arn: &PolicyArn) -> Result<&mut Policy, StoreError> {
        let policy = entity_mut(&mut self.policies, &Folded::of(arn.name().as_str()));
        policy.filter(|policy| policy.arn == *arn).ok_or_else(|| missing(Entity::Policy(arn.clone())))
    }
}

fn ensure_version(policy: &Policy, version: VersionId) -> Result<(), StoreError> {
    if policy.versions.contains_key(&version) {
        return Ok(());
    }
    Err(missing(Entity::PolicyVersion(policy.arn.clone(), version)))
}
