//! The policy of a resource, such as a bucket policy.

use crate::binding::BoundPolicy;
use crate::call::Timestamp;
use crate::name::ResourceArn;

/// The policy of a resource of the account
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourcePolicy {
    pub(crate) arn: ResourceArn,
    pub(crate) policy: BoundPolicy,
    pub(crate) update_date: Timestamp,
}

impl ResourcePolicy {
    /// The resource
    pub fn arn(&self) -> &ResourceArn {
        &self.arn
    }

    /// Its policy, the principals bound to unique ids (S51)
    pub fn policy(&self) -> &BoundPolicy {
        &self.policy
    }

    /// When the policy was put there
    pub fn update_date(&self) -> Timestamp {
        self.update_date
    }
}
