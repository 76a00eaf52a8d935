//! Who asks, and whose the resource is, where all layers are around one principal.

use std::fmt;

use iamkit_engine::{AwsIdentity, AwsPrincipal, Layer, Principal};
use iamkit_policy::shown::Shown;

use crate::domain::principal::{Asker, asker};
use crate::domain::question::KeyValue;

/// Who asks, and whose the resource is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scene {
    pub(crate) principal: Principal,
    /// The owner of the resource; `None` only where it doesn't matter.
    pub(crate) resource_account: Option<String>,
    pub(crate) management_account: Option<String>,
}

impl Scene {
    /// Whether principal and resource are of one account.
    pub(crate) fn is_same_account(&self) -> bool {
        let account = self.principal.as_aws().map(AwsPrincipal::account);
        account.is_some() && account == self.resource_account.as_deref()
    }

    /// Whether the root user of the resource's owner asks (S83).
    pub(crate) fn is_of_owning_root(&self) -> bool {
        self.is_of_root() && self.is_same_account()
    }

    /// Whether a root user asks, who is allowed by default (S70).
    pub(crate) fn is_of_root(&self) -> bool {
        self.principal.as_aws().is_some_and(|principal| principal.identity() == AwsIdentity::Root)
    }

    /// S66.
    pub(crate) fn is_limited_by_service_control(&self) -> bool {
        self.principal.as_aws().is_some_and(|principal| {
            !is_service_linked(principal) && self.management_account.as_deref() != Some(principal.account())
        })
    }

    /// S68.
    pub(crate) fn is_limited_by_resource_control(&self) -> bool {
        let principal = self.principal.as_aws();
        let owner = self.resource_account.as_deref().or(principal.map(AwsPrincipal::account));
        let is_managed = owner.is_some() && self.management_account.as_deref() == owner;
        !is_managed && !principal.is_some_and(is_service_linked)
    }

    /// What every request has under a key, given in lower case, if that follows from the scene (S44, S45).
    pub(crate) fn value_of(&self, key: &str) -> Option<KeyValue> {
        match key {
            "aws:resourceaccount" => Some(KeyValue::Single(self.resource_account.clone()?)),
            // Nobody says which unique id a principal has.
            "aws:userid" => None,
            key if asker::follows(key) => Some(Asker::new(self.principal.clone()).value(key)),
            _ => None,
        }
    }

    /// The layers that such a principal doesn't have.
    pub(super) fn contradicts(&self, layer: Layer) -> bool {
        let identity = self.principal.as_aws().map(AwsPrincipal::identity);
        let has_identity = identity.is_some_and(|identity| identity != AwsIdentity::Root);
        match layer {
            Layer::Identity | Layer::Boundary => !has_identity,
            Layer::Session => !has_identity || identity == Some(AwsIdentity::User),
            _ => false,
        }
    }
}

/// The principal, and the account of the resources
impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", Shown::value(&self.principal.to_string()))?;
        if let Some(account) = &self.resource_account {
            write!(f, " on resources of `{}`", Shown::value(account))?;
        }
        match &self.management_account {
            Some(account) => write!(f, " in the organisation of `{}`", Shown::value(account)),
            None => Ok(()),
        }
    }
}

fn is_service_linked(principal: &AwsPrincipal) -> bool {
    principal.principal_arn().resource().starts_with("role/aws-service-role/")
}
