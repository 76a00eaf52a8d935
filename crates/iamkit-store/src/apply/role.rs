//! Roles: creation, trust, end.

use std::collections::BTreeSet;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use super::{Context, Outcome};
use crate::account::Account;
use crate::bind::bind;
use crate::binding::BoundPolicy;
use crate::command::{Applied, CreateRole};
use crate::entity::{HeldPolicies, Role, ServiceUses};
use crate::error::{StoreError, conflict, exists, no_identity};
use crate::id::IdKind;
use crate::identity::{Entity, Identity};
use crate::map::entity_mut;
use crate::name::{Folded, RoleName};
use crate::text::{Description, SessionDuration};

impl Account {
    pub(super) fn on_create_role(&mut self, cx: Context<'_>, new: CreateRole) -> Outcome {
        let identity = Identity::Role(new.name.clone());
        let entity = Entity::Identity(identity.clone());
        if let Some(taken) = self.roles.get(&Folded::of(new.name.as_str())) {
            return Err(exists(Entity::Identity(Identity::Role(taken.name.clone()))));
        }
        if new.path.is_of_service_role() && !cx.is_restoring() {
            let problem =
                "can't have a path that begins with `/aws-service-role/`: it is for service-linked roles";
            return Err(StoreError::InvalidInput { entity, problem });
        }
        let trust_policy = self.bound_trust_policy(cx, &new.trust_policy)?;
        cx.within("roles per account", self.roles.size() + 1, self.quotas.roles)?;
        self.ensure_tags(cx, &entity, &new.tags)?;
        self.ensure_new_boundary(cx, new.permissions_boundary.as_ref())?;
        self.ensure_id(cx, &entity, new.id.as_ref())?;
        let id = self.take_id(IdKind::Role, new.id);
        if let Some(arn) = &new.permissions_boundary {
            self.change_usage(arn, |usage| usage.boundary_of.insert_mut(identity.clone()));
        }
        self.principals.insert_mut(id.clone(), identity);
        let role = Role {
            arn: format!("arn:{}:iam::{}:role{}{}", self.partition, self.id, new.path, new.name).into(),
            path: new.path,
            id,
            create_date: cx.call.time(),
            trust_policy,
            description: new.description,
            max_session_duration: new.max_session_duration,
            policies: HeldPolicies::default(),
            permissions_boundary: new.permissions_boundary,
            tags: new.tags,
            instance_profiles: BTreeSet::new(),
            last_used: None,
            services: ServiceUses::new(),
            name: new.name,
        };
        self.roles.insert_mut(Folded::of(role.name.as_str()), role.into());
        Ok(Applied::Changed)
    }

    pub(super) fn on_update_role(
        &mut self,
        name: &RoleName,
        description: Option<Description>,
        max_session_duration: Option<SessionDuration>,
    ) -> Outcome {
        let old = self.role(name)?;
        let description = description.or_else(|| old.description.clone());
        let duration = max_session_duration.unwrap_or(old.max_session_duration);
        if (&description, duration) == (&old.description, old.max_session_duration) {
            return Ok(Applied::Unchanged);
        }
        let role = self.role_mut(name)?;
        role.description = description;
        role.max_session_duration = duration;
        Ok(Applied::Changed)
    }

    pub(super) fn on_update_trust_policy(
        &mut self,
        cx: Context<'_>,
        name: &RoleName,
        document: &Arc<PolicyDocument>,
    ) -> Outcome {
        self.ensure_modifiable(cx, name)?;
        let trust_policy = self.bound_trust_policy(cx, document)?;
        if self.role(name)?.trust_policy.is_same(&trust_policy) {
            return Ok(Applied::Unchanged);
        }
        self.role_mut(name)?.trust_policy = trust_policy;
        Ok(Applied::Changed)
    }

    pub(super) fn on_delete_role(&mut self, cx: Context<'_>, name: &RoleName) -> Outcome {
        self.ensure_modifiable(cx, name)?;
        let role = Arc::clone(self.role(name)?);
        let identity = Identity::Role(role.name.clone());
        let entity = Entity::Identity(identity.clone());
        if !role.instance_profiles.is_empty() {
            return Err(conflict(entity, "it must be removed from its instance profiles first"));
        }
        super::permission::ensure_without_policies(&role.policies, &entity)?;
        if let Some(arn) = &role.permissions_boundary {
            self.change_usage(arn, |usage| {
                usage.boundary_of.remove_mut(&identity);
            });
        }
        self.ids.remove_mut(&role.id);
        self.principals.remove_mut(&role.id);
        self.roles.remove_mut(&Folded::of(name.as_str()));
        Ok(Applied::Changed)
    }

    fn bound_trust_policy(
        &self,
        cx: Context<'_>,
        document: &Arc<PolicyDocument>,
    ) -> Result<BoundPolicy, StoreError> {
        cx.ensure_trust_policy(document, self.partition)?;
        cx.within("characters of a trust policy", document.size(), self.quotas.trust_policy_size)?;
        bind(document, self, cx.neighbours, cx.strangers())
    }

    /// Service-linked roles are their service's: only restoring writes them.
    pub(super) fn ensure_modifiable(&self, cx: Context<'_>, name: &RoleName) -> Result<(), StoreError> {
        let role = self.role(name)?;
        if role.is_service_linked() && !cx.is_restoring() {
            let entity = Entity::Identity(Identity::Role(role.name.clone()));
            return Err(StoreError::UnmodifiableEntity(entity));
        }
        Ok(())
    }

    pub(super) fn role_mut(&mut self, name: &RoleName) -> Result<&mut Role, StoreError> {
        let role = entity_mut(&mut self.roles, &Folded::of(name.as_str()));
        role.ok_or_else(|| no_identity(name.clone()))
    }
}
