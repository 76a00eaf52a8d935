//! From a listing to the store and back: [`restore`] makes the changes that build a listed account, [`listed`] lists it.
//!
//! Restoring is a transaction of ordinary changes, so that the log tells where everything came from. A role's trust may
//! name roles that are made later, also in a ring; so every role is made first and gets its trust policy at the end.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_policy::shown::Shown;
use iamkit_store::{
    AccountId, Applied, AwsManagedPolicyVersion, Call, Caller, Change, Command, CreateGroup,
    CreateInstanceProfile, CreatePolicy, CreateRole, CreateUser, Directory, Identity, Operation, Partition,
    PolicyArn, Quotas, RecordAwsManagedPolicy, StoreError, Timestamp,
};

use crate::details::{
    AuthorizationDetails, GroupDetail, InlinePolicy, InstanceProfileDetail, ManagedPolicyDetail, RoleDetail,
    UserDetail,
};

use iamkit_policy::shown::called;

/// Who restores, when, and under which quotas
#[derive(Debug, Clone)]
pub struct Restoring {
    /// Who asks, for the audit trail
    pub caller: Caller,
    /// The date of whatever has none in the listing
    pub time: Timestamp,
    /// The quotas of the account; those that the listing exceeds are raised to what it has
    pub quotas: Quotas,
}

/// The store refuses something that is listed
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the {entity} can't be restored: {}", Shown::sentence(&.error.to_string()))]
pub struct RestoreError {
    entity: String,
    error: StoreError,
}

impl RestoreError {
    /// The entity by kind and name.
    pub fn entity(&self) -> &str {
        &self.entity
    }

    /// Why the store refuses it.
    pub fn error(&self) -> &StoreError {
        &self.error
    }

    /// The error code on the wire.
    pub fn code(&self) -> &'static str {
        self.error.code()
    }
}

/// The changes that build a listed account, and of each which entity it is for
#[derive(Debug, Clone, Default)]
pub struct Restoration {
    changes: Vec<Change>,
    entities: Vec<String>,
}

impl Restoration {
    /// The changes in their order.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The changes themselves.
    pub fn into_changes(self) -> Vec<Change> {
        self.changes
    }

    pub(crate) fn of(entity: &str, change: Change) -> Self {
        Self { changes: vec![change], entities: vec![entity.to_owned()] }
    }

    pub(crate) fn into_parts(self) -> impl Iterator<Item = (Change, String)> {
        self.changes.into_iter().zip(self.entities)
    }

    pub(crate) fn push(&mut self, entity: &str, change: Change) {
        self.changes.push(change);
        self.entities.push(entity.to_owned());
    }

    /// The entity that a change is for.
    pub fn entity(&self, index: usize) -> Option<&str> {
        self.entities.get(index).map(String::as_str)
    }
}

/// The changes that build an account as it is listed
///
/// Nothing is checked here: the store does that when they are applied.
pub fn restoration(details: &AuthorizationDetails, restoring: &Restoring) -> Restoration {
    let mut builder = Builder {
        account: details.account.clone(),
        call: Call::new(restoring.caller.clone(), restoring.time).restoring(),
        restoration: Restoration::default(),
    };
    builder.account(details, &restoring.quotas);
    details.unknown.iter().for_each(|arn| builder.unknown(arn));
    for policy in &details.policies {
        if policy.arn.is_aws_managed() { builder.aws_managed(policy) } else { builder.policy(policy) }
    }
    details.groups.iter().for_each(|group| builder.group(group));
    details.users.iter().for_each(|user| builder.user(user));
    let delegated = delegated(details);
    details.roles.iter().for_each(|role| builder.role(role, delegated.as_ref()));
    details.roles.iter().for_each(|role| builder.trust(role));
    builder.restoration
}

/// Builds a listed account in a directory: all of it, or nothing
///
/// # Errors
/// The first entity that the store refuses; the directory is then as before.
pub fn restore(
    directory: &mut Directory,
    details: &AuthorizationDetails,
    restoring: &Restoring,
) -> Result<Vec<Applied>, RestoreError> {
    let restoration = restoration(details, restoring);
    directory.apply_all(restoration.changes()).map_err(|error| RestoreError {
        entity: restoration.entity(error.index()).unwrap_or("account").to_owned(),
        error: error.error().clone(),
    })
}

struct Builder {
    account: AccountId,
    call: Call,
    restoration: Restoration,
}

/// A trust policy that any role can be made with: it names the account itself.
fn delegated(details: &AuthorizationDetails) -> Option<Arc<PolicyDocument>> {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:{}:iam::{}:root"}},"Action":"sts:AssumeRole"}}]}}"#,
        details.partition, details.account
    );
    text.parse().ok().map(Arc::new)
}

