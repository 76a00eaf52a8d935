//! Instance profiles and the role in each.

use std::sync::Arc;

use super::{Context, Outcome};
use crate::account::Account;
use crate::command::{Applied, CreateInstanceProfile};
use crate::entity::InstanceProfile;
use crate::error::{conflict, exists, missing, within};
use crate::id::IdKind;
use crate::identity::Entity;
use crate::map::entity_mut;
use crate::name::{Folded, InstanceProfileName, RoleName};

/// Roles that an instance profile can have; no quota that AWS would raise.
const ROLES_PER_INSTANCE_PROFILE: usize = 1;

impl Account {
    pub(super) fn on_create_instance_profile(
        &mut self,
        cx: Context<'_>,
        new: CreateInstanceProfile,
    ) -> Outcome {
        let key = Folded::of(new.name.as_str());
        let entity = Entity::InstanceProfile(new.name.clone());
        if let Some(taken) = self.instance_profiles.get(&key) {
            return Err(exists(Entity::InstanceProfile(taken.name.clone())));
        }
        let n_profiles = self.instance_profiles.size() + 1;
        cx.within("instance profiles per account", n_profiles, self.quotas.instance_profiles)?;
        self.ensure_tags(cx, &entity, &new.tags)?;
        self.ensure_id(cx, &entity, new.id.as_ref())?;
        let arn = format!("arn:{}:iam::{}:instance-profile{}{}", self.partition, self.id, new.path, new.name);
        let profile = InstanceProfile {
            arn: arn.into(),
            path: new.path,
            id: self.take_id(IdKind::InstanceProfile, new.id),
            create_date: cx.call.time(),
            role: None,
            tags: new.tags,
            name: new.name,
        };
        self.instance_profiles.insert_mut(key, profile.into());
        Ok(Applied::Changed)
    }

    pub(super) fn on_delete_instance_profile(&mut self, name: &InstanceProfileName) -> Outcome {
        let profile = Arc::clone(self.instance_profile(name)?);
        if profile.role.is_some() {
            let entity = Entity::InstanceProfile(profile.name.clone());
            return Err(conflict(entity, "its role must be removed first"));
        }
        self.ids.remove_mut(&profile.id);
        self.instance_profiles.remove_mut(&Folded::of(name.as_str()));
        Ok(Applied::Changed)
    }

    pub(super) fn on_add_role(
        &mut self,
        cx: Context<'_>,
        profile: &InstanceProfileName,
        role: &RoleName,
    ) -> Outcome {
        let n_roles = self.instance_profile(profile)?.role.iter().len();
        self.ensure_modifiable(cx, role)?;
        within("roles per instance profile", n_roles + 1, ROLES_PER_INSTANCE_PROFILE)?;
        let name = self.role(role)?.name.clone();
        let key = Folded::of(profile.as_str());
        self.role_mut(role)?.instance_profiles.insert(key.clone());
        if let Some(profile) = entity_mut(&mut self.instance_profiles, &key) {
            profile.role = Some(name);
        }
        Ok(Applied::Changed)
    }

    pub(super) fn on_remove_role(
        &mut self,
        cx: Context<'_>,
        profile: InstanceProfileName,
        role: RoleName,
    ) -> Outcome {
        self.ensure_modifiable(cx, &role)?;
        let key = Folded::of(profile.as_str());
        self.instance_profile(&profile)?;
        if !self.role(&role)?.instance_profiles.contains(&key) {
            return Err(missing(Entity::InstanceProfileRole(profile, role)));
        }
        self.role_mut(&role)?.instance_profiles.remove(&key);
        if let Some(profile) = entity_mut(&mut self.instance_profiles, &key) {
            profile.role = None;
        }
        Ok(Applied::Changed)
    }
}
