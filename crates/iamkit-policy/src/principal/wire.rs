//! Principals: their text where it tells all that is known, else an object.

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::identity::{AwsPrincipal, Principal, PrincipalError};

/// A principal as it stands in an object.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(
    untagged,
    expecting = "expected an ARN, a service principal, `*`, an object with `arn` or an object with `federated`"
)]
enum Wire {
    Text(String),
    Aws(Aws),
    Federated(Federated),
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Federated {
    federated: String,
}

/// An AWS identity, and what its ARN doesn't tell.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Aws {
    arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unique_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical_user: Option<String>,
}

impl From<&AwsPrincipal> for Aws {
    fn from(principal: &AwsPrincipal) -> Self {
        let role = principal.is_role_known().then(|| principal.principal_arn());
        Self {
            arn: principal.arn().to_string(),
            role: role.filter(|role| *role != principal.arn()).map(ToString::to_string),
            user: principal.user().map(ToString::to_string),
            unique_id: principal.unique_id().map(Into::into),
            canonical_user: principal.canonical_user().map(Into::into),
        }
    }
}

impl Aws {
    fn is_arn_alone(&self) -> bool {
        let more = [&self.role, &self.user, &self.unique_id, &self.canonical_user];
        more.into_iter().all(Option::is_none)
    }

    fn principal(self) -> Result<AwsPrincipal, PrincipalError> {
        let mut principal = AwsPrincipal::new(&self.arn)?;
        if let Some(role) = self.role {
            principal = principal.with_role(&role)?;
        }
        if let Some(user) = self.user {
            principal = principal.with_user(&user)?;
        }
        if let Some(unique_id) = self.unique_id {
            principal = principal.with_unique_id(&unique_id);
        }
        if let Some(canonical_user) = self.canonical_user {
            principal = principal.with_canonical_user(&canonical_user);
        }
        Ok(principal)
    }
}

impl From<&AwsPrincipal> for Wire {
    fn from(principal: &AwsPrincipal) -> Self {
        let wire = Aws::from(principal);
        if wire.is_arn_alone() { Self::Text(wire.arn) } else { Self::Aws(wire) }
    }
}

impl Wire {
    fn principal(self) -> Result<Principal, PrincipalError> {
        match self {
            Self::Text(text) => text.parse(),
            Self::Aws(wire) => wire.principal().map(Principal::Aws),
            Self::Federated(wire) => Ok(Principal::federated(&wire.federated)),
        }
    }
}

impl Serialize for Principal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wire = match self {
            Self::Anonymous | Self::Service(_) => Wire::Text(self.to_string()),
            Self::Aws(principal) => Wire::from(principal),
            Self::Federated(provider) => Wire::Federated(Federated { federated: provider.to_string() }),
        };
        wire.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Principal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Wire::deserialize(deserializer)?.principal().map_err(de::Error::custom)
    }
}

impl Serialize for AwsPrincipal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for AwsPrincipal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Principal::deserialize(deserializer)? {
            Principal::Aws(principal) => Ok(principal),
            other => Err(de::Error::custom(format!(
                "expected an identity of an account, found {}",
                other.in_words()
            ))),
        }
    }
}
