//! The policies of a situation, layer by layer; what can't be read is told with the layer it stands in.

use iamkit_policy::PolicyDocument;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// The policies of a situation; a layer that is absent or null doesn't apply
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicyLayers {
    /// Policies of the user or role, and of its groups.
    #[serde(deserialize_with = "identity", skip_serializing_if = "Option::is_none")]
    pub identity: Option<Vec<NamedPolicy>>,
    /// The permissions boundary.
    #[serde(deserialize_with = "boundary", skip_serializing_if = "Option::is_none")]
    pub boundary: Option<NamedPolicy>,
    /// The policies passed when the session was made.
    #[serde(deserialize_with = "session", skip_serializing_if = "Option::is_none")]
    pub session: Option<Vec<NamedPolicy>>,
    /// The policy of the resource: a trust policy for `sts:AssumeRole…`, a key policy for `kms:…`.
    #[serde(deserialize_with = "resource", skip_serializing_if = "Option::is_none")]
    pub resource: Option<NamedPolicy>,
    /// Service control policies, level by level from the organisation's root to the account (S65).
    #[serde(deserialize_with = "scp", skip_serializing_if = "Option::is_none")]
    pub scp: Option<Vec<Vec<NamedPolicy>>>,
    /// Resource control policies, level by level (S68).
    #[serde(deserialize_with = "rcp", skip_serializing_if = "Option::is_none")]
    pub rcp: Option<Vec<Vec<NamedPolicy>>>,
    /// The policy of the VPC endpoint that the request came through (S69).
    #[serde(deserialize_with = "vpce", skip_serializing_if = "Option::is_none")]
    pub vpce: Option<NamedPolicy>,
}

/// A policy and the name answers call it by
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NamedPolicy {
    /// The name.
    pub name: String,
    /// The document.
    pub document: PolicyDocument,
}

fn layer<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    name: &str,
    layer: D,
) -> Result<Option<T>, D::Error> {
    Option::<T>::deserialize(layer).map_err(|error| D::Error::custom(format!("the `{name}` layer: {error}")))
}

/// A function for each layer, as serde wants them.
macro_rules! layers {
    ($($name:ident: $type:ty,)*) => {$(
        fn $name<'de, D: Deserializer<'de>>(given: D) -> Result<Option<$type>, D::Error> {
            layer(stringify!($name), given)
        }
    )*};
}

layers! {
    identity: Vec<NamedPolicy>,
    boundary: NamedPolicy,
    session: Vec<NamedPolicy>,
    resource: NamedPolicy,
    scp: Vec<Vec<NamedPolicy>>,
    rcp: Vec<Vec<NamedPolicy>>,
    vpce: NamedPolicy,
}
