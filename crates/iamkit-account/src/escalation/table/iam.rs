//! Changing what oneself may do, and becoming another user or role.

use super::{iam, need};
use crate::escalation::technique::{Effect, Subject, Technique};

pub(super) const IAM: &[Technique] = &[
    iam("PutUserPolicy", Effect::WritesPolicy, &[need("iam:PutUserPolicy", Subject::User)]),
    iam("PutRolePolicy", Effect::WritesPolicy, &[need("iam:PutRolePolicy", Subject::Role)]),
    iam("PutGroupPolicy", Effect::WritesPolicy, &[need("iam:PutGroupPolicy", Subject::OwnGroup)]),
    iam("AttachUserPolicy", Effect::AttachesPolicy, &[need("iam:AttachUserPolicy", Subject::User)]),
    iam("AttachRolePolicy", Effect::AttachesPolicy, &[need("iam:AttachRolePolicy", Subject::Role)]),
    iam("AttachGroupPolicy", Effect::AttachesPolicy, &[need("iam:AttachGroupPolicy", Subject::OwnGroup)]),
    iam("CreatePolicyVersion", Effect::WritesVersion, &[need("iam:CreatePolicyVersion", Subject::OwnPolicy)]),
    iam(
        "SetDefaultPolicyVersion",
        Effect::ChoosesVersion,
        &[need("iam:SetDefaultPolicyVersion", Subject::OwnPolicy)],
    ),
    iam("DetachUserPolicy", Effect::DetachesPolicy, &[need("iam:DetachUserPolicy", Subject::User)]),
    iam("DetachRolePolicy", Effect::DetachesPolicy, &[need("iam:DetachRolePolicy", Subject::Role)]),
    iam("DetachGroupPolicy", Effect::DetachesPolicy, &[need("iam:DetachGroupPolicy", Subject::OwnGroup)]),
    iam("DeleteUserPolicy", Effect::DeletesPolicy, &[need("iam:DeleteUserPolicy", Subject::User)]),
    iam("DeleteRolePolicy", Effect::DeletesPolicy, &[need("iam:DeleteRolePolicy", Subject::Role)]),
    iam("DeleteGroupPolicy", Effect::DeletesPolicy, &[need("iam:DeleteGroupPolicy", Subject::OwnGroup)]),
    iam(
        "DeleteUserPermissionsBoundary",
        Effect::ShedsBoundary,
        &[need("iam:DeleteUserPermissionsBoundary", Subject::User)],
    ),
    iam(
        "DeleteRolePermissionsBoundary",
        Effect::ShedsBoundary,
        &[need("iam:DeleteRolePermissionsBoundary", Subject::Role)],
    ),
    iam(
        "PutUserPermissionsBoundary",
        Effect::ReplacesBoundary,
        &[need("iam:PutUserPermissionsBoundary", Subject::User)],
    ),
    iam(
        "PutRolePermissionsBoundary",
        Effect::ReplacesBoundary,
        &[need("iam:PutRolePermissionsBoundary", Subject::Role)],
    ),
    iam("AddUserToGroup", Effect::JoinsGroup, &[need("iam:AddUserToGroup", Subject::OtherGroup)]),
    iam("RemoveUserFromGroup", Effect::LeavesGroup, &[need("iam:RemoveUserFromGroup", Subject::OwnGroup)]),
    iam("CreateAccessKey", Effect::Becomes, &[need("iam:CreateAccessKey", Subject::OtherUser)]),
    iam("CreateLoginProfile", Effect::Becomes, &[need("iam:CreateLoginProfile", Subject::OtherUser)]),
    iam("UpdateLoginProfile", Effect::Becomes, &[need("iam:UpdateLoginProfile", Subject::OtherUser)]),
    iam(
        "UpdateAssumeRolePolicy",
        Effect::RewritesTrust,
        &[need("iam:UpdateAssumeRolePolicy", Subject::OtherRole)],
    ),
    iam(
        "PutUserPolicy of another",
        Effect::Strengthens,
        &[need("iam:PutUserPolicy", Subject::OtherUser), need("iam:CreateAccessKey", Subject::OtherUser)],
    ),
    iam(
        "AttachUserPolicy to another",
        Effect::Strengthens,
        &[need("iam:AttachUserPolicy", Subject::OtherUser), need("iam:CreateAccessKey", Subject::OtherUser)],
    ),
    iam(
        "PutRolePolicy of another",
        Effect::Strengthens,
        &[need("iam:PutRolePolicy", Subject::AssumableRole)],
    ),
    iam(
        "AttachRolePolicy to another",
        Effect::Strengthens,
        &[need("iam:AttachRolePolicy", Subject::AssumableRole)],
    ),
    iam(
        "PutRolePolicy and UpdateAssumeRolePolicy",
        Effect::StrengthensAndRewritesTrust,
        &[
            need("iam:PutRolePolicy", Subject::OtherRole),
            need("iam:UpdateAssumeRolePolicy", Subject::OtherRole),
        ],
    ),
    iam(
        "AttachRolePolicy and UpdateAssumeRolePolicy",
        Effect::StrengthensAndRewritesTrust,
        &[
            need("iam:AttachRolePolicy", Subject::OtherRole),
            need("iam:UpdateAssumeRolePolicy", Subject::OtherRole),
        ],
    ),
];
