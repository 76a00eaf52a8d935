//! A customer managed policy with its versions, and where a managed policy is in use.

use std::collections::BTreeMap;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use crate::call::Timestamp;
use crate::identity::Identity;
use crate::map::Set;
use crate::name::{IamPath, PolicyArn, PolicyName, UniqueId, VersionId};
use crate::tag::Tags;
use crate::text::Description;

/// A version of a customer managed policy
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVersion {
    pub(crate) document: Arc<PolicyDocument>,
    pub(crate) create_date: Timestamp,
}

impl PolicyVersion {
    /// The document
    pub fn document(&self) -> &Arc<PolicyDocument> {
        &self.document
    }

    /// When it was created
    pub fn create_date(&self) -> Timestamp {
        self.create_date
    }
}

/// A customer managed policy with its versions
///
/// Where it is in use is [`Account::policy_usage`](crate::Account::policy_usage).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub(crate) arn: PolicyArn,
    pub(crate) path: IamPath,
    pub(crate) id: UniqueId,
    pub(crate) description: Option<Description>,
    pub(crate) create_date: Timestamp,
    pub(crate) update_date: Timestamp,
    pub(crate) tags: Tags,
    pub(crate) versions: BTreeMap<VersionId, PolicyVersion>,
    pub(crate) default_version: VersionId,
    // INVARIANT: above every id given so far, so that no id is given twice.
    pub(crate) next_version: VersionId,
}

impl Policy {
    /// The ARN
    pub fn arn(&self) -> &PolicyArn {
        &self.arn
    }

    /// The name, in the case it was given
    pub fn name(&self) -> PolicyName {
        self.arn.name()
    }

    /// The path
    pub fn path(&self) -> &IamPath {
        &self.path
    }

    /// The unique id, never given again (S51)
    pub fn id(&self) -> &UniqueId {
        &self.id
    }

    /// The description
    pub fn description(&self) -> Option<&Description> {
        self.description.as_ref()
    }

    /// When it was created
    pub fn create_date(&self) -> Timestamp {
        self.create_date
    }

    /// When its latest version was created
    pub fn update_date(&self) -> Timestamp {
        self.update_date
    }

    /// The tags
    pub fn tags(&self) -> &Tags {
        &self.tags
    }

    /// The version that is evaluated (S76)
    pub fn default_version(&self) -> VersionId {
        self.default_version
    }

    /// All versions, oldest first
    pub fn versions(&self) -> impl ExactSizeIterator<Item = (VersionId, &PolicyVersion)> {
        self.versions.iter().map(|(version, content)| (*version, content))
    }

    /// A version
    pub fn version(&self, id: VersionId) -> Option<&PolicyVersion> {
        self.versions.get(&id)
    }
}

/// Where a managed policy, of the account or of AWS, is in use
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyUsage {
    pub(crate) attached_to: Set<Identity>,
    pub(crate) boundary_of: Set<Identity>,
}

impl PolicyUsage {
    pub(crate) fn none() -> &'static Self {
        static NONE: std::sync::LazyLock<PolicyUsage> = std::sync::LazyLock::new(PolicyUsage::default);
        &NONE
    }

    /// The users, groups and roles that the policy is attached to
    pub fn attached_to(&self) -> impl ExactSizeIterator<Item = &Identity> {
        self.attached_to.iter()
    }

    /// The users and roles that the policy bounds
    pub fn boundary_of(&self) -> impl ExactSizeIterator<Item = &Identity> {
        self.boundary_of.iter()
    }

    /// How many users, groups and roles the policy is attached to
    pub fn attachment_count(&self) -> usize {
        self.attached_to.size()
    }

    /// How many users and roles the policy bounds
    pub fn permissions_boundary_usage_count(&self) -> usize {
        self.boundary_of.size()
    }

    /// Whether the policy is in use nowhere
    pub fn is_empty(&self) -> bool {
        self.attached_to.is_empty() && self.boundary_of.is_empty()
    }
}

impl Default for PolicyUsage {
    fn default() -> Self {
        Self { attached_to: Set::new_sync(), boundary_of: Set::new_sync() }
    }
}