impl Builder {
    fn push(&mut self, entity: &str, created: Option<Timestamp>, operation: Operation) {
        let call = created.map_or_else(|| self.call.clone(), |created| self.call.clone().at(created));
        self.restoration.push(entity, Change { call, operation });
    }

    fn command(&mut self, entity: &str, created: Option<Timestamp>, command: Command) {
        let account = self.account.clone();
        self.push(entity, created, Operation::Account { account, command });
    }

    fn account(&mut self, details: &AuthorizationDetails, quotas: &Quotas) {
        let entity = called("account", self.account.as_str());
        let partition = details.partition.parse::<Partition>().unwrap_or_default();
        let quotas = raised(quotas.clone(), details);
        let account = self.account.clone();
        self.push(&entity, None, Operation::CreateAccount { account, partition, seed: 0, quotas });
    }

    fn policy(&mut self, policy: &ManagedPolicyDetail) {
        let entity = called("policy", policy.arn.as_str());
        let (arn, mut versions) = (&policy.arn, policy.versions.iter());
        let Some(first) = versions.next() else { return };
        let created = policy.created.or(first.created);
        let new = CreatePolicy {
            path: policy.path.clone(),
            description: policy.description.clone(),
            id: policy.id.clone(),
            version: Some(first.id),
            ..CreatePolicy::new(arn.name(), Arc::clone(&first.document))
        };
        self.command(&entity, created, Command::CreatePolicy(new));
        for version in versions {
            let command = Command::CreatePolicyVersion {
                arn: arn.clone(),
                document: Arc::clone(&version.document),
                set_as_default: version.id == policy.default_version,
                version: Some(version.id),
            };
            self.command(&entity, version.created, command);
        }
        let command = Command::SetDefaultPolicyVersion { arn: arn.clone(), version: policy.default_version };
        self.command(&entity, policy.updated, command);
        if let Some(date) = policy.updated {
            self.command(&entity, None, Command::RecordPolicyUpdate { arn: arn.clone(), date });
        }
    }

    /// What the listing says of a policy of AWS's counts: iamkit may carry another version of it, or none.
    fn aws_managed(&mut self, policy: &ManagedPolicyDetail) {
        let versions = policy.versions.iter().map(|version| AwsManagedPolicyVersion {
            id: version.id,
            create_date: version.created,
            document: Arc::clone(&version.document),
        });
        let record = RecordAwsManagedPolicy {
            arn: policy.arn.clone(),
            id: policy.id.clone(),
            description: policy.description.clone(),
            create_date: policy.created,
            update_date: policy.updated,
            default_version: policy.default_version,
            versions: versions.collect(),
        };
        let entity = called("policy", policy.arn.as_str());
        self.command(&entity, None, Command::RecordAwsManagedPolicy(record));
    }

    fn unknown(&mut self, arn: &PolicyArn) {
        let command = Command::RecordUnknownPolicy { arn: arn.clone() };
        self.command(&called("policy", arn.as_str()), None, command);
    }

    fn held(&mut self, entity: &str, of: &Identity, inline: &[InlinePolicy], attached: &[PolicyArn]) {
        for policy in inline {
            let (name, document) = (policy.name.clone(), Arc::clone(&policy.document));
            self.command(entity, None, Command::PutPolicy { of: of.clone(), name, document });
        }
        for arn in attached {
            self.command(entity, None, Command::AttachPolicy { to: of.clone(), arn: arn.clone() });
        }
    }

    fn group(&mut self, group: &GroupDetail) {
        let entity = called("group", group.name.as_str());
        let new = CreateGroup {
            path: group.path.clone(),
            id: Some(group.id.clone()),
            ..CreateGroup::new(group.name.clone())
        };
        self.command(&entity, group.created, Command::CreateGroup(new));
        self.held(&entity, &Identity::Group(group.name.clone()), &group.inline, &group.attached);
    }

    fn user(&mut self, user: &UserDetail) {
        let entity = called("user", user.name.as_str());
        let new = CreateUser {
            path: user.path.clone(),
            permissions_boundary: user.boundary.clone(),
            tags: user.tags.clone(),
            id: Some(user.id.clone()),
            ..CreateUser::new(user.name.clone())
        };
        self.command(&entity, user.created, Command::CreateUser(new));
        self.held(&entity, &Identity::User(user.name.clone()), &user.inline, &user.attached);
        for group in &user.groups {
            let command = Command::AddUserToGroup { group: group.clone(), user: user.name.clone() };
            self.command(&entity, None, command);
        }
    }

