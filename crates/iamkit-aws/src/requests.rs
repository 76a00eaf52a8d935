//! AWS's own requests about stored accounts: `SimulatePrincipalPolicy`, `GetContextKeysForPrincipalPolicy` and
//! `ListEntitiesForPolicy`, with their shapes, errors and pages (S78–S80).
//!
//! A request names a user, group or role by its ARN; its policies are looked up, and those of the organisation above.

use std::sync::Arc;

use iamkit_catalog::Catalog;
use iamkit_policy::id::last_part;
use iamkit_policy::shown::Shown;
use iamkit_store::{
    Account, AccountId, AppliedPolicy, Boundary, ControlPolicyKind, Directory, GrantPath, Identity,
    PolicyArn, StoreError,
};
use serde::{Deserialize, Serialize};

use crate::simulation::{
    self, AttachmentType, ErrorCode, GetContextKeysForCustomPolicyRequest, GetContextKeysForPolicyResponse,
    GetContextKeysForPrincipalPolicyRequest, PrincipalPolicies, SimulatePolicyResponse,
    SimulatePrincipalPolicyRequest, SimulationError,
};

/// The request of `ListEntitiesForPolicy`
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ListEntitiesForPolicyRequest {
    /// The managed policy.
    pub policy_arn: String,
    /// Only entities of a kind: `User`, `Role`, `Group`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity_filter: Option<String>,
    /// Only entities whose path begins so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_prefix: Option<String>,
    /// Only those it is attached to (`PermissionsPolicy`), or those it bounds (`PermissionsBoundary`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_usage_filter: Option<String>,
    /// Where the page before ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// How many entities a page has: 1 to 1,000, without it 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<usize>,
}

