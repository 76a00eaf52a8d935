//! The kinds of control policies.

use std::fmt;
use std::str::FromStr;

use iamkit_policy::text_on_the_wire;

use crate::name::NameError;

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
