//! An account and the questions about what is in it.
//!
//! Names are found whatever their case, as they are unique whatever their case (inferred); ARNs exactly as written.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use crate::entity::{Group, HeldPolicies, Policy, User};
use crate::error::{Entity, Identity, StoreError};
use crate::name::{AccountId, Folded, GroupName, PolicyArn, UserName, VersionId};
use crate::quota::Quotas;

/// The default version of an AWS managed policy
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsManagedVersion {
    /// Its id
    pub version: VersionId,
    /// Its document
    pub document: Arc<PolicyDocument>,
}

/// Where the account's AWS managed policies come from: a layer that all accounts share and none can change
pub trait AwsManagedPolicies: Send + Sync {
    /// The default version of the policy, or `None` where AWS has no such policy
    fn default_version(&self, arn: &PolicyArn) -> Option<AwsManagedVersion>;
}

/// No AWS managed policies at all.
struct Nothing;

impl AwsManagedPolicies for Nothing {
    fn default_version(&self, _: &PolicyArn) -> Option<AwsManagedVersion> {
        None
    }
}

/// The root user of an account: always there, without policies, in no group (S70)
///
/// No command names it, so it can't be created, deleted or given a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootUser {
    arn: String,
}

impl RootUser {
    /// The ARN, `arn:aws:iam::ACCOUNT:root`
    pub fn arn(&self) -> &str {
        &self.arn
    }
}

/// An account: users, groups and customer managed policies
///
/// Two accounts are equal when they hold the same; where AWS managed policies come from isn't compared.
#[derive(Clone)]
pub struct Account {
    pub(crate) id: AccountId,
    pub(crate) quotas: Quotas,
    pub(crate) aws_managed: Arc<dyn AwsManagedPolicies>,
    pub(crate) users: BTreeMap<Folded, User>,
    pub(crate) groups: BTreeMap<Folded, Group>,
    pub(crate) policies: BTreeMap<Folded, Policy>,
    // INVARIANT: goes up with every entity made and never down, so that no unique id is given twice (S51).
    pub(crate) next_id: u64,
}

impl Account {
    /// An empty account with the default quotas and no AWS managed policies
    pub fn new(id: AccountId) -> Self {
        Self {
            id,
            quotas: Quotas::default(),
            aws_managed: Arc::new(Nothing),
            users: BTreeMap::new(),
            groups: BTreeMap::new(),
            policies: BTreeMap::new(),
            next_id: 0,
        }
    }

    /// The same account with other quotas
    #[must_use]
    pub fn with_quotas(self, quotas: Quotas) -> Self {
        Self { quotas, ..self }
    }

    /// The same account with AWS managed policies that can be attached
    #[must_use]
    pub fn with_aws_managed_policies(self, aws_managed: Arc<dyn AwsManagedPolicies>) -> Self {
        Self { aws_managed, ..self }
    }

    /// The id of the account
    pub fn id(&self) -> &AccountId {
        &self.id
    }

    /// The quotas of the account
    pub fn quotas(&self) -> &Quotas {
        &self.quotas
    }

    /// The root user
    pub fn root_user(&self) -> RootUser {
        RootUser { arn: format!("arn:aws:iam::{}:root", self.id) }
    }

    /// All users, by name
    pub fn users(&self) -> impl ExactSizeIterator<Item = &User> {
        self.users.values()
    }

    /// All groups, by name
    pub fn groups(&self) -> impl ExactSizeIterator<Item = &Group> {
        self.groups.values()
    }

    /// All customer managed policies, by name
    pub fn policies(&self) -> impl ExactSizeIterator<Item = &Policy> {
        self.policies.values()
    }

    /// A user
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no user of that name.
    pub fn user(&self, name: &UserName) -> Result<&User, StoreError> {
        self.users.get(&Folded::of(name.as_str())).ok_or_else(|| no_identity(Identity::User(name.clone())))
    }

    /// A group
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no group of that name.
    pub fn group(&self, name: &GroupName) -> Result<&Group, StoreError> {
        self.groups.get(&Folded::of(name.as_str())).ok_or_else(|| no_identity(Identity::Group(name.clone())))
    }

    /// A customer managed policy
    ///
    /// # Errors
    /// `NoSuchEntity` where the account has no policy with that ARN; AWS managed policies are not the account's.
    pub fn policy(&self, arn: &PolicyArn) -> Result<&Policy, StoreError> {
        let policy = self.policies.get(&Folded::of(arn.name().as_str())).filter(|policy| policy.arn == *arn);
        policy.ok_or_else(|| StoreError::NoSuchEntity(Entity::Policy(arn.clone())))
    }

    /// The groups that a user is a member of, by name
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no user of that name.
    pub fn groups_for_user(&self, name: &UserName) -> Result<Vec<&Group>, StoreError> {
        Ok(self.user(name)?.groups.iter().filter_map(|group| self.groups.get(group)).collect())
    }

    /// The members of a group, by name
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no group of that name.
    pub fn members_of(&self, name: &GroupName) -> Result<Vec<&User>, StoreError> {
        Ok(self.group(name)?.members.iter().filter_map(|user| self.users.get(user)).collect())
    }

    pub(crate) fn held(&self, identity: &Identity) -> Result<&HeldPolicies, StoreError> {
        match identity {
            Identity::User(name) => self.user(name).map(User::policies),
            Identity::Group(name) => self.group(name).map(Group::policies),
        }
    }
}

pub(crate) fn no_identity(identity: Identity) -> StoreError {
    StoreError::NoSuchEntity(Entity::Identity(identity))
}

impl PartialEq for Account {
    fn eq(&self, other: &Self) -> bool {
        (&self.id, &self.quotas, self.next_id) == (&other.id, &other.quotas, other.next_id)
            && self.users == other.users
            && self.groups == other.groups
            && self.policies == other.policies
    }
}

impl Eq for Account {}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("users", &self.users)
            .field("groups", &self.groups)
            .field("policies", &self.policies)
            .finish_non_exhaustive()
    }
}
