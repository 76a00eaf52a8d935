//! What holds for an account as a whole, and what was seen of its users and roles.

use super::Outcome;
use crate::account::Account;
use crate::call::Timestamp;
use crate::command::{Applied, SettingCommand};
use crate::entity::{KeyLastUsed, RoleLastUsed, ServiceUse, ServiceUses};
use crate::error::missing;
use crate::identity::{Entity, Identity};
use crate::label::{Region, ServicePrefix};
use crate::name::AccessKeyId;

impl Account {
    pub(super) fn on_setting(&mut self, command: SettingCommand) -> Outcome {
        match command {
            SettingCommand::CreateAccountAlias { alias } => {
                if self.alias.as_ref() == Some(&alias) {
                    return Ok(Applied::Unchanged);
                }
                self.alias = Some(alias);
            }
            SettingCommand::DeleteAccountAlias { alias } => {
                if self.alias.as_ref() != Some(&alias) {
                    return Err(missing(Entity::AccountAlias(alias)));
                }
                self.alias = None;
            }
            SettingCommand::UpdatePasswordPolicy { policy } => {
                if self.password_policy.as_deref() == Some(&policy) {
                    return Ok(Applied::Unchanged);
                }
                self.password_policy = Some(policy.into());
            }
            SettingCommand::DeletePasswordPolicy {} => {
                if self.password_policy.take().is_none() {
                    return Err(missing(Entity::PasswordPolicy(self.id.clone())));
                }
            }
        }
        Ok(Applied::Changed)
    }

    pub(super) fn on_record_use(
        &mut self,
        identity: &Identity,
        access_key: Option<&AccessKeyId>,
        service: ServicePrefix,
        region: Region,
        date: Timestamp,
    ) -> Applied {
        match identity {
            Identity::User(name) => {
                let Ok(user) = self.user_mut(name) else { return Applied::Unchanged };
                let key = access_key.and_then(|id| user.access_keys.get_mut(id));
                if let Some(key) =
                    key.filter(|key| is_later(key.last_used.as_ref().map(|used| used.date), date))
                {
                    let (service, region) = (service.clone(), region.clone());
                    key.last_used = Some(KeyLastUsed { date, service, region });
                }
                record(&mut user.services, service, ServiceUse { date, region });
            }
            Identity::Role(name) => {
                let Ok(role) = self.role_mut(name) else { return Applied::Unchanged };
                if is_later(role.last_used.as_ref().map(|used| used.date), date) {
                    role.last_used = Some(RoleLastUsed { date, region: Some(region.clone()) });
                }
                record(&mut role.services, service, ServiceUse { date, region });
            }
            Identity::Group(_) => return Applied::Unchanged,
        }
        Applied::Changed
    }
}

/// What was seen earlier doesn't undo what was seen later.
fn is_later(known: Option<Timestamp>, date: Timestamp) -> bool {
    known.is_none_or(|known| known <= date)
}

fn record(services: &mut ServiceUses, service: ServicePrefix, used: ServiceUse) {
    if is_later(services.get(&service).map(|used| used.date), used.date) {
        services.insert(service, used);
    }
}
