//! The places where policies stand around a request (S55–S69).

use std::fmt;

use iamkit_policy::from_its_names;
use iamkit_policy::normal::PolicyKind;
#[cfg(feature = "serde")]
use iamkit_policy::text_on_the_wire;

/// A place where policies stand
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// Policies of the user or role, and of the user's groups.
    Identity,
    /// The permissions boundary.
    Boundary,
    /// Session policies.
    Session,
    /// The policy of the resource: also a key policy or a role's trust policy.
    Resource,
    /// Service control policies, level by level.
    ServiceControl,
    /// Resource control policies, level by level.
    ResourceControl,
    /// The policy of the VPC endpoint.
    VpcEndpoint,
}

impl Layer {
    /// Every layer.
    pub const ALL: [Self; 7] = [
        Self::Identity,
        Self::Boundary,
        Self::Session,
        Self::Resource,
        Self::ServiceControl,
        Self::ResourceControl,
        Self::VpcEndpoint,
    ];

    /// The layer's short name, as answers give it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::Resource => "resource",
            Self::ServiceControl => "scp",
            Self::ResourceControl => "rcp",
            Self::VpcEndpoint => "vpce",
        }
    }

    /// Whether policies of a kind can stand in the layer.
    pub(crate) fn holds(self, kind: PolicyKind) -> bool {
        match self {
            Self::Identity => kind == PolicyKind::Identity,
            Self::Boundary => kind == PolicyKind::Boundary,
            Self::Session => kind == PolicyKind::Session,
            Self::Resource => matches!(kind, PolicyKind::Resource | PolicyKind::Key | PolicyKind::Trust),
            Self::ServiceControl => kind == PolicyKind::ServiceControl,
            Self::ResourceControl => kind == PolicyKind::ResourceControl,
            Self::VpcEndpoint => kind == PolicyKind::VpcEndpoint,
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

from_its_names!(Layer, "layer");
#[cfg(feature = "serde")]
text_on_the_wire!(Layer);
