//! The policies of a case, layer by layer.

use iamkit_policy::PolicyDocument;
use serde::Deserialize;

/// The policies of a case; a layer that is absent or null doesn't apply
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layers {
    /// Policies of the user or role, and of its groups.
    pub identity: Option<Vec<NamedPolicy>>,
    /// The permissions boundary.
    pub boundary: Option<NamedPolicy>,
    /// The policies passed when the session was made.
    pub session: Option<Vec<NamedPolicy>>,
    /// The policy of the resource: a trust policy for `sts:AssumeRole…`, a key policy for `kms:…`.
    pub resource: Option<NamedPolicy>,
    /// Service control policies, level by level from the organisation's root to the account (S65).
    pub scp: Option<Vec<Vec<NamedPolicy>>>,
    /// Resource control policies, level by level (S68).
    pub rcp: Option<Vec<Vec<NamedPolicy>>>,
    /// The policy of the VPC endpoint that the request came through (S69).
    pub vpce: Option<NamedPolicy>,
}

/// A policy and the name answers call it by
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedPolicy {
    /// The name.
    pub name: String,
    /// The document.
    pub document: PolicyDocument,
}
