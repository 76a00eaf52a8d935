//! An account and what the organisation above it says.

use std::sync::Arc;

use iamkit_store::{AccountId, ControlPolicy, OrganizationId, Target};

use super::policy_set::PolicySet;

/// One level of control policies.
#[derive(Debug, Clone)]
pub(crate) struct ControlLevel {
    pub(crate) target: Target,
    pub(crate) policies: Vec<Arc<ControlPolicy>>,
    pub(crate) set: Arc<PolicySet>,
}

/// The organisation that an account is a member of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Membership {
    pub(crate) id: OrganizationId,
    /// The value of `aws:PrincipalOrgPaths`.
    pub(crate) path: String,
    pub(crate) management_account: AccountId,
}

/// An account with its control policies.
#[derive(Debug, Clone)]
pub(crate) struct AccountScope {
    pub(crate) id: AccountId,
    pub(crate) service_control: Vec<ControlLevel>,
    pub(crate) resource_control: Vec<ControlLevel>,
    pub(crate) organization: Option<Membership>,
}
