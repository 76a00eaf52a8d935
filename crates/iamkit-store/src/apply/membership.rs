//! Which users are in which groups.

use super::{Context, Outcome};
use crate::account::Account;
use crate::command::Applied;
use crate::error::missing;
use crate::identity::Entity;
use crate::map::entity_mut;
use crate::name::{Folded, GroupName, UserName};

impl Account {
    pub(super) fn on_add_user_to_group(
        &mut self,
        cx: Context<'_>,
        group: &GroupName,
        user: &UserName,
    ) -> Outcome {
        self.group(group)?;
        let (group_key, user_key) = (Folded::of(group.as_str()), Folded::of(user.as_str()));
        let groups = &self.user(user)?.groups;
        if groups.contains(&group_key) {
            return Ok(Applied::Unchanged);
        }
        cx.within("groups per user", groups.len() + 1, self.quotas.groups_per_user)?;
        if let Some(group) = entity_mut(&mut self.groups, &group_key) {
            group.members.insert_mut(user_key.clone());
        }
        if let Some(user) = entity_mut(&mut self.users, &user_key) {
            user.groups.insert(group_key);
        }
        Ok(Applied::Changed)
    }

    pub(super) fn on_remove_user_from_group(&mut self, group: GroupName, user: UserName) -> Outcome {
        self.group(&group)?;
        let (group_key, user_key) = (Folded::of(group.as_str()), Folded::of(user.as_str()));
        if !self.user(&user)?.groups.contains(&group_key) {
            return Err(missing(Entity::Membership(user, group)));
        }
        if let Some(group) = entity_mut(&mut self.groups, &group_key) {
            group.members.remove_mut(&user_key);
        }
        if let Some(user) = entity_mut(&mut self.users, &user_key) {
            user.groups.remove(&group_key);
        }
        Ok(Applied::Changed)
    }
}
