//! Service and resource control policies, and the two that AWS gives.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use super::error::OrganizationError;
use super::name::{ControlPolicyId, ControlPolicyName};
use super::policy_kind::ControlPolicyKind;
use crate::text::Description;

/// A service or resource control policy
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlPolicy {
    pub(crate) id: ControlPolicyId,
    pub(crate) kind: ControlPolicyKind,
    pub(crate) name: ControlPolicyName,
    pub(crate) description: Option<Description>,
    pub(crate) document: Arc<PolicyDocument>,
    pub(crate) is_aws_managed: bool,
    pub(crate) number: u64,
}

impl ControlPolicy {
    /// The id
    pub fn id(&self) -> &ControlPolicyId {
        &self.id
    }

    /// What it restricts
    pub fn kind(&self) -> ControlPolicyKind {
        self.kind
    }

    /// The name
    pub fn name(&self) -> &ControlPolicyName {
        &self.name
    }

    /// The description
    pub fn description(&self) -> Option<&Description> {
        self.description.as_ref()
    }

    /// The document
    pub fn document(&self) -> &Arc<PolicyDocument> {
        &self.document
    }

    /// Whether it is AWS's own, which no one can change
    pub fn is_aws_managed(&self) -> bool {
        self.is_aws_managed
    }

    /// Its place in the order in which things were made
    pub fn number(&self) -> u64 {
        self.number
    }
}

impl ControlPolicyKind {
    /// The policy that AWS attaches everywhere as soon as the kind is enabled
    pub(crate) fn full_access(self) -> Result<ControlPolicy, OrganizationError> {
        let (id, principal) = match self {
            Self::ServiceControlPolicy => ("FullAWSAccess", ""),
            Self::ResourceControlPolicy => ("RCPFullAWSAccess", r#""Principal":"*","#),
        };
        let document = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{principal}"Action":"*","Resource":"*"}}]}}"#
        );
        let document = document.parse::<PolicyDocument>().map_err(|_| OrganizationError::ServiceError)?;
        Ok(ControlPolicy {
            id: ControlPolicyId::trusted(format!("p-{id}")),
            kind: self,
            name: ControlPolicyName::trusted(id),
            description: None,
            document: document.into(),
            is_aws_managed: true,
            number: 0,
        })
    }
}
