//! Which policies apply to a principal, and through which path.
//!
//! Nothing is evaluated here: the documents are handed on.

use std::fmt;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use crate::account::Account;
use crate::aws_managed::AwsManagedVersion;
use crate::binding::Principals;
use crate::call::Timestamp;
use crate::entity::HeldPolicies;
use crate::error::{StoreError, missing};
use crate::identity::{Entity, Identity};
use crate::name::{GroupName, PolicyArn, PolicyName, RoleName, VersionId};

/// How a user, group or role holds a policy
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hold {
    /// As an inline policy
    Inline,
    /// As an attached managed policy
    Attached,
}

/// The path through which a policy applies to a principal
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GrantPath {
    /// The user's own policy
    User(Hold),
    /// The role's own policy
    Role(Hold),
    /// The policy of a group: the group itself, or one that the user is a member of
    Group(GroupName, Hold),
    /// The permissions boundary of the user or role
    Boundary,
}

impl fmt::Display for GrantPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(Hold::Inline) => f.write_str("inline in the user"),
            Self::User(Hold::Attached) => f.write_str("attached to the user"),
            Self::Role(Hold::Inline) => f.write_str("inline in the role"),
            Self::Role(Hold::Attached) => f.write_str("attached to the role"),
            Self::Group(group, Hold::Inline) => write!(f, "inline in group `{group}`"),
            Self::Group(group, Hold::Attached) => write!(f, "attached to group `{group}`"),
            Self::Boundary => f.write_str("permissions boundary"),
        }
    }
}

/// A policy that applies to a principal
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedPolicy {
    name: PolicyName,
    managed: Option<(PolicyArn, VersionId)>,
    date: Option<Timestamp>,
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

    /// The date of that version
    pub fn date(&self) -> Option<Timestamp> {
        self.date
    }

    /// The document
    pub fn document(&self) -> &Arc<PolicyDocument> {
        &self.document
    }

    /// How the principal comes by the policy
    pub fn path(&self) -> &GrantPath {
        &self.path
    }
}

/// A managed policy that an entity has and that nobody can give
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPolicy {
    arn: PolicyArn,
    path: GrantPath,
}

impl UnknownPolicy {
    /// The ARN, which is all that is known
    pub fn arn(&self) -> &PolicyArn {
        &self.arn
    }

    /// How the principal comes by the policy
    pub fn path(&self) -> &GrantPath {
        &self.path
    }
}

/// A policy that applies to a principal, as far as it is known
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applicable {
    /// With its document
    Known(AppliedPolicy),
    /// Without: it could allow anything, and deny anything
    Unknown(UnknownPolicy),
}

impl Applicable {
    /// How the principal comes by the policy
    pub fn path(&self) -> &GrantPath {
        match self {
            Self::Known(policy) => policy.path(),
            Self::Unknown(policy) => policy.path(),
        }
    }
}

/// The permissions boundary of a principal
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Boundary {
    /// There is none
    None,
    /// A managed policy
    Policy(AppliedPolicy),
    /// A managed policy that nobody can give: what it allows is unknown
    Unknown(UnknownPolicy),
    /// A managed policy that isn't there: it allows nothing (S77)
    Dangling(PolicyArn),
}

impl Account {
    /// The policies that apply to a user, group or role: its own, then those of a user's groups; inline before attached
    ///
    /// A policy that comes through two paths stands there twice. The permissions boundary grants nothing and isn't
    /// among them: see [`Account::boundary_of`].
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such identity, or where an attached managed policy is unknown or no longer to be
    /// had: a policy left out silently could be the one that denies (S21).
    pub fn policies_of(&self, identity: &Identity) -> Result<Vec<AppliedPolicy>, StoreError> {
        let applicable = self.applicable_to(identity)?.into_iter();
        let known = applicable.map(|policy| match policy {
            Applicable::Known(policy) => Ok(policy),
            Applicable::Unknown(policy) => Err(missing(Entity::Policy(policy.arn))),
        });
        known.collect()
    }

    /// The same policies, and among them those that are recorded as unknown
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such identity, or where an attached managed policy is no longer to be had.
    pub fn applicable_to(&self, identity: &Identity) -> Result<Vec<Applicable>, StoreError> {
        let mut applied = Vec::new();
        match identity {
            Identity::User(name) => {
                self.collect(self.user(name)?.policies(), GrantPath::User, &mut applied)?;
                for group in self.groups_for_user(name)? {
                    let path = |hold| GrantPath::Group(group.name().clone(), hold);
                    self.collect(group.policies(), path, &mut applied)?;
                }
            }
            Identity::Group(name) => {
                let group = self.group(name)?;
                let path = |hold| GrantPath::Group(group.name().clone(), hold);
                self.collect(group.policies(), path, &mut applied)?;
            }
            Identity::Role(name) => {
                self.collect(self.role(name)?.policies(), GrantPath::Role, &mut applied)?;
            }
        }
        Ok(applied)
    }

    /// The permissions boundary of a user or role
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such identity.
    pub fn boundary_of(&self, identity: &Identity) -> Result<Boundary, StoreError> {
        let Some(arn) = self.permissions_boundary(identity)? else { return Ok(Boundary::None) };
        Ok(match self.applied(arn, GrantPath::Boundary) {
            Ok(Applicable::Known(policy)) => Boundary::Policy(policy),
            Ok(Applicable::Unknown(policy)) => Boundary::Unknown(policy),
            Err(_) => Boundary::Dangling(arn.clone()),
        })
    }

    /// The trust policy of a role as it reads today, principals of this account by their present names (S51)
    ///
    /// Principals of other accounts read as written; a directory knows them too.
    ///
    /// # Errors
    /// `NoSuchEntity` where there is no such role.
    pub fn trust_policy(&self, role: &RoleName) -> Result<Arc<PolicyDocument>, StoreError> {
        let principals: &dyn Principals = self;
        self.role(role)?.trust_policy().document(principals)
    }

    fn collect(
        &self,
        held: &HeldPolicies,
        path: impl Fn(Hold) -> GrantPath,
        applied: &mut Vec<Applicable>,
    ) -> Result<(), StoreError> {
        applied.extend(held.inline().map(|(name, document)| {
            Applicable::Known(AppliedPolicy {
                name: name.clone(),
                managed: None,
                date: None,
                document: Arc::clone(document),
                path: path(Hold::Inline),
            })
        }));
        for arn in held.attached() {
            applied.push(self.applied(arn, path(Hold::Attached))?);
        }
        Ok(())
    }

    /// The default version of a managed policy, of the account or of AWS.
    fn applied(&self, arn: &PolicyArn, path: GrantPath) -> Result<Applicable, StoreError> {
        let found = if arn.is_aws_managed() { self.aws_managed_policy(arn) } else { self.own_version(arn) };
        let Some(AwsManagedVersion { version, date, document }) = found else {
            if self.unknown.contains(arn) {
                return Ok(Applicable::Unknown(UnknownPolicy { arn: arn.clone(), path }));
            }
            return Err(missing(Entity::Policy(arn.clone())));
        };
        let managed = Some((arn.clone(), version));
        Ok(Applicable::Known(AppliedPolicy { name: arn.name(), managed, date, document, path }))
    }

    /// The default version of a customer managed policy.
    fn own_version(&self, arn: &PolicyArn) -> Option<AwsManagedVersion> {
        let policy = self.policy(arn).ok()?;
        let found = policy.version(policy.default_version)?;
        let (version, date) = (policy.default_version, Some(found.create_date));
        Some(AwsManagedVersion { version, date, document: Arc::clone(&found.document) })
    }
}
