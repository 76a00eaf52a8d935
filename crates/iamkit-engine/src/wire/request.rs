//! Requests as objects; what is as usual is left out.

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use iamkit_policy::principal::Principal;

use crate::context::Context;
use crate::owned_request::OwnedRequest;
use crate::request::{About, Request};

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'r> {
    principal: &'r Principal,
    action: &'r str,
    resource: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_account: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    management_account: Option<&'r str>,
    #[serde(skip_serializing_if = "is_usual")]
    about: About,
    #[serde(skip_serializing_if = "is_usual")]
    restrict_public_buckets: bool,
    #[serde(skip_serializing_if = "is_usual")]
    hide_principal: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'r Context<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    principal_context: Option<&'r Context<'r>>,
}

fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Read {
    principal: Principal,
    action: String,
    resource: String,
    resource_account: Option<String>,
    management_account: Option<String>,
    #[serde(default)]
    about: About,
    #[serde(default)]
    restrict_public_buckets: bool,
    #[serde(default)]
    hide_principal: bool,
    context: Option<Context<'static>>,
    principal_context: Option<Context<'static>>,
}

impl Serialize for Request<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = Written {
            principal: self.principal,
            action: self.action.as_str(),
            resource: self.resource,
            resource_account: self.resource_account,
            management_account: self.management_account,
            about: self.about,
            restrict_public_buckets: self.restricts_public_buckets,
            hide_principal: self.hides_principal,
            context: self.context,
            principal_context: self.principal_context,
        };
        written.serialize(serializer)
    }
}

impl Serialize for OwnedRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_request().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for OwnedRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Read::deserialize(deserializer)?;
        let request = Self::new(read.principal, read.action, read.resource).map_err(de::Error::custom)?;
        let mut request = request.about(read.about).restricting_public_buckets(read.restrict_public_buckets);
        if let Some(account) = read.resource_account {
            request = request.with_resource_account(account);
        }
        if let Some(account) = read.management_account {
            request = request.with_management_account(account);
        }
        if let Some(context) = read.context {
            request = request.with_context(context);
        }
        if let Some(context) = read.principal_context {
            request = request.with_principal_context(context);
        }
        Ok(if read.hide_principal { request.without_principal_keys() } else { request })
    }
}
