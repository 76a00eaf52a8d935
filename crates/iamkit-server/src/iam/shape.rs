//! Users, groups, roles and the like as answers show them.

use iamkit_store::{Account, Group, InstanceProfile, PolicyArn, Role, User};
use iamkit_wire::WireError;
use serde::Serialize;

use crate::listing::{Tag, encoded, written_if_any};
use crate::refusal::refused;

/// A permissions boundary
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct BoundaryShape {
    permissions_boundary_type: &'static str,
    permissions_boundary_arn: String,
}

pub(super) fn boundary(arn: Option<&PolicyArn>) -> Option<BoundaryShape> {
    arn.map(|arn| BoundaryShape {
        permissions_boundary_type: "Policy",
        permissions_boundary_arn: arn.to_string(),
    })
}

/// A user
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UserShape {
    path: String,
    user_name: String,
    user_id: String,
    arn: String,
    create_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_boundary: Option<BoundaryShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<Tag>>,
}

impl UserShape {
    pub(super) fn of(user: &User) -> Self {
        let boundary = boundary(user.permissions_boundary());
        Self { permissions_boundary: boundary, tags: written_if_any(user.tags()), ..Self::in_list(user) }
    }

    /// Without what lists leave out.
    pub(super) fn in_list(user: &User) -> Self {
        Self {
            path: user.path().to_string(),
            user_name: user.name().to_string(),
            user_id: user.id().to_string(),
            arn: user.arn().to_owned(),
            create_date: user.create_date().to_string(),
            permissions_boundary: None,
            tags: None,
        }
    }
}

/// A group
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GroupShape {
    path: String,
    group_name: String,
    group_id: String,
    arn: String,
    create_date: String,
}

impl GroupShape {
    pub(super) fn of(group: &Group) -> Self {
        Self {
            path: group.path().to_string(),
            group_name: group.name().to_string(),
            group_id: group.id().to_string(),
            arn: group.arn().to_owned(),
            create_date: group.create_date().to_string(),
        }
    }
}

/// When and where a role was last used
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct LastUsedShape {
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
}

pub(super) fn last_used(role: &Role) -> LastUsedShape {
    role.last_used().map_or_else(LastUsedShape::default, |used| LastUsedShape {
        last_used_date: Some(used.date().to_string()),
        region: used.region().map(ToString::to_string),
    })
}

/// A role
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RoleShape {
    path: String,
    role_name: String,
    role_id: String,
    arn: String,
    create_date: String,
    assume_role_policy_document: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_session_duration: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_boundary: Option<BoundaryShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<Tag>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role_last_used: Option<LastUsedShape>,
}

impl RoleShape {
    pub(super) fn of(account: &Account, role: &Role) -> Result<Self, WireError> {
        let boundary = boundary(role.permissions_boundary());
        let (tags, used) = (written_if_any(role.tags()), Some(last_used(role)));
        let listed = Self::in_list(account, role)?;
        Ok(Self { permissions_boundary: boundary, tags, role_last_used: used, ..listed })
    }

    /// Without what the details of an account leave out, besides what they have elsewhere.
    pub(super) fn in_details(account: &Account, role: &Role) -> Result<Self, WireError> {
        Ok(Self { description: None, max_session_duration: None, ..Self::in_list(account, role)? })
    }

    /// Without what lists leave out.
    pub(super) fn in_list(account: &Account, role: &Role) -> Result<Self, WireError> {
        let trust = account.trust_policy(role.name()).map_err(refused)?;
        Ok(Self {
            path: role.path().to_string(),
            role_name: role.name().to_string(),
            role_id: role.id().to_string(),
            arn: role.arn().to_owned(),
            create_date: role.create_date().to_string(),
            assume_role_policy_document: encoded(&trust),
            description: role.description().map(ToString::to_string),
            max_session_duration: Some(role.max_session_duration().as_seconds()),
            permissions_boundary: None,
            tags: None,
            role_last_used: None,
        })
    }
}

/// An instance profile
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct InstanceProfileShape {
    path: String,
    instance_profile_name: String,
    instance_profile_id: String,
    arn: String,
    create_date: String,
    roles: Vec<RoleShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<Tag>>,
}

impl InstanceProfileShape {
    pub(super) fn of(account: &Account, profile: &InstanceProfile) -> Result<Self, WireError> {
        let role = profile.role().map(|name| account.role(name)).transpose();
        let role = role.map_err(refused)?;
        let roles = role.map(|role| RoleShape::in_list(account, role)).into_iter();
        Ok(Self {
            path: profile.path().to_string(),
            instance_profile_name: profile.name().to_string(),
            instance_profile_id: profile.id().to_string(),
            arn: profile.arn().to_owned(),
            create_date: profile.create_date().to_string(),
            roles: roles.collect::<Result<_, _>>()?,
            tags: written_if_any(profile.tags()),
        })
    }
}
