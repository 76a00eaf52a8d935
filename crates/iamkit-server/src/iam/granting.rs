//! Which policies let an entity call a service at all: `ListPoliciesGrantingServiceAccess`.
//!
//! A policy counts that allows one action of the service, under whatever conditions; what denies or bounds isn't looked at.

use iamkit_catalog::Catalog;
use iamkit_policy::normal::NormalPolicy;
use iamkit_policy::{Effect, PolicyDocument};
use iamkit_store::{Account, AppliedPolicy, GrantPath, Hold, Identity};
use iamkit_wire::WireError;
use serde::{Deserialize, Serialize};

use crate::invocation::Invocation;
use crate::refusal::refused;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GrantingRequest {
    arn: String,
    service_namespaces: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GrantingResponse {
    policies_granting_service_access: Vec<ServiceEntry>,
    is_truncated: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ServiceEntry {
    service_namespace: String,
    policies: Vec<GrantingPolicy>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct GrantingPolicy {
    policy_name: String,
    policy_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity_name: Option<String>,
}

impl GrantingPolicy {
    fn of(entity: &Identity, policy: &AppliedPolicy) -> Self {
        let own = match entity {
            Identity::User(name) => ("USER", name.to_string()),
            Identity::Group(name) => ("GROUP", name.to_string()),
            Identity::Role(name) => ("ROLE", name.to_string()),
        };
        // Whose it is counts for a policy that is nobody else's.
        let holder = match policy.path() {
            GrantPath::Group(group, Hold::Inline) => Some(("GROUP", group.to_string())),
            GrantPath::User(Hold::Inline) | GrantPath::Role(Hold::Inline) => Some(own),
            _ => None,
        };
        Self {
            policy_name: policy.name().to_string(),
            policy_type: if policy.arn().is_some() { "MANAGED" } else { "INLINE" },
            policy_arn: policy.arn().map(ToString::to_string),
            entity_type: holder.as_ref().map(|(kind, _)| *kind),
            entity_name: holder.map(|(_, name)| name),
        }
    }
}

pub(crate) fn list_policies_granting_service_access(
    call: &Invocation<'_>,
    input: GrantingRequest,
) -> Result<GrantingResponse, WireError> {
    let account = call.account()?;
    let entity = identity(account, &input.arn).ok_or_else(|| unknown(&input.arn))?;
    let policies = account.policies_of(&entity).map_err(refused)?;
    let of_service = |namespace: String| {
        let granting = policies.iter().filter(|policy| grants(policy.document(), &namespace));
        let policies = granting.map(|policy| GrantingPolicy::of(&entity, policy)).collect();
        ServiceEntry { service_namespace: namespace, policies }
    };
    let policies_granting_service_access = input.service_namespaces.into_iter().map(of_service).collect();
    Ok(GrantingResponse { policies_granting_service_access, is_truncated: false })
}

/// The user, group or role with an ARN.
pub(super) fn identity(account: &Account, arn: &str) -> Option<Identity> {
    let users = account.users().map(|user| (user.arn(), Identity::User(user.name().clone())));
    let groups = account.groups().map(|group| (group.arn(), Identity::Group(group.name().clone())));
    let roles = account.roles().map(|role| (role.arn(), Identity::Role(role.name().clone())));
    let mut all = users.chain(groups).chain(roles);
    all.find(|(known, _)| *known == arn).map(|(_, identity)| identity)
}

/// Whether a policy allows an action of a service.
pub(super) fn grants(document: &PolicyDocument, namespace: &str) -> bool {
    let policy = NormalPolicy::from(document);
    let pattern = format!("{namespace}:*");
    let mut actions = Catalog::embedded().actions_matching(&pattern).map(|it| it.to_string().to_lowercase());
    actions.any(|action| {
        let mut rules = policy.rules().iter().filter(|rule| rule.effect == Effect::Allow);
        rules.any(|rule| rule.actions.contains(|pattern| pattern.matches(&action)))
    })
}

pub(super) fn unknown(arn: &str) -> WireError {
    WireError::new("NoSuchEntity", 404, format!("The entity with ARN {arn} cannot be found."))
}
