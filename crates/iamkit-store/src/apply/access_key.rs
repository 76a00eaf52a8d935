//! Access keys: that a user has them, as users with keys aren't deleted.

use super::{Context, Outcome, ensure_restoring};
use crate::account::Account;
use crate::command::Applied;
use crate::entity::{AccessKey, AccessKeyStatus};
use crate::error::{StoreError, missing, no_identity};
use crate::id::IdKind;
use crate::identity::Entity;
use crate::map::entity_mut;
use crate::name::{AccessKeyId, Folded, UserName};

impl Account {
    pub(super) fn on_create_access_key(
        &mut self,
        cx: Context<'_>,
        user: &UserName,
        given: Option<AccessKeyId>,
    ) -> Outcome {
        let owner = self.user(user)?;
        cx.within("access keys per user", owner.access_keys.len() + 1, self.quotas.access_keys_per_user)?;
        let name = owner.name.clone();
        if let Some(id) = &given {
            let entity = Entity::AccessKey(id.clone(), user.clone());
            ensure_restoring(cx, &entity, "its id")?;
            if self.access_keys.contains_key(id) {
                return Err(StoreError::IdTaken { entity, id: id.to_string() });
            }
        }
        let id = given.unwrap_or_else(|| self.next_access_key_id());
        let key = AccessKey {
            id: id.clone(),
            status: AccessKeyStatus::Active,
            create_date: cx.call.time(),
            last_used: None,
        };
        self.user_mut(user)?.access_keys.insert(id.clone(), key);
        self.access_keys.insert_mut(id, name);
        Ok(Applied::Changed)
    }

    fn next_access_key_id(&mut self) -> AccessKeyId {
        loop {
            let id = AccessKeyId::trusted(self.next_numbered(IdKind::AccessKey));
            if !self.access_keys.contains_key(&id) {
                return id;
            }
        }
    }

    pub(super) fn on_update_access_key(
        &mut self,
        user: UserName,
        id: AccessKeyId,
        status: AccessKeyStatus,
    ) -> Outcome {
        match self.user(&user)?.access_keys.get(&id) {
            None => return Err(missing(Entity::AccessKey(id, user))),
            Some(key) if key.status == status => return Ok(Applied::Unchanged),
            Some(_) => {}
        }
        if let Some(key) = self.user_mut(&user)?.access_keys.get_mut(&id) {
            key.status = status;
        }
        Ok(Applied::Changed)
    }

    pub(super) fn on_delete_access_key(&mut self, user: UserName, id: AccessKeyId) -> Outcome {
        if !self.user(&user)?.access_keys.contains_key(&id) {
            return Err(missing(Entity::AccessKey(id, user)));
        }
        self.user_mut(&user)?.access_keys.remove(&id);
        self.access_keys.remove_mut(&id);
        Ok(Applied::Changed)
    }

    pub(super) fn user_mut(&mut self, name: &UserName) -> Result<&mut crate::entity::User, StoreError> {
        let user = entity_mut(&mut self.users, &Folded::of(name.as_str()));
        user.ok_or_else(|| no_identity(name.clone()))
    }
}
