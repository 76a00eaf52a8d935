//! What AWS records by itself or lists of its own policies, and the quotas it grants.

use std::collections::BTreeSet;

use super::document::ensure_restored_identity_policy;
use super::{Context, Outcome, ensure_restoring};
use crate::account::Account;
use crate::call::Timestamp;
use crate::command::{Applied, RecordAwsManagedPolicy};
use crate::entity::RoleLastUsed;
use crate::error::StoreError;
use crate::identity::Entity;
use crate::label::Region;
use crate::name::{PolicyArn, RoleName};
use crate::quota::Quotas;

impl Account {
    pub(super) fn on_record_role_use(
        &mut self,
        role: &RoleName,
        date: Timestamp,
        region: Option<Region>,
    ) -> Outcome {
        let last_used = Some(RoleLastUsed { date, region });
        if self.role(role)?.last_used == last_used {
            return Ok(Applied::Unchanged);
        }
        self.role_mut(role)?.last_used = last_used;
        Ok(Applied::Changed)
    }

    pub(super) fn on_record_policy_update(&mut self, arn: &PolicyArn, date: Timestamp) -> Outcome {
        if self.policy(arn)?.update_date == date {
            return Ok(Applied::Unchanged);
        }
        self.policy_mut(arn)?.update_date = date;
        Ok(Applied::Changed)
    }

    pub(super) fn on_record_aws_managed_policy(
        &mut self,
        cx: Context<'_>,
        policy: RecordAwsManagedPolicy,
    ) -> Outcome {
        let entity = Entity::Policy(policy.arn.clone());
        ensure_restoring(cx, &entity, "what AWS says in it")?;
        let invalid = |problem| Err(StoreError::InvalidInput { entity: entity.clone(), problem });
        if !policy.arn.is_aws_managed() {
            return invalid("isn't one of AWS's own");
        }
        if policy.evaluated().is_none() {
            return invalid("has no default version among its versions");
        }
        let ids = policy.versions.iter().map(|version| version.id).collect::<BTreeSet<_>>();
        if ids.len() < policy.versions.len() {
            return invalid("has a version twice");
        }
        policy
            .versions
            .iter()
            .try_for_each(|version| cx.check(|| ensure_restored_identity_policy(&version.document)))?;
        if self.listed.get(&policy.arn).is_some_and(|known| **known == policy) {
            return Ok(Applied::Unchanged);
        }
        self.unknown.remove_mut(&policy.arn);
        self.listed.insert_mut(policy.arn.clone(), policy.into());
        Ok(Applied::Changed)
    }

    /// What is known is no unknown policy, whatever is said of it.
    pub(super) fn on_record_unknown_policy(&mut self, cx: Context<'_>, arn: PolicyArn) -> Outcome {
        ensure_restoring(cx, &Entity::Policy(arn.clone()), "no document")?;
        if self.unknown.contains(&arn) || self.policy(&arn).is_ok() || self.listed.contains_key(&arn) {
            return Ok(Applied::Unchanged);
        }
        self.unknown.insert_mut(arn);
        Ok(Applied::Changed)
    }

    pub(super) fn on_set_quotas(&mut self, quotas: Quotas) -> Applied {
        if *self.quotas == quotas {
            return Applied::Unchanged;
        }
        self.quotas = quotas.into();
        Applied::Changed
    }
}
