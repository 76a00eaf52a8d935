//! Which entities a command can have changed.

use std::sync::Arc;

use crate::account::Account;
use crate::change::Operation;
use crate::command::Command;
use crate::directory::Directory;
use crate::identity::{Identity, Taggable};
use crate::name::{
    AccountId, GroupName, InstanceProfileName, PolicyArn, PolicyName, ResourceArn, RoleName, UserName,
};

/// An entity of an account, by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Touched {
    account: AccountId,
    pub(super) what: What,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Account,
    Identity(Identity),
    InstanceProfile(InstanceProfileName),
    Policy(PolicyName),
    ResourcePolicy(ResourceArn),
}

impl Touched {
    pub(super) fn account(&self) -> &AccountId {
        &self.account
    }
}

/// All entities of an account.
pub(super) fn every_entity(account: &Account) -> Vec<Touched> {
    let users = account.users().map(|user| user_named(user.name()));
    let groups = account.groups().map(|group| What::Identity(Identity::Group(group.name().clone())));
    let roles = account.roles().map(|role| role_named(role.name()));
    let profiles = account.instance_profiles().map(|profile| What::InstanceProfile(profile.name().clone()));
    let policies = account.policies().map(|policy| What::Policy(policy.name()));
    let resources = account.resource_policies().map(|policy| What::ResourcePolicy(policy.arn().clone()));
    let all = users.chain(groups).chain(roles).chain(profiles).chain(policies).chain(resources);
    all.chain([What::Account]).map(|what| Touched { account: account.id().clone(), what }).collect()
}

/// The entities that an operation can have changed.
pub(super) fn touched_by(before: &Directory, after: &Directory, operation: &Operation) -> Vec<Touched> {
    let (account, touched) = match operation {
        Operation::CreateAccount { account, .. } => (account, vec![What::Account]),
        Operation::Account { account, command } => {
            let old = before.account(account).ok().map(|account| &**account);
            let new = after.account(account).ok().map(|account| &**account);
            (account, touched_in(old, new, command))
        }
        Operation::RemoveAccount { .. } | Operation::Organization(_) | Operation::RemoveOrganization => {
            return Vec::new();
        }
    };
    touched.into_iter().map(|what| Touched { account: account.clone(), what: folded(what) }).collect()
}

/// The same entity whatever the case in which a command names it.
fn folded(what: What) -> What {
    let lower = |name: &str| Arc::from(name.to_ascii_lowercase());
    match what {
        What::Identity(Identity::User(name)) => user_named(&UserName::trusted(lower(name.as_str()))),
        What::Identity(Identity::Group(name)) => group_named(&GroupName::trusted(lower(name.as_str()))),
        What::Identity(Identity::Role(name)) => role_named(&RoleName::trusted(lower(name.as_str()))),
        What::InstanceProfile(name) => {
            What::InstanceProfile(InstanceProfileName::trusted(lower(name.as_str())))
        }
        What::Policy(name) => What::Policy(PolicyName::trusted(lower(name.as_str()))),
        what @ (What::Account | What::ResourcePolicy(_)) => what,
    }
}

