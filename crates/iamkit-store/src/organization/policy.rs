//! Service and resource control policies, and the two that AWS gives.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use super::error::OrganizationError;
use super::name::{ControlPolicyId, ControlPolicyName};
use crate::name::NameError;
use crate::text::Description;
use crate::wire::text_on_the_wire;

/// What a control policy restricts
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ControlPolicyKind {
    /// The principals of an account
    ServiceControlPolicy,
    /// The resources of an account
    ResourceControlPolicy,
}

impl ControlPolicyKind {
    /// The kind as the API writes it
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ServiceControlPolicy => "SERVICE_CONTROL_POLICY",
            Self::ResourceControlPolicy => "RESOURCE_CONTROL_POLICY",
        }
    }

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
            id: ControlPolicyId(format!("p-{id}").into()),
            kind: self,
            name: ControlPolicyName(id.into()),
            description: None,
            document: document.into(),
            is_aws_managed: true,
        })
    }
}

impl FromStr for ControlPolicyKind {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let all = [Self::ServiceControlPolicy, Self::ResourceControlPolicy];
        let expected = "`SERVICE_CONTROL_POLICY` or `RESOURCE_CONTROL_POLICY`";
        let found = all.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| NameError::new(text, "kind of control policy", expected))
    }
}

impl fmt::Display for ControlPolicyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

text_on_the_wire!(ControlPolicyKind);

/// A service or resource control policy
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlPolicy {
    pub(crate) id: ControlPolicyId,
    pub(crate) kind: ControlPolicyKind,
    pub(crate) name: ControlPolicyName,
    pub(crate) description: Option<Description>,
    pub(crate) document: Arc<PolicyDocument>,
    pub(crate) is_aws_managed: bool,
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
}
