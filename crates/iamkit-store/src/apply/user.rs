//! Users: creation, renaming, end.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Outcome};
use crate::account::Account;
use crate::command::{Applied, CreateUser};
use crate::entity::{HeldPolicies, ServiceUses, User, UserCredentials};
use crate::error::{StoreError, conflict, exists};
use crate::id::IdKind;
use crate::identity::{Entity, Identity};
use crate::map::entity_mut;
use crate::name::{Folded, IamPath, UserName};

impl Account {
    pub(super) fn on_create_user(&mut self, cx: Context<'_>, new: CreateUser) -> Outcome {
        let identity = Identity::User(new.name.clone());
        let entity = Entity::Identity(identity.clone());
        self.ensure_user_name_is_free(&new.name)?;
        cx.within("users per account", self.users.size() + 1, self.quotas.users)?;
        self.ensure_tags(cx, &entity, &new.tags)?;
        self.ensure_new_boundary(cx, new.permissions_boundary.as_ref())?;
        self.ensure_id(cx, &entity, new.id.as_ref())?;
        let id = self.take_id(IdKind::User, new.id);
        if let Some(arn) = &new.permissions_boundary {
            self.change_usage(arn, |usage| usage.boundary_of.insert_mut(identity.clone()));
        }
        self.principals.insert_mut(id.clone(), identity);
        let user = User {
            arn: self.user_arn(&new.path, &new.name),
            path: new.path,
            id,
            create_date: cx.call.time(),
            groups: BTreeSet::new(),
            policies: HeldPolicies::default(),
            permissions_boundary: new.permissions_boundary,
            tags: new.tags,
            access_keys: BTreeMap::new(),
            credentials: UserCredentials::default(),
            services: ServiceUses::new(),
            name: new.name,
        };
        self.users.insert_mut(Folded::of(user.name.as_str()), user.into());
        Ok(Applied::Changed)
    }

    /// A new name or path. The id stays, so policies that name the user name it still (S51).
    pub(super) fn on_update_user(
        &mut self,
        name: &UserName,
        new_path: Option<IamPath>,
        new_name: Option<UserName>,
    ) -> Outcome {
        let old = self.user(name)?;
        let mut user = User::clone(old);
        user.path = new_path.unwrap_or_else(|| old.path.clone());
        user.name = new_name.unwrap_or_else(|| old.name.clone());
        if (&user.path, &user.name) == (&old.path, &old.name) {
            return Ok(Applied::Unchanged);
        }
        let (old_key, key) = (Folded::of(old.name.as_str()), Folded::of(user.name.as_str()));
        if key != old_key {
            self.ensure_user_name_is_free(&user.name)?;
        }
        let old_identity = Identity::User(old.name.clone());
        user.arn = self.user_arn(&user.path, &user.name);
        self.rename_user(&old_identity, &old_key, &user);
        self.users.remove_mut(&old_key);
        self.users.insert_mut(key, user.into());
        Ok(Applied::Changed)
    }

    /// Gives all that names the user the new name.
    fn rename_user(&mut self, old: &Identity, old_key: &Folded, user: &User) {
        let new = Identity::User(user.name.clone());
        for group in &user.groups {
            if let Some(group) = entity_mut(&mut self.groups, group) {
                group.members.remove_mut(old_key);
                group.members.insert_mut(Folded::of(user.name.as_str()));
            }
        }
        self.rename_holder(old, &new, &user.policies, user.permissions_boundary.as_ref());
        for id in user.access_keys.keys() {
            self.access_keys.insert_mut(id.clone(), user.name.clone());
        }
        for serial in &user.credentials.mfa_devices {
            if let Some(device) = entity_mut(&mut self.mfa_devices, serial) {
                device.enabled = device.enabled.take().map(|(_, date)| (user.name.clone(), date));
            }
        }
        self.principals.insert_mut(user.id.clone(), new);
    }

    pub(super) fn on_delete_user(&mut self, name: &UserName) -> Outcome {
        let user = self.user(name)?;
        let entity = Entity::Identity(Identity::User(user.name.clone()));
        if !user.groups.is_empty() {
            return Err(conflict(entity, "it must be removed from its groups first"));
        }
        super::permission::ensure_without_policies(&user.policies, &entity)?;
        if !user.access_keys.is_empty() {
            return Err(conflict(entity, "its access keys must be deleted first"));
        }
        if let Some(reason) = user.credentials.first_left() {
            return Err(conflict(entity, reason));
        }
        let user = std::sync::Arc::clone(user);
        let identity = Identity::User(user.name.clone());
        if let Some(arn) = &user.permissions_boundary {
            self.change_usage(arn, |usage| {
                usage.boundary_of.remove_mut(&identity);
            });
        }
        self.ids.remove_mut(&user.id);
        self.principals.remove_mut(&user.id);
        self.users.remove_mut(&Folded::of(name.as_str()));
        Ok(Applied::Changed)
    }

    fn ensure_user_name_is_free(&self, name: &UserName) -> Result<(), StoreError> {
        match self.users.get(&Folded::of(name.as_str())) {
            Some(taken) => Err(exists(Entity::Identity(Identity::User(taken.name.clone())))),
            None => Ok(()),
        }
    }

    fn user_arn(&self, path: &IamPath, name: &UserName) -> std::sync::Arc<str> {
        format!("arn:{}:iam::{}:user{path}{name}", self.partition, self.id).into()
    }
}
