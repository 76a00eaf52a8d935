//! The entities of the store as a listing has them.

use std::sync::Arc;

use iamkit_store::{
    Account, Directory, Group, HeldPolicies, InstanceProfile, Policy, PolicyArn, RecordAwsManagedPolicy,
    Role, RoleLastUsed, StoreError, User,
};

use crate::details::{
    GroupDetail, InlinePolicy, InstanceProfileDetail, ManagedPolicyDetail, RoleDetail, RoleUse, UserDetail,
    VersionDetail,
};

pub(crate) fn policy(policy: &Policy) -> ManagedPolicyDetail {
    let versions = policy.versions().map(|(id, version)| VersionDetail {
        id,
        created: Some(version.create_date()),
        document: Arc::clone(version.document()),
    });
    ManagedPolicyDetail {
        arn: policy.arn().clone(),
        path: policy.path().clone(),
        id: Some(policy.id().clone()),
        description: policy.description().cloned(),
        created: Some(policy.create_date()),
        updated: Some(policy.update_date()),
        default_version: policy.default_version(),
        versions: versions.collect(),
    }
}

/// A policy of AWS's as it was listed.
pub(crate) fn aws_managed(policy: &RecordAwsManagedPolicy) -> ManagedPolicyDetail {
    let versions = policy.versions.iter().map(|version| VersionDetail {
        id: version.id,
        created: version.create_date,
        document: Arc::clone(&version.document),
    });
    ManagedPolicyDetail {
        arn: policy.arn.clone(),
        path: policy.arn.path(),
        id: policy.id.clone(),
        description: policy.description.clone(),
        created: policy.create_date,
        updated: policy.update_date,
        default_version: policy.default_version,
        versions: versions.collect(),
    }
}

fn inline(held: &HeldPolicies) -> Vec<InlinePolicy> {
    let policies = held.inline();
    policies
        .map(|(name, document)| InlinePolicy { name: name.clone(), document: Arc::clone(document) })
        .collect()
}

fn attached(held: &HeldPolicies) -> Vec<PolicyArn> {
    held.attached().cloned().collect()
}

pub(crate) fn group(group: &Group) -> GroupDetail {
    GroupDetail {
        path: group.path().clone(),
        name: group.name().clone(),
        id: group.id().clone(),
        created: Some(group.create_date()),
        inline: inline(group.policies()),
        attached: attached(group.policies()),
    }
}

pub(crate) fn user(account: &Account, user: &User) -> Result<UserDetail, StoreError> {
    let groups = account.groups_for_user(user.name())?;
    Ok(UserDetail {
        path: user.path().clone(),
        name: user.name().clone(),
        id: user.id().clone(),
        created: Some(user.create_date()),
        inline: inline(user.policies()),
        groups: groups.into_iter().map(|group| group.name().clone()).collect(),
        attached: attached(user.policies()),
        boundary: user.permissions_boundary().cloned(),
        tags: user.tags().clone(),
    })
}

pub(crate) fn role(directory: &Directory, account: &Account, role: &Role) -> Result<RoleDetail, StoreError> {
    let profiles = account.instance_profiles_for_role(role.name())?;
    Ok(RoleDetail {
        path: role.path().clone(),
        name: role.name().clone(),
        id: role.id().clone(),
        created: Some(role.create_date()),
        trust: directory.trust_policy(account.id(), role.name())?,
        description: role.description().cloned(),
        max_session: role.max_session_duration(),
        inline: inline(role.policies()),
        attached: attached(role.policies()),
        boundary: role.permissions_boundary().cloned(),
        tags: role.tags().clone(),
        last_used: role.last_used().map(used),
        profiles: profiles.into_iter().map(|profile| self::profile(profile)).collect(),
    })
}

fn used(used: &RoleLastUsed) -> RoleUse {
    RoleUse { date: used.date(), region: used.region().cloned() }
}

fn profile(profile: &InstanceProfile) -> InstanceProfileDetail {
    InstanceProfileDetail {
        path: profile.path().clone(),
        name: profile.name().clone(),
        id: profile.id().clone(),
        created: Some(profile.create_date()),
        tags: profile.tags().clone(),
    }
}
