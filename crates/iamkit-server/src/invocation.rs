//! One call of an operation: who, when, on which account.

use std::sync::Arc;

use iamkit_store::{Account, AccountId, Call, Change, Command, Snapshot, Timestamp, UserName};
use iamkit_wire::WireError;

use crate::caller::Caller;
use crate::refusal::{refused, refused_commit};
use crate::state::State;

/// One call of an operation
#[derive(Debug)]
pub(crate) struct Invocation<'s> {
    pub(crate) state: &'s State,
    pub(crate) caller: &'s Caller,
    pub(crate) time: Timestamp,
    snapshot: Arc<Snapshot>,
}

impl<'s> Invocation<'s> {
    pub(crate) fn new(state: &'s State, caller: &'s Caller) -> Self {
        Self { state, caller, time: state.clock.timestamp(), snapshot: state.snapshot() }
    }

    /// The account of the caller, as it was when the call began.
    pub(crate) fn account(&self) -> Result<&Arc<Account>, WireError> {
        self.snapshot.account(self.account_id()).map_err(refused)
    }

    /// The id of that account.
    pub(crate) fn account_id(&self) -> &AccountId {
        &self.caller.account
    }

    /// All accounts, as they were when the call began.
    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Makes a change of the account in the name of the caller, and gives the account as it has become.
    pub(crate) fn commit(&self, command: Command) -> Result<Arc<Account>, WireError> {
        let (call, account) = (self.call()?, self.account_id());
        let committed =
            self.state.commit(call, account.clone(), command).map_err(|error| refused_commit(&error))?;
        committed.snapshot().account(account).cloned().map_err(refused)
    }

    /// Makes changes that only AWS itself may make, all or none, and gives the account as it has become.
    pub(crate) fn commit_as_service(&self, commands: Vec<Command>) -> Result<Arc<Account>, WireError> {
        let (call, account) = (self.call()?.restoring(), self.account_id());
        let changes = commands.into_iter().map(|it| Change::in_account(call.clone(), account.clone(), it));
        let changes = changes.collect::<Vec<_>>();
        let committed = self.state.commit_all(&changes).map_err(|error| refused_commit(&error))?;
        committed.snapshot().account(account).cloned().map_err(refused)
    }

    /// Who asks for a change, and when.
    pub(crate) fn call(&self) -> Result<Call, WireError> {
        let internal = |_| WireError::new("ServiceFailure", 500, "The caller has no name that can be kept");
        Ok(Call::new(self.caller.arn().parse().map_err(internal)?, self.time))
    }

    /// The user that a call is about: the one it names, else the caller.
    pub(crate) fn user_name(&self, named: Option<UserName>) -> Result<UserName, WireError> {
        let own = || self.caller.user().map(|user| user.name().clone());
        named.or_else(own).ok_or_else(|| {
            WireError::new(
                "ValidationError",
                400,
                "Must specify userName when calling with non-User credentials",
            )
        })
    }
}
