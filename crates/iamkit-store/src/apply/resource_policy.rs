//! Policies of resources, found by ARN.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use super::document::ensure_resource_policy;
use super::{Context, Outcome};
use crate::account::Account;
use crate::bind::bind;
use crate::command::Applied;
use crate::entity::ResourcePolicy;
use crate::error::missing;
use crate::identity::Entity;
use crate::name::ResourceArn;

impl Account {
    pub(super) fn on_put_resource_policy(
        &mut self,
        cx: Context<'_>,
        arn: ResourceArn,
        document: &Arc<PolicyDocument>,
    ) -> Outcome {
        cx.check(|| ensure_resource_policy(document))?;
        let policy = bind(document, self, cx.neighbours, cx.strangers())?;
        if self.resource_policies.get(&arn).is_some_and(|old| old.policy.is_same(&policy)) {
            return Ok(Applied::Unchanged);
        }
        let new = ResourcePolicy { arn: arn.clone(), policy, update_date: cx.call.time() };
        self.resource_policies.insert_mut(arn, new.into());
        Ok(Applied::Changed)
    }

    pub(super) fn on_delete_resource_policy(&mut self, arn: ResourceArn) -> Outcome {
        if self.resource_policies.remove_mut(&arn) {
            return Ok(Applied::Changed);
        }
        Err(missing(Entity::ResourcePolicy(arn)))
    }
}
