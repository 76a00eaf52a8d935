//! What a user, group or role holds: attached policies, inline policies, the permissions boundary.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use super::{Context, Outcome};
use crate::account::Account;
use crate::command::Applied;
use crate::entity::HeldPolicies;
use crate::error::{StoreError, conflict, missing, no_identity};
use crate::identity::{Entity, Identity};
use crate::map::entity_mut;
use crate::name::{Folded, PolicyArn, PolicyName};

impl Account {
    pub(super) fn on_attach(&mut self, cx: Context<'_>, to: &Identity, arn: PolicyArn) -> Outcome {
        self.ensure_holder(cx, to)?;
        self.ensure_policy(cx, &arn)?;
        self.ensure_attachable(to, &arn)?;
        let attached = &self.held(to)?.attached;
        if attached.contains(&arn) {
            return Ok(Applied::Unchanged);
        }
        let (quota, limit) = match to {
            Identity::User(_) => ("attached policies per user", self.quotas.attached_per_user),
            Identity::Group(_) => ("attached policies per group", self.quotas.attached_per_group),
            Identity::Role(_) => ("attached policies per role", self.quotas.attached_per_role),
        };
        cx.within(quota, attached.len() + 1, limit)?;
        let to = self.as_named(to)?;
        self.change_usage(&arn, |usage| usage.attached_to.insert_mut(to.clone()));
        self.held_mut(&to)?.attached.insert(arn);
        Ok(Applied::Changed)
    }

    /// Policies of service-linked roles go to them alone.
    fn ensure_attachable(&self, to: &Identity, arn: &PolicyArn) -> Result<(), StoreError> {
        let is_for_services = arn.is_aws_managed() && arn.path().is_of_service_role();
        let is_service = matches!(to, Identity::Role(name) if self.role(name)?.is_service_linked());
        if is_for_services && !is_service {
            return Err(StoreError::PolicyNotAttachable { policy: arn.clone(), to: to.clone() });
        }
        Ok(())
    }

    pub(super) fn on_detach(&mut self, cx: Context<'_>, from: Identity, arn: PolicyArn) -> Outcome {
        self.ensure_holder(cx, &from)?;
        if !self.held(&from)?.attached.contains(&arn) {
            return Err(missing(Entity::Attachment(from, arn)));
        }
        let from = self.as_named(&from)?;
        self.held_mut(&from)?.attached.remove(&arn);
        self.change_usage(&arn, |usage| {
            usage.attached_to.remove_mut(&from);
        });
        Ok(Applied::Changed)
    }

    pub(super) fn on_put_policy(
        &mut self,
        cx: Context<'_>,
        of: &Identity,
        name: PolicyName,
        document: Arc<PolicyDocument>,
    ) -> Outcome {
        self.ensure_holder(cx, of)?;
        cx.ensure_identity_policy(&document, self.partition)?;
        let held = self.held(of)?;
        let key = Folded::of(name.as_str());
        let (quota, limit) = match of {
            Identity::User(_) => ("characters of inline policies per user", self.quotas.inline_per_user),
            Identity::Group(_) => ("characters of inline policies per group", self.quotas.inline_per_group),
            Identity::Role(_) => ("characters of inline policies per role", self.quotas.inline_per_role),
        };
        cx.within(quota, held.inline_size_without(&key) + document.size(), limit)?;
        let old = held.inline.get(&key);
        if old.is_some_and(|(old_name, old)| *old_name == name && old.text() == document.text()) {
            return Ok(Applied::Unchanged);
        }
        self.held_mut(of)?.inline.insert(key, (name, document));
        Ok(Applied::Changed)
    }

    pub(super) fn on_delete_inline(&mut self, cx: Context<'_>, of: Identity, name: PolicyName) -> Outcome {
        self.ensure_holder(cx, &of)?;
        let key = Folded::of(name.as_str());
        if !self.held(&of)?.inline.contains_key(&key) {
            return Err(missing(Entity::InlinePolicy(of, name)));
        }
        self.held_mut(&of)?.inline.remove(&key);
        Ok(Applied::Changed)
    }

