//! The operations under the names AWS gives them, each committed by itself.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use crate::account::Account;
use crate::call::Call;
use crate::change::Change;
use crate::command::{Applied, Command, CreateGroup, CreatePolicy, CreateRole, CreateUser};
use crate::directory::TransactionError;
use crate::entity::{Group, Policy, Role, User};
use crate::error::StoreError;
use crate::identity::Identity;
use crate::journal::Journal;
use crate::name::{AccountId, GroupName, IamPath, PolicyArn, PolicyName, RoleName, UserName, VersionId};
use crate::operations::operations;
use crate::store::{CommitError, Committed, Store};

/// One caller at work in an account of a store, at one time
///
/// Each operation is a transaction of its own, durable when it returns; several that belong together are better
/// committed together, with [`Store::commit`]. As every writer, it waits for its turn and for the journal.
///
/// ```
/// use iamkit_store::{AccountId, Call, Change, MemoryJournal, Store};
///
/// let call = Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
/// let account: AccountId = "111122223333".parse()?;
/// let store = Store::open(MemoryJournal::default())?;
/// store.commit(&[Change::create_account(call.clone(), account.clone())])?;
///
/// let iam = store.client(account.clone(), call);
/// assert_eq!(iam.create_user("alice".parse()?)?.name().as_str(), "alice");
/// assert_eq!(iam.create_user("Alice".parse()?).unwrap_err().code(), "EntityAlreadyExists");
/// iam.create_group("Ops".parse()?)?;
/// iam.add_user_to_group("Ops".parse()?, "alice".parse()?)?;
/// assert_eq!(store.snapshot().generation().number(), 4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct StoreClient<'s, J> {
    store: &'s Store<J>,
    account: AccountId,
    call: Call,
}

impl<J: Journal> Store<J> {
    /// An account of the store for the operations of one caller
    pub fn client(&self, account: AccountId, call: Call) -> StoreClient<'_, J> {
        StoreClient { store: self, account, call }
    }
}

impl<J: Journal> StoreClient<'_, J> {
    /// Commits a command in the name of the caller
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub fn apply(&self, command: Command) -> Result<Applied, CommitError> {
        let committed = self.commit(command)?;
        Ok(committed.applied().first().copied().unwrap_or(Applied::Unchanged))
    }

    fn commit(&self, command: Command) -> Result<Committed, CommitError> {
        self.store.commit(&[Change::in_account(self.call.clone(), self.account.clone(), command)])
    }

    /// Commits a command, and finds what it made in the state that it made.
    fn make<T>(
        &self,
        command: Command,
        find: impl FnOnce(&Account) -> Result<T, StoreError>,
    ) -> Result<T, CommitError> {
        let committed = self.commit(command)?;
        let found = committed.snapshot().account(&self.account).and_then(|account| find(account));
        found.map_err(|error| CommitError::Refused(TransactionError::only(error)))
    }

    /// Creates a user under the path `/`, without any permission
    ///
    /// # Errors
    /// `EntityAlreadyExists` where the name is taken in whatever case; `LimitExceeded` for one user too many.
    pub fn create_user(&self, name: UserName) -> Result<Arc<User>, CommitError> {
        let made = name.clone();
        let command = Command::CreateUser(CreateUser::new(name));
        self.make(command, |account| account.user(&made).cloned())
    }

    /// Creates a group under the path `/`
    ///
    /// # Errors
    /// `EntityAlreadyExists` where the name is taken in whatever case; `LimitExceeded` for one group too many.
    pub fn create_group(&self, name: GroupName) -> Result<Arc<Group>, CommitError> {
        let made = name.clone();
        let command = Command::CreateGroup(CreateGroup::new(name));
        self.make(command, |account| account.group(&made).cloned())
    }

    /// Creates a role under the path `/`, without any permission
    ///
    /// # Errors
    /// `EntityAlreadyExists`; `MalformedPolicyDocument` for what is no trust policy or names nobody; `LimitExceeded`.
    pub fn create_role(
        &self,
        name: RoleName,
        trust_policy: Arc<PolicyDocument>,
    ) -> Result<Arc<Role>, CommitError> {
        let made = name.clone();
        let command = Command::CreateRole(CreateRole::new(name, trust_policy));
        self.make(command, |account| account.role(&made).cloned())
    }

    /// Creates a customer managed policy under the path `/`, with the document as its version `v1`
    ///
    /// # Errors
    /// `EntityAlreadyExists`; `MalformedPolicyDocument`; `LimitExceeded` for a document too long or a policy too many.
    pub fn create_policy(
        &self,
        name: PolicyName,
        document: Arc<PolicyDocument>,
    ) -> Result<Arc<Policy>, CommitError> {
        let made = name.clone();
        let command = Command::CreatePolicy(CreatePolicy::new(name, document));
        self.make(command, |account| {
            let arn = PolicyArn::new(account.partition, &account.id, &IamPath::default(), &made);
            account.policy(&arn).cloned()
        })
    }

    /// Creates a version of a customer managed policy and makes it the default
    ///
    /// # Errors
    /// `NoSuchEntity`; `MalformedPolicyDocument`; `LimitExceeded` for a document too long or a version too many.
    pub fn create_policy_version(
        &self,
        arn: PolicyArn,
        document: Arc<PolicyDocument>,
    ) -> Result<VersionId, CommitError> {
        let changed = arn.clone();
        let command = Command::CreatePolicyVersion { arn, document, set_as_default: true, version: None };
        self.make(command, |account| account.policy(&changed).map(|policy| policy.default_version()))
    }

    operations!(CommitError);
}