/// The response of `ListEntitiesForPolicy`
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListEntitiesForPolicyResponse {
    /// Groups, by name.
    pub policy_groups: Vec<PolicyGroup>,
    /// Users, by name.
    pub policy_users: Vec<PolicyUser>,
    /// Roles, by name.
    pub policy_roles: Vec<PolicyRole>,
    /// Whether more follow.
    pub is_truncated: bool,
    /// What to ask for the next page with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

macro_rules! policy_entity {
    ($(#[$doc:meta])* $type:ident, $name:literal, $id:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        pub struct $type {
            /// The name.
            #[serde(rename = $name)]
            pub name: String,
            /// The unique id.
            #[serde(rename = $id)]
            pub id: String,
        }
    };
}

policy_entity!(
    /// A group that a policy is attached to
    PolicyGroup, "GroupName", "GroupId"
);
policy_entity!(
    /// A user that a policy is attached to or bounds
    PolicyUser, "UserName", "UserId"
);
policy_entity!(
    /// A role that a policy is attached to or bounds
    PolicyRole, "RoleName", "RoleId"
);

/// Simulates the policies of a stored user, group or role; what a request excludes is left out
///
/// # Errors
/// `NoSuchEntity` where there is no such entity, and as [`simulation::simulate_principal_policy`].
pub fn simulate_principal_policy(
    directory: &Directory,
    request: &SimulatePrincipalPolicyRequest,
) -> Result<SimulatePolicyResponse, SimulationError> {
    let policies = policies_of(directory, &request.policy_source_arn)?;
    simulation::simulate_principal_policy(Catalog::embedded(), request, &policies)
}

/// The condition keys that the policies of a stored user, group or role ask for
///
/// # Errors
/// `NoSuchEntity` where there is no such entity, and as [`simulation::context_keys_for_custom_policy`].
pub fn context_keys_for_principal_policy(
    directory: &Directory,
    request: &GetContextKeysForPrincipalPolicyRequest,
) -> Result<GetContextKeysForPolicyResponse, SimulationError> {
    let (account, identity) = entity(directory, &request.policy_source_arn)?;
    let applied = account.policies_of(&identity).map_err(|error| refused(&error))?;
    let mut texts = applied.iter().map(|policy| policy.document().text().to_owned()).collect::<Vec<_>>();
    texts.extend(request.policy_input_list.iter().flatten().cloned());
    simulation::context_keys_for_custom_policy(&GetContextKeysForCustomPolicyRequest {
        policy_input_list: texts,
    })
}

/// The policies around a stored user, group or role, as the simulator takes them.
fn policies_of(directory: &Directory, arn: &str) -> Result<PrincipalPolicies, SimulationError> {
    let (account, identity) = entity(directory, arn)?;
    let applied = account.policies_of(&identity).map_err(|error| refused(&error))?;
    let mut policies = PrincipalPolicies::new();
    for policy in &applied {
        policies = with_applied(policies, &identity, policy);
    }
    match account.boundary_of(&identity).map_err(|error| refused(&error))? {
        Boundary::None => {}
        Boundary::Policy(boundary) => {
            if let Some(arn) = boundary.arn() {
                policies = policies.with_boundary(arn.as_str(), Arc::clone(boundary.document()));
            }
        }
        // It limits, and nobody knows how.
        Boundary::Unknown(policy) => return Err(no_such_policy(policy.arn())),
        Boundary::Dangling(arn) => return Err(no_such_policy(&arn)),
    }
    let kind = ControlPolicyKind::ServiceControlPolicy;
    let levels = directory.organization().and_then(|organization| organization.levels(account.id(), kind));
    for level in levels.into_iter().flatten() {
        let level =
            level.policies().iter().map(|policy| (policy.id().as_str(), Arc::clone(policy.document())));
        policies = policies.with_service_control(level.collect::<Vec<_>>());
    }
    Ok(policies)
}

fn with_applied(
    policies: PrincipalPolicies,
    identity: &Identity,
    policy: &AppliedPolicy,
) -> PrincipalPolicies {
    let document = Arc::clone(policy.document());
    if let Some(arn) = policy.arn() {
        return policies.with_managed(arn.as_str(), document);
    }
    let (attachment, holder) = match (policy.path(), identity) {
        (GrantPath::Group(group, _), _) | (_, Identity::Group(group)) => {
            (AttachmentType::Group, group.as_str())
        }
        (_, Identity::User(user)) => (AttachmentType::User, user.as_str()),
        (_, Identity::Role(role)) => (AttachmentType::Role, role.as_str()),
    };
    policies.with_inline(attachment, holder, policy.name().as_str(), document)
}

fn no_such_policy(arn: &PolicyArn) -> SimulationError {
    SimulationError::new(
        ErrorCode::NoSuchEntity,
        format!("the policy `{}` cannot be found", Shown::value(arn.as_str())),
    )
}

fn refused(error: &StoreError) -> SimulationError {
    SimulationError::new(ErrorCode::NoSuchEntity, error.to_string())
}

/// The account and the entity with an ARN.
fn entity<'d>(directory: &'d Directory, arn: &str) -> Result<(&'d Account, Identity), SimulationError> {
    let found = arn.parse::<iamkit_policy::Arn>().ok().and_then(|parsed| {
        let account = directory.account(&parsed.account().parse::<AccountId>().ok()?).ok()?;
        let (kind, path) = parsed.resource().split_once('/')?;
        let name = last_part(path);
        let (identity, its_arn) = match kind {
            "user" => account
                .user(&name.parse().ok()?)
                .ok()
                .map(|user| (Identity::User(user.name().clone()), user.arn())),
            "group" => account
                .group(&name.parse().ok()?)
                .ok()
                .map(|group| (Identity::Group(group.name().clone()), group.arn())),
            "role" => account
                .role(&name.parse().ok()?)
                .ok()
                .map(|role| (Identity::Role(role.name().clone()), role.arn())),
            _ => None,
        }?;
        (its_arn == arn).then_some((&**account, identity))
    });
    found.ok_or_else(|| {
        SimulationError::new(
            ErrorCode::NoSuchEntity,
            format!("there is no user, group or role `{}`", Shown::value(arn)),
        )
    })
}

/// The least and the most entities a page may have
const PAGE_SIZES: std::ops::RangeInclusive<usize> = 1..=1_000;
/// How many entities a page has where nothing is asked
const DEFAULT_PAGE_SIZE: usize = 100;

