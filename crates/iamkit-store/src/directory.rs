//! All accounts side by side with the organisation above them: the state that changes fold into.

use std::fmt;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use crate::account::Account;
use crate::apply::{Context, Origin};
use crate::aws_managed::{AwsManagedPolicies, Nothing};
use crate::bind::Neighbours;
use crate::binding::{PrincipalState, Principals};
use crate::change::{Change, Operation};
use crate::command::Applied;
use crate::error::{StoreError, exists, missing};
use crate::identity::Entity;
use crate::map::Map;
use crate::name::{AccountId, ResourceArn, RoleName, UniqueId};
use crate::organization::{self, Organization, OrganizationError};

/// Accounts side by side, and the organisation above them
///
/// A value: a clone costs a few pointers, shares what neither of the two changes later, and is a snapshot. Two are
/// equal when they hold the same; where AWS managed policies come from isn't compared.
///
/// ```
/// use iamkit_store::{Call, Change, Command, CreateUser, Directory};
///
/// let call = Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
/// let id: iamkit_store::AccountId = "111122223333".parse()?;
/// let mut directory = Directory::default();
/// let alice = Command::CreateUser(CreateUser::new("alice".parse()?));
/// directory.apply_all(&[
///     Change::create_account(call.clone(), id.clone()),
///     Change::in_account(call, id.clone(), alice),
/// ])?;
/// assert_eq!(directory.account(&id)?.users().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Directory {
    aws_managed: Arc<dyn AwsManagedPolicies>,
    accounts: Map<AccountId, Arc<Account>>,
    organization: Option<Organization>,
}

/// The change of a transaction that was refused
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("change {index} of the transaction: {error}")]
pub struct TransactionError {
    index: usize,
    error: StoreError,
}

impl TransactionError {
    /// The error of a transaction of one change.
    pub(crate) fn only(error: StoreError) -> Self {
        Self { index: 0, error }
    }

    /// The place of the change in the transaction, from 0
    pub fn index(&self) -> usize {
        self.index
    }

    /// Why it was refused
    pub fn error(&self) -> &StoreError {
        &self.error
    }

    /// The error code on the wire
    pub fn code(&self) -> &'static str {
        self.error.code()
    }
}

impl Default for Directory {
    /// No account, no organisation, no AWS managed policies
    fn default() -> Self {
        Self { aws_managed: Arc::new(Nothing), accounts: Map::new_sync(), organization: None }
    }
}

impl From<Account> for Directory {
    /// A directory of one account, without an organisation above it
    fn from(account: Account) -> Self {
        let aws_managed = Arc::clone(&account.aws_managed);
        let mut directory = Self::new(aws_managed);
        directory.accounts.insert_mut(account.id.clone(), account.into());
        directory
    }
}

impl Directory {
    /// An empty directory whose accounts can attach the given AWS managed policies
    pub fn new(aws_managed: Arc<dyn AwsManagedPolicies>) -> Self {
        Self { aws_managed, ..Self::default() }
    }

    /// All accounts, by id
    pub fn accounts(&self) -> impl ExactSizeIterator<Item = &Arc<Account>> {
        self.accounts.values()
    }

    /// An account
    ///
    /// # Errors
    /// `NoSuchEntity` where the directory doesn't hold it.
    pub fn account(&self, id: &AccountId) -> Result<&Arc<Account>, StoreError> {
        self.accounts.get(id).ok_or_else(|| missing(Entity::Account(id.clone())))
    }

    /// The organisation above the accounts
    pub fn organization(&self) -> Option<&Organization> {
        self.organization.as_ref()
    }

    /// Where the AWS managed policies come from
    pub fn aws_managed_policies(&self) -> &Arc<dyn AwsManagedPolicies> {
        &self.aws_managed
    }

    /// The trust policy of a role as it reads today, principals of all accounts here by their present names (S51)
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such account or role.
    pub fn trust_policy(
        &self,
        account: &AccountId,
        role: &RoleName,
    ) -> Result<Arc<PolicyDocument>, StoreError> {
        self.account(account)?.role(role)?.trust_policy().document(self)
    }

