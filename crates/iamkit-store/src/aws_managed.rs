//! AWS managed policies: a layer that all accounts share and none can change.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use crate::call::Timestamp;
use crate::name::{PolicyArn, VersionId};

/// The default version of an AWS managed policy
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsManagedVersion {
    /// Its id
    pub version: VersionId,
    /// When AWS published it, where that is known
    pub date: Option<Timestamp>,
    /// Its document
    pub document: Arc<PolicyDocument>,
}

/// Where the account's AWS managed policies come from
pub trait AwsManagedPolicies: Send + Sync {
    /// The default version of the policy, or `None` where AWS has no such policy
    fn default_version(&self, arn: &PolicyArn) -> Option<AwsManagedVersion>;

    /// Whether AWS has such a policy
    fn has_policy(&self, arn: &PolicyArn) -> bool {
        self.default_version(arn).is_some()
    }
}

/// No AWS managed policies at all.
pub(crate) struct Nothing;

impl AwsManagedPolicies for Nothing {
    fn default_version(&self, _: &PolicyArn) -> Option<AwsManagedVersion> {
        None
    }
}