/// Lists the users, groups and roles that a managed policy is attached to or bounds
///
/// The pages walk through groups, users and roles, each by name; all of them together are the one page that a large
/// enough `MaxItems` gives.
///
/// # Errors
/// `NoSuchEntity` where the account has no such policy, `ValidationError` for a filter, size or marker that isn't one.
pub fn list_entities_for_policy(
    account: &Account,
    request: &ListEntitiesForPolicyRequest,
) -> Result<ListEntitiesForPolicyResponse, SimulationError> {
    let validation = |message: String| SimulationError::new(ErrorCode::ValidationError, message);
    let arn = request.policy_arn.parse::<PolicyArn>().map_err(|error| validation(error.to_string()))?;
    let is_there = account.policy(&arn).is_ok() || account.has_aws_managed_policy(&arn);
    if !is_there {
        let message = format!("there is no policy `{}`", Shown::value(arn.as_str()));
        return Err(SimulationError::new(ErrorCode::NoSuchEntity, message));
    }
    let entities = entities(account, &arn, request).map_err(validation)?;
    let size = request.max_items.unwrap_or(DEFAULT_PAGE_SIZE);
    if !PAGE_SIZES.contains(&size) {
        return Err(validation(format!("`MaxItems` is {size}: expected 1 to 1000")));
    }
    let start = match &request.marker {
        None => 0,
        Some(marker) => {
            let place = marker.strip_prefix("entity-").and_then(|number| number.parse::<usize>().ok());
            let place = place.filter(|place| (1..entities.len()).contains(place));
            place.ok_or_else(|| {
                validation(format!("`Marker`: no answer to this request has `{}`", Shown::value(marker)))
            })?
        }
    };
    let end = entities.len().min(start.saturating_add(size));
    let mut response = ListEntitiesForPolicyResponse {
        is_truncated: end < entities.len(),
        marker: (end < entities.len()).then(|| format!("entity-{end}")),
        ..Default::default()
    };
    for entity in entities.get(start..end).unwrap_or_default() {
        add(account, entity, &mut response);
    }
    Ok(response)
}

/// The entities that a request asks for: groups, users, roles.
fn entities(
    account: &Account,
    arn: &PolicyArn,
    request: &ListEntitiesForPolicyRequest,
) -> Result<Vec<Identity>, String> {
    let kind = match request.entity_filter.as_deref() {
        None | Some("LocalManagedPolicy" | "AWSManagedPolicy") => None,
        Some(kind @ ("User" | "Role" | "Group")) => Some(kind),
        Some(other) => {
            return Err(format!(
                "`EntityFilter` is `{}`: expected `User`, `Role` or `Group`",
                Shown::value(other)
            ));
        }
    };
    let (attached, bounds) = match request.policy_usage_filter.as_deref() {
        None => (true, true),
        Some("PermissionsPolicy") => (true, false),
        Some("PermissionsBoundary") => (false, true),
        Some(other) => {
            let expected = "expected `PermissionsPolicy` or `PermissionsBoundary`";
            return Err(format!("`PolicyUsageFilter` is `{}`: {expected}", Shown::value(other)));
        }
    };
    let usage = account.policy_usage(arn);
    let attached = usage.attached_to().filter(|_| attached);
    let mut entities = attached.chain(usage.boundary_of().filter(|_| bounds)).cloned().collect::<Vec<_>>();
    entities.retain(|entity| {
        kind.is_none_or(|kind| kind == kind_of(entity)) && is_below(account, entity, request)
    });
    entities.sort_by_key(|entity| (rank(entity), entity.clone()));
    entities.dedup();
    Ok(entities)
}

fn kind_of(entity: &Identity) -> &'static str {
    match entity {
        Identity::User(_) => "User",
        Identity::Group(_) => "Group",
        Identity::Role(_) => "Role",
    }
}

fn rank(entity: &Identity) -> u8 {
    match entity {
        Identity::Group(_) => 0,
        Identity::User(_) => 1,
        Identity::Role(_) => 2,
    }
}

fn is_below(account: &Account, entity: &Identity, request: &ListEntitiesForPolicyRequest) -> bool {
    let Some(prefix) = &request.path_prefix else { return true };
    let path = match entity {
        Identity::User(name) => account.user(name).map(|user| user.path()),
        Identity::Group(name) => account.group(name).map(|group| group.path()),
        Identity::Role(name) => account.role(name).map(|role| role.path()),
    };
    path.is_ok_and(|path| path.as_str().starts_with(prefix.as_str()))
}

fn add(account: &Account, entity: &Identity, response: &mut ListEntitiesForPolicyResponse) {
    // INVARIANT: whoever a policy is in use by is there.
    match entity {
        Identity::User(name) => response.policy_users.extend(
            account
                .user(name)
                .map(|user| PolicyUser { name: user.name().to_string(), id: user.id().to_string() }),
        ),
        Identity::Group(name) => response.policy_groups.extend(
            account
                .group(name)
                .map(|group| PolicyGroup { name: group.name().to_string(), id: group.id().to_string() }),
        ),
        Identity::Role(name) => response.policy_roles.extend(
            account
                .role(name)
                .map(|role| PolicyRole { name: role.name().to_string(), id: role.id().to_string() }),
        ),
    }
}