    fn role(&mut self, role: &RoleDetail, delegated: Option<&Arc<PolicyDocument>>) {
        let entity = called("role", role.name.as_str());
        let trust = delegated.unwrap_or(&role.trust);
        let new = CreateRole {
            path: role.path.clone(),
            description: role.description.clone(),
            max_session_duration: role.max_session,
            permissions_boundary: role.boundary.clone(),
            tags: role.tags.clone(),
            id: Some(role.id.clone()),
            ..CreateRole::new(role.name.clone(), Arc::clone(trust))
        };
        self.command(&entity, role.created, Command::CreateRole(new));
        self.held(&entity, &Identity::Role(role.name.clone()), &role.inline, &role.attached);
        role.profiles.iter().for_each(|profile| self.profile(&entity, role, profile));
        if let Some(used) = &role.last_used {
            let (role, region) = (role.name.clone(), used.region.clone());
            self.command(&entity, None, Command::RecordRoleUse { role, date: used.date, region });
        }
    }

    fn profile(&mut self, entity: &str, role: &RoleDetail, profile: &InstanceProfileDetail) {
        let new = CreateInstanceProfile {
            path: profile.path.clone(),
            tags: profile.tags.clone(),
            id: Some(profile.id.clone()),
            ..CreateInstanceProfile::new(profile.name.clone())
        };
        self.command(entity, profile.created, Command::CreateInstanceProfile(new));
        let (instance_profile, role) = (profile.name.clone(), role.name.clone());
        self.command(entity, None, Command::AddRoleToInstanceProfile { instance_profile, role });
    }

    fn trust(&mut self, role: &RoleDetail) {
        let entity = called("role", role.name.as_str());
        let command =
            Command::UpdateAssumeRolePolicy { role: role.name.clone(), document: Arc::clone(&role.trust) };
        self.command(&entity, None, command);
    }
}

/// A real account was granted whatever quotas it exceeds the given ones by.
fn raised(mut quotas: Quotas, details: &AuthorizationDetails) -> Quotas {
    let customer = || details.policies.iter().filter(|policy| !policy.arn.is_aws_managed());
    let raise = |quota: &mut usize, used: usize| *quota = used.max(*quota);
    let inline =
        |policies: &[InlinePolicy]| policies.iter().map(|policy| policy.document.size()).sum::<usize>();
    raise(&mut quotas.users, details.users.len());
    raise(&mut quotas.groups, details.groups.len());
    raise(&mut quotas.roles, details.roles.len());
    raise(&mut quotas.customer_managed_policies, customer().count());
    raise(&mut quotas.versions_in_use, customer().map(|policy| policy.versions.len()).sum());
    let profiles = details.roles.iter().map(|role| role.profiles.len()).sum();
    raise(&mut quotas.instance_profiles, profiles);
    for user in &details.users {
        raise(&mut quotas.groups_per_user, user.groups.len());
        raise(&mut quotas.attached_per_user, user.attached.len());
        raise(&mut quotas.inline_per_user, inline(&user.inline));
    }
    for group in &details.groups {
        raise(&mut quotas.attached_per_group, group.attached.len());
        raise(&mut quotas.inline_per_group, inline(&group.inline));
    }
    for role in &details.roles {
        raise(&mut quotas.attached_per_role, role.attached.len());
        raise(&mut quotas.inline_per_role, inline(&role.inline));
        raise(&mut quotas.trust_policy_size, role.trust.size());
    }
    quotas
}

/// Lists an account of a directory; of AWS's own policies those that were listed with it and are in use
///
/// Instance profiles without a role, access keys, the tags of policies and the policies of resources have no place in
/// a listing.
///
/// # Errors
/// `NoSuchEntity` where the directory doesn't hold the account.
pub fn listed(directory: &Directory, account: &AccountId) -> Result<AuthorizationDetails, StoreError> {
    let account = directory.account(account)?;
    let mut details = AuthorizationDetails::empty(account.partition().as_str(), account.id().clone());
    let is_in_use = |arn: &PolicyArn| !account.policy_usage(arn).is_empty();
    let of_aws = account.listed_aws_managed_policies().filter(|policy| is_in_use(&policy.arn));
    let policies = account.policies().map(|policy| crate::lister::policy(policy));
    details.policies = policies.chain(of_aws.map(|policy| crate::lister::aws_managed(policy))).collect();
    details.unknown = account.unknown_policies().filter(|arn| is_in_use(arn)).cloned().collect();
    details.groups = account.groups().map(|group| crate::lister::group(group)).collect();
    details.users =
        account.users().map(|user| crate::lister::user(account, user)).collect::<Result<_, _>>()?;
    let roles = account.roles().map(|role| crate::lister::role(directory, account, role));
    details.roles = roles.collect::<Result<_, _>>()?;
    Ok(details)
}