fn touched_in(old: Option<&Account>, new: Option<&Account>, command: &Command) -> Vec<What> {
    match command {
        Command::CreateUser(user) => with_policy(user_named(&user.name), user.permissions_boundary.as_ref()),
        Command::UpdateUser { name, new_name, .. } => {
            let mut touched = leaving(old, &Identity::User(name.clone()));
            touched.extend(new_name.as_ref().map(user_named));
            touched
        }
        Command::DeleteUser { name } => leaving(old, &Identity::User(name.clone())),
        Command::CreateGroup(group) => vec![group_named(&group.name)],
        Command::UpdateGroup { name, new_name, .. } => group_renamed(new, name, new_name.as_ref()),
        Command::DeleteGroup { name } => vec![group_named(name)],
        Command::AddUserToGroup { user, .. }
        | Command::RemoveUserFromGroup { user, .. }
        | Command::CreateAccessKey { user, .. }
        | Command::UpdateAccessKey { user, .. }
        | Command::DeleteAccessKey { user, .. } => vec![user_named(user)],
        Command::CreateRole(role) => with_policy(role_named(&role.name), role.permissions_boundary.as_ref()),
        Command::UpdateRole { name: role, .. }
        | Command::UpdateAssumeRolePolicy { role, .. }
        | Command::RecordRoleUse { role, .. } => vec![role_named(role)],
        Command::DeleteRole { name } => leaving(old, &Identity::Role(name.clone())),
        Command::CreateInstanceProfile(profile) => vec![What::InstanceProfile(profile.name.clone())],
        Command::DeleteInstanceProfile { name: profile }
        | Command::AddRoleToInstanceProfile { instance_profile: profile, .. }
        | Command::RemoveRoleFromInstanceProfile { instance_profile: profile, .. } => {
            vec![What::InstanceProfile(profile.clone())]
        }
        Command::CreatePolicy(policy) => vec![What::Policy(policy.name.clone())],
        Command::DeletePolicy { arn }
        | Command::CreatePolicyVersion { arn, .. }
        | Command::SetDefaultPolicyVersion { arn, .. }
        | Command::DeletePolicyVersion { arn, .. }
        | Command::RecordPolicyUpdate { arn, .. } => vec![What::Policy(arn.name())],
        Command::AttachPolicy { to: holder, arn } | Command::DetachPolicy { from: holder, arn } => {
            with_policy(What::Identity(holder.clone()), Some(arn))
        }
        Command::PutPolicy { of, .. } | Command::DeleteInlinePolicy { of, .. } => {
            vec![What::Identity(of.clone())]
        }
        Command::PutPermissionsBoundary { of, arn } => {
            let mut touched = leaving(old, of);
            touched.push(What::Policy(arn.name()));
            touched
        }
        Command::DeletePermissionsBoundary { of } => leaving(old, of),
        Command::Tag { entity, .. } | Command::Untag { entity, .. } => tagged(entity).into_iter().collect(),
        Command::PutResourcePolicy { arn, .. } | Command::DeleteResourcePolicy { arn } => {
            vec![What::ResourcePolicy(arn.clone())]
        }
        // What AWS says has no rows of the account's, nor have providers, server certificates, settings and analyzers.
        Command::RecordAwsManagedPolicy(_)
        | Command::RecordUnknownPolicy { .. }
        | Command::Provider(_)
        | Command::Certificate(_)
        | Command::Setting(_)
        | Command::Analyzer(_) => Vec::new(),
        // A role's rows tell when it was last used; of the other credentials there are no rows.
        Command::Credential(command) => command.identity().map(What::Identity).into_iter().collect(),
        Command::SetQuotas { .. } => vec![What::Account],
    }
}

fn user_named(name: &UserName) -> What {
    What::Identity(Identity::User(name.clone()))
}

fn group_named(name: &GroupName) -> What {
    What::Identity(Identity::Group(name.clone()))
}

fn role_named(name: &RoleName) -> What {
    What::Identity(Identity::Role(name.clone()))
}

/// A policy that is AWS's own has no rows, and a row that isn't there isn't written.
fn with_policy(what: What, arn: Option<&PolicyArn>) -> Vec<What> {
    [what].into_iter().chain(arn.map(|arn| What::Policy(arn.name()))).collect()
}

/// An identity whose boundary so far may be in use no more.
fn leaving(old: Option<&Account>, identity: &Identity) -> Vec<What> {
    let boundary = old.and_then(|account| account.permissions_boundary(identity).ok().flatten());
    with_policy(What::Identity(identity.clone()), boundary)
}

/// The rows of memberships are the members'.
fn group_renamed(new: Option<&Account>, name: &GroupName, new_name: Option<&GroupName>) -> Vec<What> {
    let present = new_name.unwrap_or(name);
    let members = new.and_then(|account| account.members_of(present).ok()).unwrap_or_default();
    let members = members.into_iter().map(|user| user_named(user.name()));
    members.chain([group_named(name), group_named(present)]).collect()
}

/// What has rows of its own; the others have none.
fn tagged(entity: &Taggable) -> Option<What> {
    Some(match entity {
        Taggable::User(name) => user_named(name),
        Taggable::Role(name) => role_named(name),
        Taggable::Policy(arn) => What::Policy(arn.name()),
        Taggable::InstanceProfile(name) => What::InstanceProfile(name.clone()),
        Taggable::MfaDevice(_)
        | Taggable::OidcProvider(_)
        | Taggable::SamlProvider(_)
        | Taggable::ServerCertificate(_) => return None,
    })
}
