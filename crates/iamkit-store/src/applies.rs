//! Which policies apply to a user, and through which path.
//!
//! Nothing is evaluated here: the documents are handed on.

use std::fmt;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use crate::account::Account;
use crate::entity::HeldPolicies;
use crate::error::{Entity, StoreError};
use crate::name::{GroupName, PolicyArn, PolicyName, UserName, VersionId};

/// How a user or group holds a policy
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hold {
    /// As an inline policy
    Inline,
    /// As an attached managed policy
    Attached,
}

/// The path through which a policy applies to a user
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum GrantPath {
    /// The user's own policy
    Own(Hold),
    /// A policy of a group that the user is a member of
    Group(GroupName, Hold),
}

impl fmt::Display for GrantPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(Hold::Inline) => f.write_str("inline in the user"),
            Self::Own(Hold::Attached) => f.write_str("attached to the user"),
            Self::Group(group, Hold::Inline) => write!(f, "inline in group `{group}`"),
            Self::Group(group, Hold::Attached) => write!(f, "attached to group `{group}`"),
        }
    }
}

/// A policy that applies to a user
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedPolicy {
    name: PolicyName,
    managed: Option<(PolicyArn, VersionId)>,
    document: Arc<PolicyDocument>,
    path: GrantPath,
}

impl AppliedPolicy {
    /// The name of the policy
    pub fn name(&self) -> &PolicyName {
        &self.name
    }

    /// The ARN of a managed policy
    pub fn arn(&self) -> Option<&PolicyArn> {
        self.managed.as_ref().map(|(arn, _)| arn)
    }

    /// The version of a managed policy that applies, its default one (S76)
    pub fn version(&self) -> Option<VersionId> {
        self.managed.as_ref().map(|(_, version)| *version)
    }

    /// The document
    pub fn document(&self) -> &Arc<PolicyDocument> {
        &self.document
    }

    /// How the user comes by the policy
    pub fn path(&self) -> &GrantPath {
        &self.path
    }
}

impl Account {
    /// The policies that apply to a user: its own, then those of its groups; inline before attached
    ///
    /// A policy that comes through two paths stands there twice.
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such user, or where an attached AWS managed policy is no longer to be had: a
    /// policy left out silently could be the one that denies (S21).
    pub fn policies_of(&self, name: &UserName) -> Result<Vec<AppliedPolicy>, StoreError> {
        let mut applied = Vec::new();
        self.collect(self.user(name)?.policies(), GrantPath::Own, &mut applied)?;
        for group in self.groups_for_user(name)? {
            let path = |hold| GrantPath::Group(group.name().clone(), hold);
            self.collect(group.policies(), path, &mut applied)?;
        }
        Ok(applied)
    }

    fn collect(
        &self,
        held: &HeldPolicies,
        path: impl Fn(Hold) -> GrantPath,
        applied: &mut Vec<AppliedPolicy>,
    ) -> Result<(), StoreError> {
        applied.extend(held.inline().map(|(name, document)| AppliedPolicy {
            name: name.clone(),
            managed: None,
            document: Arc::clone(document),
            path: path(Hold::Inline),
        }));
        for arn in held.attached() {
            let (version, document) = self.default_document(arn)?;
            let managed = Some((arn.clone(), version));
            applied.push(AppliedPolicy { name: arn.name(), managed, document, path: path(Hold::Attached) });
        }
        Ok(())
    }

    /// The default version of a managed policy, of the account or of AWS.
    pub(crate) fn default_document(
        &self,
        arn: &PolicyArn,
    ) -> Result<(VersionId, Arc<PolicyDocument>), StoreError> {
        let missing = || StoreError::NoSuchEntity(Entity::Policy(arn.clone()));
        if arn.is_aws_managed() {
            let found = self.aws_managed.default_version(arn).ok_or_else(missing)?;
            return Ok((found.version, found.document));
        }
        let policy = self.policy(arn)?;
        let document = policy.versions.get(&policy.default_version).ok_or_else(missing)?;
        Ok((policy.default_version, Arc::clone(document)))
    }
}