    /// The policy of a resource as it reads today, principals of all accounts here by their present names (S51)
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such account or the resource has no policy.
    pub fn resource_policy(
        &self,
        account: &AccountId,
        arn: &ResourceArn,
    ) -> Result<Arc<PolicyDocument>, StoreError> {
        self.account(account)?.resource_policy(arn)?.policy().document(self)
    }

    /// Applies a change
    ///
    /// # Errors
    /// What AWS answers to the operation: see [`StoreError`]. The directory is then as before.
    pub fn apply(&mut self, change: &Change) -> Result<Applied, StoreError> {
        self.apply_from(Origin::New, change)
    }

    /// Applies all changes of a transaction, or none
    ///
    /// # Errors
    /// The first change that is refused; the directory is then as before.
    pub fn apply_all(&mut self, changes: &[Change]) -> Result<Vec<Applied>, TransactionError> {
        let mut next = self.clone();
        let apply = |(index, change)| next.apply(change).map_err(|error| TransactionError { index, error });
        let applied = changes.iter().enumerate().map(apply).collect::<Result<_, _>>()?;
        *self = next;
        Ok(applied)
    }

    /// The directory as it would be after a transaction: a dry run
    ///
    /// # Errors
    /// As [`Directory::apply_all`].
    pub fn after(&self, changes: &[Change]) -> Result<Self, TransactionError> {
        let mut next = self.clone();
        next.apply_all(changes)?;
        Ok(next)
    }

    pub(crate) fn apply_from(&mut self, origin: Origin, change: &Change) -> Result<Applied, StoreError> {
        let call = &change.call;
        match &change.operation {
            Operation::CreateAccount { account, partition, seed, quotas } => {
                if self.accounts.contains_key(account) {
                    return Err(exists(Entity::Account(account.clone())));
                }
                let new = Account::new(account.clone())
                    .with_partition(*partition)
                    .with_seed(*seed)
                    .with_quotas(quotas.clone())
                    .with_aws_managed_policies(Arc::clone(&self.aws_managed));
                self.accounts.insert_mut(account.clone(), new.into());
                Ok(Applied::Changed)
            }
            Operation::RemoveAccount { account } => {
                if self.accounts.remove_mut(account) {
                    return Ok(Applied::Changed);
                }
                Err(missing(Entity::Account(account.clone())))
            }
            Operation::Account { account, command } => {
                // WHY: taken out, the account is shared by snapshots alone and otherwise changed in place.
                let mut changed = Arc::clone(self.account(account)?);
                self.accounts.remove_mut(account);
                let cx = Context { call, neighbours: &Accounts(&self.accounts), origin };
                let applied = Arc::make_mut(&mut changed).apply_in(cx, command.clone());
                self.accounts.insert_mut(account.clone(), changed);
                applied
            }
            Operation::Organization(command) => {
                let applied = organization::apply(&mut self.organization, origin, call, command.clone());
                applied.map_err(StoreError::from)
            }
            Operation::RemoveOrganization => {
                let removed = self.organization.take().ok_or(OrganizationError::NotInUse);
                Ok(removed.map(|_| Applied::Changed)?)
            }
        }
    }
}

/// The accounts that a command sees beside its own.
struct Accounts<'a>(&'a Map<AccountId, Arc<Account>>);

impl Neighbours for Accounts<'_> {
    fn account(&self, id: &AccountId) -> Option<&Account> {
        self.0.get(id).map(|account| &**account)
    }

    fn with_principal(&self, id: &str) -> Option<&Account> {
        let id = id.parse::<UniqueId>().ok()?;
        self.0.values().find(|account| account.principals.contains_key(&id)).map(|account| &**account)
    }
}

impl Principals for Directory {
    fn principal(&self, account: &AccountId, id: &UniqueId) -> PrincipalState<'_> {
        self.accounts.get(account).map_or(PrincipalState::Elsewhere, |home| home.principal(account, id))
    }
}

impl PartialEq for Directory {
    fn eq(&self, other: &Self) -> bool {
        self.accounts == other.accounts && self.organization == other.organization
    }
}

impl Eq for Directory {}

impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Directory")
            .field("accounts", &self.accounts)
            .field("organization", &self.organization)
            .finish_non_exhaustive()
    }
}
