//! The request of a situation: who asks for what, on which resources, with which condition keys.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize, Serializer};

use super::context::CaseContext;

/// The request of a situation
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Wire")]
pub struct CaseRequest {
    /// Who asks.
    pub principal: CasePrincipal,
    /// `service:Name`.
    pub action: String,
    /// What the action touches, at least one; several are decided one by one (S74).
    pub resources: Vec<CaseResource>,
    /// The condition keys.
    pub context: CaseContext,
    /// Keys whose values nobody knows; none of them is in the context.
    pub unknown: Vec<String>,
    /// The account that manages the organisation, if there is one (S66, S68).
    pub management_account: Option<String>,
    /// Whether S3 Block Public Access restricts buckets with public policies (S73).
    pub restrict_public_buckets: bool,
    /// Whether the request is about `*`, whatever resource it names (S25); absent, the catalog says.
    pub wildcard_only: Option<bool>,
}

/// Who asks
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "expected an ARN, a service principal, `*`, an object with `arn` or an object with `federated`"
)]
pub enum CasePrincipal {
    /// An ARN, a service principal, or `*`.
    Text(String),
    /// An AWS identity, and what its ARN doesn't tell.
    Aws(AwsCaller),
    /// A user of an identity provider.
    Federated(FederatedCaller),
}

/// An AWS identity with facts that its ARN doesn't tell
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AwsCaller {
    /// The ARN of a root user, user, role, role session or federated user.
    pub arn: String,
    /// Of a role session: the ARN of its role, with the path (S45).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Of a federated user: the ARN of the user who made the session (S49).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// `AIDA…` or, for roles and their sessions, `AROA…` (S51).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique_id: Option<String>,
    /// The canonical id of the principal's account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical_user: Option<String>,
}

/// A user of an identity provider
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FederatedCaller {
    /// The name of a web identity provider, or the ARN of an OIDC or SAML provider.
    pub federated: String,
}

/// A resource, the account that owns it, and the keys that come with it alone
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CaseResource {
    /// The ARN, or `*`.
    pub arn: String,
    /// The owner, where the ARN doesn't tell (S73).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Condition keys of this resource, added to the request's (S74).
    #[serde(default, skip_serializing_if = "CaseContext::is_empty")]
    pub context: CaseContext,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wire {
    principal: CasePrincipal,
    action: String,
    resource: Option<OneResource>,
    resources: Option<Vec<CaseResource>>,
    #[serde(default)]
    context: CaseContext,
    #[serde(default)]
    unknown: Vec<String>,
    management_account: Option<String>,
    #[serde(default)]
    restrict_public_buckets: bool,
    wildcard_only: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected `*` or an object with `arn` and, if need be, `account`")]
enum OneResource {
    Text(Star),
    Arn(OneArn),
}

#[derive(Deserialize)]
enum Star {
    #[serde(rename = "*")]
    Star,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OneArn {
    arn: String,
    account: Option<String>,
}

impl From<OneResource> for CaseResource {
    fn from(resource: OneResource) -> Self {
        let (arn, account) = match resource {
            OneResource::Text(Star::Star) => ("*".to_owned(), None),
            OneResource::Arn(resource) => (resource.arn, resource.account),
        };
        Self { arn, account, context: CaseContext::default() }
    }
}

fn keys(context: &CaseContext) -> impl Iterator<Item = &String> {
    context.0.iter().map(|(key, _)| key)
}

fn twice(key: &str) -> String {
    format!("the context holds the key `{key}` twice")
}

impl TryFrom<Wire> for CaseRequest {
    type Error = String;

    fn try_from(wire: Wire) -> Result<Self, String> {
        let resources = match (wire.resource, wire.resources) {
            (Some(_), Some(_)) => return Err("both `resource` and `resources` are given".into()),
            (Some(resource), None) => vec![resource.into()],
            (None, Some(resources)) => resources,
            (None, None) => Vec::new(),
        };
        if resources.is_empty() {
            return Err("no `resource` is given".into());
        }
        let lower = |key: &String| key.to_ascii_lowercase();
        let common = keys(&wire.context).map(lower).collect::<BTreeSet<_>>();
        // Contexts of several resources may hold the same keys.
        let of_resources = || resources.iter().flat_map(|resource| keys(&resource.context));
        let mut taken = common.iter().cloned().chain(of_resources().map(lower)).collect::<BTreeSet<_>>();
        if let Some(key) = wire.unknown.iter().find(|key| !taken.insert(lower(key))) {
            return Err(twice(key));
        }
        if let Some(key) = of_resources().find(|key| common.contains(&lower(key))) {
            return Err(twice(key));
        }
        Ok(Self {
            principal: wire.principal,
            action: wire.action,
            resources,
            context: wire.context,
            unknown: wire.unknown,
            management_account: wire.management_account,
            restrict_public_buckets: wire.restrict_public_buckets,
            wildcard_only: wire.wildcard_only,
        })
    }
}

/// A request as it is written: one resource by itself where it brings no keys of its own.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'r> {
    principal: &'r CasePrincipal,
    action: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<OneWritten<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resources: Option<&'r [CaseResource]>,
    context: &'r CaseContext,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    unknown: &'r [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    management_account: Option<&'r str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    restrict_public_buckets: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    wildcard_only: Option<bool>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum OneWritten<'r> {
    Star(&'static str),
    Arn(&'r CaseResource),
}

impl<'r> OneWritten<'r> {
    fn of(resources: &'r [CaseResource]) -> Option<Self> {
        match resources {
            [one] if !one.context.is_empty() => None,
            [CaseResource { arn, account: None, .. }] if arn == "*" => Some(Self::Star("*")),
            [one] => Some(Self::Arn(one)),
            _ => None,
        }
    }
}

impl Serialize for CaseRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let resource = OneWritten::of(&self.resources);
        let written = Written {
            principal: &self.principal,
            action: &self.action,
            resources: resource.is_none().then_some(&*self.resources),
            resource,
            context: &self.context,
            unknown: &self.unknown,
            management_account: self.management_account.as_deref(),
            restrict_public_buckets: self.restrict_public_buckets,
            wildcard_only: self.wildcard_only,
        };
        written.serialize(serializer)
    }
}
