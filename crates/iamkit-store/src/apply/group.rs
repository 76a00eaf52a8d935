//! Groups: creation, renaming, end.

use std::sync::Arc;

use super::{Context, Outcome};
use crate::account::Account;
use crate::command::{Applied, CreateGroup};
use crate::entity::{Group, HeldPolicies};
use crate::error::{StoreError, conflict, exists};
use crate::id::IdKind;
use crate::identity::{Entity, Identity};
use crate::map::{Set, entity_mut};
use crate::name::{Folded, GroupName, IamPath};

impl Account {
    pub(super) fn on_create_group(&mut self, cx: Context<'_>, new: CreateGroup) -> Outcome {
        let entity = Entity::Identity(Identity::Group(new.name.clone()));
        self.ensure_group_name_is_free(&new.name)?;
        cx.within("groups per account", self.groups.size() + 1, self.quotas.groups)?;
        self.ensure_id(cx, &entity, new.id.as_ref())?;
        let group = Group {
            arn: self.group_arn(&new.path, &new.name),
            path: new.path,
            id: self.take_id(IdKind::Group, new.id),
            create_date: cx.call.time(),
            members: Set::new_sync(),
            policies: HeldPolicies::default(),
            name: new.name,
        };
        self.groups.insert_mut(Folded::of(group.name.as_str()), group.into());
        Ok(Applied::Changed)
    }

    /// A new name or path; memberships and attachments stay.
    pub(super) fn on_update_group(
        &mut self,
        name: &GroupName,
        new_path: Option<IamPath>,
        new_name: Option<GroupName>,
    ) -> Outcome {
        let old = self.group(name)?;
        let mut group = Group::clone(old);
        group.path = new_path.unwrap_or_else(|| old.path.clone());
        group.name = new_name.unwrap_or_else(|| old.name.clone());
        if (&group.path, &group.name) == (&old.path, &old.name) {
            return Ok(Applied::Unchanged);
        }
        let (old_key, key) = (Folded::of(old.name.as_str()), Folded::of(group.name.as_str()));
        if key != old_key {
            self.ensure_group_name_is_free(&group.name)?;
        }
        let identities = (Identity::Group(old.name.clone()), Identity::Group(group.name.clone()));
        group.arn = self.group_arn(&group.path, &group.name);
        self.rename_holder(&identities.0, &identities.1, &group.policies, None);
        for user in &group.members {
            if let Some(user) = entity_mut(&mut self.users, user) {
                user.groups.remove(&old_key);
                user.groups.insert(key.clone());
            }
        }
        self.groups.remove_mut(&old_key);
        self.groups.insert_mut(key, group.into());
        Ok(Applied::Changed)
    }

    pub(super) fn on_delete_group(&mut self, name: &GroupName) -> Outcome {
        let group = Arc::clone(self.group(name)?);
        let entity = Entity::Identity(Identity::Group(group.name.clone()));
        if !group.members.is_empty() {
            return Err(conflict(entity, "its members must be removed first"));
        }
        super::permission::ensure_without_policies(&group.policies, &entity)?;
        self.ids.remove_mut(&group.id);
        self.groups.remove_mut(&Folded::of(name.as_str()));
        Ok(Applied::Changed)
    }

    fn ensure_group_name_is_free(&self, name: &GroupName) -> Result<(), StoreError> {
        match self.groups.get(&Folded::of(name.as_str())) {
            Some(taken) => Err(exists(Entity::Identity(Identity::Group(taken.name.clone())))),
            None => Ok(()),
        }
    }

    fn group_arn(&self, path: &IamPath, name: &GroupName) -> Arc<str> {
        format!("arn:{}:iam::{}:group{path}{name}", self.partition, self.id).into()
    }
}