    pub(super) fn on_put_boundary(&mut self, cx: Context<'_>, of: Identity, arn: PolicyArn) -> Outcome {
        self.ensure_holder(cx, &of)?;
        if matches!(of, Identity::Group(_)) {
            let problem = "can't have a permissions boundary: only users and roles can";
            return Err(StoreError::InvalidInput { entity: Entity::Identity(of), problem });
        }
        self.ensure_new_boundary(cx, Some(&arn))?;
        if self.permissions_boundary(&of)? == Some(&arn) {
            return Ok(Applied::Unchanged);
        }
        self.set_boundary(&of, Some(arn))?;
        Ok(Applied::Changed)
    }

    pub(super) fn on_delete_boundary(&mut self, cx: Context<'_>, of: Identity) -> Outcome {
        self.ensure_holder(cx, &of)?;
        if self.permissions_boundary(&of)?.is_none() {
            return Err(missing(Entity::PermissionsBoundary(of)));
        }
        self.set_boundary(&of, None)?;
        Ok(Applied::Changed)
    }

    fn set_boundary(&mut self, of: &Identity, arn: Option<PolicyArn>) -> Result<(), StoreError> {
        let of = self.as_named(of)?;
        if let Some(old) = self.permissions_boundary(&of)?.cloned() {
            self.change_usage(&old, |usage| {
                usage.boundary_of.remove_mut(&of);
            });
        }
        if let Some(new) = &arn {
            self.change_usage(new, |usage| usage.boundary_of.insert_mut(of.clone()));
        }
        match &of {
            Identity::User(name) => self.user_mut(name)?.permissions_boundary = arn,
            Identity::Role(name) => self.role_mut(name)?.permissions_boundary = arn,
            Identity::Group(_) => {}
        }
        Ok(())
    }

    /// A boundary names a policy that is there; one that is restored may dangle, and then allows nothing (S77).
    pub(super) fn ensure_new_boundary(
        &self,
        cx: Context<'_>,
        arn: Option<&PolicyArn>,
    ) -> Result<(), StoreError> {
        match arn {
            Some(arn) if !cx.is_restoring() => self.ensure_policy(cx, arn),
            _ => Ok(()),
        }
    }

    /// Gives all that names a holder of policies the new name.
    pub(super) fn rename_holder(
        &mut self,
        old: &Identity,
        new: &Identity,
        held: &HeldPolicies,
        boundary: Option<&PolicyArn>,
    ) {
        for arn in &held.attached {
            self.change_usage(arn, |usage| {
                usage.attached_to.remove_mut(old);
                usage.attached_to.insert_mut(new.clone());
            });
        }
        if let Some(arn) = boundary {
            self.change_usage(arn, |usage| {
                usage.boundary_of.remove_mut(old);
                usage.boundary_of.insert_mut(new.clone());
            });
        }
    }

    /// Makes sure that the holder is there and that its policies may be changed.
    fn ensure_holder(&self, cx: Context<'_>, identity: &Identity) -> Result<(), StoreError> {
        match identity {
            Identity::Role(name) => self.ensure_modifiable(cx, name),
            identity => self.held(identity).map(|_| ()),
        }
    }

    /// The identity in the case of its name.
    fn as_named(&self, identity: &Identity) -> Result<Identity, StoreError> {
        Ok(match identity {
            Identity::User(name) => Identity::User(self.user(name)?.name.clone()),
            Identity::Group(name) => Identity::Group(self.group(name)?.name.clone()),
            Identity::Role(name) => Identity::Role(self.role(name)?.name.clone()),
        })
    }

    fn held_mut(&mut self, identity: &Identity) -> Result<&mut HeldPolicies, StoreError> {
        match identity {
            Identity::User(name) => self.user_mut(name).map(|user| &mut user.policies),
            Identity::Role(name) => self.role_mut(name).map(|role| &mut role.policies),
            Identity::Group(name) => {
                let group = entity_mut(&mut self.groups, &Folded::of(name.as_str()));
                group.map(|group| &mut group.policies).ok_or_else(|| no_identity(name.clone()))
            }
        }
    }
}

pub(super) fn ensure_without_policies(held: &HeldPolicies, entity: &Entity) -> Result<(), StoreError> {
    if !held.attached.is_empty() {
        return Err(conflict(entity.clone(), "its attached policies must be detached first"));
    }
    if !held.inline.is_empty() {
        return Err(conflict(entity.clone(), "its inline policies must be deleted first"));
    }
    Ok(())
}
