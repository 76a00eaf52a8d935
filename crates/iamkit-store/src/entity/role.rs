//! A role: who may assume it, and what it may then do.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{HeldPolicies, ServiceUses, entity_getters};
use crate::binding::BoundPolicy;
use crate::call::Timestamp;
use crate::label::Region;
use crate::name::{Folded, IamPath, PolicyArn, RoleName, UniqueId};
use crate::tag::Tags;
use crate::text::{Description, SessionDuration};

/// When and where a role was last used, as AWS records it
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleLastUsed {
    pub(crate) date: Timestamp,
    pub(crate) region: Option<Region>,
}

impl RoleLastUsed {
    /// When
    pub fn date(&self) -> Timestamp {
        self.date
    }

    /// Where
    pub fn region(&self) -> Option<&Region> {
        self.region.as_ref()
    }
}

/// A role
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub(crate) name: RoleName,
    pub(crate) path: IamPath,
    pub(crate) id: UniqueId,
    pub(crate) arn: Arc<str>,
    pub(crate) create_date: Timestamp,
    pub(crate) trust_policy: BoundPolicy,
    pub(crate) description: Option<Description>,
    pub(crate) max_session_duration: SessionDuration,
    pub(crate) policies: HeldPolicies,
    pub(crate) permissions_boundary: Option<PolicyArn>,
    pub(crate) tags: Tags,
    pub(crate) instance_profiles: BTreeSet<Folded>,
    pub(crate) last_used: Option<RoleLastUsed>,
    pub(crate) services: ServiceUses,
}

entity_getters!(Role, RoleName);

impl Role {
    /// Who may assume the role, its principals bound to unique ids (S51)
    pub fn trust_policy(&self) -> &BoundPolicy {
        &self.trust_policy
    }

    /// The description
    pub fn description(&self) -> Option<&Description> {
        self.description.as_ref()
    }

    /// How long a session may last
    pub fn max_session_duration(&self) -> SessionDuration {
        self.max_session_duration
    }

    /// The inline and attached policies
    pub fn policies(&self) -> &HeldPolicies {
        &self.policies
    }

    /// The managed policy that bounds what the role may do; it may be gone (S77)
    pub fn permissions_boundary(&self) -> Option<&PolicyArn> {
        self.permissions_boundary.as_ref()
    }

    /// The tags
    pub fn tags(&self) -> &Tags {
        &self.tags
    }

    /// When and where it was last used
    pub fn last_used(&self) -> Option<&RoleLastUsed> {
        self.last_used.as_ref()
    }

    /// The services that it was seen to call
    pub fn services(&self) -> &ServiceUses {
        &self.services
    }

    /// Whether only an AWS service may change the role: its path begins with `/aws-service-role/`
    pub fn is_service_linked(&self) -> bool {
        self.path.is_of_service_role()
    }
}
