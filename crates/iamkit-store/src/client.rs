//! The operations under the names AWS gives them: each makes one command and applies it, in the name of one caller.

use std::ops::Deref;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use crate::account::Account;
use crate::call::Call;
use crate::command::{Applied, Command, CreateGroup, CreatePolicy, CreateRole, CreateUser};
use crate::entity::{Group, Policy, Role, User};
use crate::error::StoreError;
use crate::identity::Identity;
use crate::name::{GroupName, IamPath, PolicyArn, PolicyName, RoleName, UserName, VersionId};
use crate::operations::operations;

/// One caller at work in an account, at one time
///
/// The everyday operations under AWS's names; for the others there is [`Client::apply`]. What the account can be asked,
/// the client can be asked.
///
/// ```
/// use iamkit_store::{Account, Call};
///
/// let call = Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
/// let mut account = Account::new("111122223333".parse()?);
/// let mut iam = account.client(call);
/// iam.create_user("alice".parse()?)?;
/// iam.create_group("Ops".parse()?)?;
/// iam.add_user_to_group("Ops".parse()?, "alice".parse()?)?;
/// assert_eq!(iam.delete_group("Ops".parse()?).unwrap_err().code(), "DeleteConflict");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Client<'a> {
    account: &'a mut Account,
    call: Call,
}

impl Account {
    /// The account for the operations of one caller
    pub fn client(&mut self, call: Call) -> Client<'_> {
        Client { account: self, call }
    }
}

impl Deref for Client<'_> {
    type Target = Account;

    fn deref(&self) -> &Account {
        self.account
    }
}

impl Client<'_> {
    /// Applies a command in the name of the caller
    ///
    /// # Errors
    /// As [`Account::apply`].
    pub fn apply(&mut self, command: Command) -> Result<Applied, StoreError> {
        self.account.apply(&self.call, command)
    }

    /// Creates a user under the path `/`, without any permission
    ///
    /// # Errors
    /// `EntityAlreadyExists` where the name is taken in whatever case; `LimitExceeded` for one user too many.
    pub fn create_user(&mut self, name: UserName) -> Result<&Arc<User>, StoreError> {
        let created = name.clone();
        self.apply(Command::CreateUser(CreateUser::new(name)))?;
        self.user(&created)
    }

    /// Creates a group under the path `/`
    ///
    /// # Errors
    /// `EntityAlreadyExists` where the name is taken in whatever case; `LimitExceeded` for one group too many.
    pub fn create_group(&mut self, name: GroupName) -> Result<&Arc<Group>, StoreError> {
        let created = name.clone();
        self.apply(Command::CreateGroup(CreateGroup::new(name)))?;
        self.group(&created)
    }

    /// Creates a role under the path `/`, without any permission
    ///
    /// # Errors
    /// `EntityAlreadyExists`; `MalformedPolicyDocument` for what is no trust policy or names nobody; `LimitExceeded`.
    pub fn create_role(
        &mut self,
        name: RoleName,
        trust_policy: Arc<PolicyDocument>,
    ) -> Result<&Arc<Role>, StoreError> {
        let created = name.clone();
        self.apply(Command::CreateRole(CreateRole::new(name, trust_policy)))?;
        self.role(&created)
    }

    /// Creates a customer managed policy under the path `/`, with the document as its version `v1`
    ///
    /// # Errors
    /// `EntityAlreadyExists`; `MalformedPolicyDocument`; `LimitExceeded` for a document too long or a policy too many.
    pub fn create_policy(
        &mut self,
        name: PolicyName,
        document: Arc<PolicyDocument>,
    ) -> Result<&Arc<Policy>, StoreError> {
        let arn = PolicyArn::new(self.partition, &self.id, &IamPath::default(), &name);
        self.apply(Command::CreatePolicy(CreatePolicy::new(name, document)))?;
        self.policy(&arn)
    }

    /// Creates a version of a customer managed policy and makes it the default
    ///
    /// # Errors
    /// `NoSuchEntity`; `MalformedPolicyDocument`; `LimitExceeded` for a document too long or a version too many.
    pub fn create_policy_version(
        &mut self,
        arn: PolicyArn,
        document: Arc<PolicyDocument>,
    ) -> Result<VersionId, StoreError> {
        let changed = arn.clone();
        self.apply(Command::CreatePolicyVersion { arn, document, set_as_default: true, version: None })?;
        self.policy(&changed).map(|policy| policy.default_version())
    }

    operations!(StoreError, mut);
}
