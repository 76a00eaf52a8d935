//! What the server sees of calls, kept in the store: which service a user or role called last, and with which key.
//!
//! A use is kept once a minute at most, so that a client that calls again and again writes nothing for most of its calls;
//! what isn't kept is younger than that.

use iamkit_store::{
    AccountId, Call, Command, CredentialCommand, Identity, Region, ServicePrefix, Snapshot, Timestamp,
};
use iamkit_wire::model::ServiceName;

use crate::caller::{Caller, Who};
use crate::state::State;

/// Seconds within which a use isn't kept again.
const MINUTE: i64 = 60;

/// Keeps that a caller called a service; of the root user nothing is kept.
pub(crate) fn record(state: &State, caller: &Caller, service: ServiceName) {
    let identity = match &caller.who {
        Who::Root | Who::Federated(None, _) => return,
        Who::User(user) | Who::Federated(Some(user), _) => Identity::User(user.name().clone()),
        Who::Role(role, _) => Identity::Role(role.name().clone()),
    };
    let access_key = caller.access_key_id.parse().ok();
    let date = state.clock.timestamp();
    let (Ok(service), Ok(region)) = (service.as_str().parse(), caller.region.parse()) else { return };
    let used = Used { identity, access_key, service, region, date };
    if used.is_known(&state.snapshot(), &caller.account) == Some(true) {
        return;
    }
    let Ok(name) = caller.arn().parse() else { return };
    // WHY: a call isn't refused because it can't be kept that there was one; what it changes itself is.
    let _ = state.commit(Call::new(name, date), caller.account.clone(), used.into_command());
}

struct Used {
    identity: Identity,
    access_key: Option<iamkit_store::AccessKeyId>,
    service: ServicePrefix,
    region: Region,
    date: Timestamp,
}

impl Used {
    /// Whether the same was kept less than a minute ago.
    fn is_known(&self, snapshot: &Snapshot, account: &AccountId) -> Option<bool> {
        let is_young = |date: Timestamp| (0..MINUTE).contains(&(self.date.as_seconds() - date.as_seconds()));
        let account = snapshot.account(account).ok()?;
        let services = match &self.identity {
            Identity::User(name) => {
                let user = account.user(name).ok()?;
                let mut keys = user.access_keys().filter(|key| Some(key.id()) == self.access_key.as_ref());
                let is_of_key = keys.all(|key| {
                    let last = key.last_used().filter(|last| *last.service() == self.service);
                    last.is_some_and(|last| *last.region() == self.region && is_young(last.date()))
                });
                if !is_of_key {
                    return Some(false);
                }
                user.services()
            }
            Identity::Role(name) => account.role(name).ok()?.services(),
            Identity::Group(_) => return None,
        };
        let last = services.get(&self.service)?;
        Some(*last.region() == self.region && is_young(last.date()))
    }

    fn into_command(self) -> Command {
        let Self { identity, access_key, service, region, date } = self;
        Command::Credential(CredentialCommand::RecordUse { identity, access_key, service, region, date })
    }
}
