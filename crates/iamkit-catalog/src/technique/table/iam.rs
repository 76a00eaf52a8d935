//! Changing what oneself may do, and becoming another user or role.

use super::row::{iam, need};
use crate::technique::{Subject, Technique, TechniqueEffect};

pub(super) const IAM: &[Technique] = &[
    iam("PutUserPolicy", TechniqueEffect::WritesPolicy, &[need("iam:PutUserPolicy", Subject::User)]),
    iam("PutRolePolicy", TechniqueEffect::WritesPolicy, &[need("iam:PutRolePolicy", Subject::Role)]),
    iam("PutGroupPolicy", TechniqueEffect::WritesPolicy, &[need("iam:PutGroupPolicy", Subject::OwnGroup)]),
    iam("AttachUserPolicy", TechniqueEffect::AttachesPolicy, &[need("iam:AttachUserPolicy", Subject::User)]),
    iam("AttachRolePolicy", TechniqueEffect::AttachesPolicy, &[need("iam:AttachRolePolicy", Subject::Role)]),
    iam(
        "AttachGroupPolicy",
        TechniqueEffect::AttachesPolicy,
        &[need("iam:AttachGroupPolicy", Subject::OwnGroup)],
    ),
    iam(
        "CreatePolicyVersion",
        TechniqueEffect::WritesVersion,
        &[need("iam:CreatePolicyVersion", Subject::OwnPolicy)],
    ),
    iam(
        "SetDefaultPolicyVersion",
        TechniqueEffect::ChoosesVersion,
        &[need("iam:SetDefaultPolicyVersion", Subject::OwnPolicy)],
    ),
    iam("DetachUserPolicy", TechniqueEffect::DetachesPolicy, &[need("iam:DetachUserPolicy", Subject::User)]),
    iam("DetachRolePolicy", TechniqueEffect::DetachesPolicy, &[need("iam:DetachRolePolicy", Subject::Role)]),
    iam(
        "DetachGroupPolicy",
        TechniqueEffect::DetachesPolicy,
        &[need("iam:DetachGroupPolicy", Subject::OwnGroup)],
    ),
    iam("DeleteUserPolicy", TechniqueEffect::DeletesPolicy, &[need("iam:DeleteUserPolicy", Subject::User)]),
    iam("DeleteRolePolicy", TechniqueEffect::DeletesPolicy, &[need("iam:DeleteRolePolicy", Subject::Role)]),
    iam(
        "DeleteGroupPolicy",
        TechniqueEffect::DeletesPolicy,
        &[need("iam:DeleteGroupPolicy", Subject::OwnGroup)],
    ),
    iam(
        "DeleteUserPermissionsBoundary",
        TechniqueEffect::ShedsBoundary,
        &[need("iam:DeleteUserPermissionsBoundary", Subject::User)],
    ),
    iam(
        "DeleteRolePermissionsBoundary",
        TechniqueEffect::ShedsBoundary,
        &[need("iam:DeleteRolePermissionsBoundary", Subject::Role)],
    ),
    iam(
        "PutUserPermissionsBoundary",
        TechniqueEffect::ReplacesBoundary,
        &[need("iam:PutUserPermissionsBoundary", Subject::User)],
    ),
    iam(
        "PutRolePermissionsBoundary",
        TechniqueEffect::ReplacesBoundary,
        &[need("iam:PutRolePermissionsBoundary", Subject::Role)],
    ),
    iam("AddUserToGroup", TechniqueEffect::JoinsGroup, &[need("iam:AddUserToGroup", Subject::OtherGroup)]),
    iam(
        "RemoveUserFromGroup",
        TechniqueEffect::LeavesGroup,
        &[need("iam:RemoveUserFromGroup", Subject::OwnGroup)],
    ),
    iam("CreateAccessKey", TechniqueEffect::Becomes, &[need("iam:CreateAccessKey", Subject::OtherUser)]),
    iam(
        "CreateLoginProfile",
        TechniqueEffect::Becomes,
        &[need("iam:CreateLoginProfile", Subject::OtherUser)],
    ),
    iam(
        "UpdateLoginProfile",
        TechniqueEffect::Becomes,
        &[need("iam:UpdateLoginProfile", Subject::OtherUser)],
    ),
    iam(
        "UpdateAssumeRolePolicy",
        TechniqueEffect::RewritesTrust,
        &[need("iam:UpdateAssumeRolePolicy", Subject::OtherRole)],
    ),
    iam(
        "PutUserPolicy of another",
        TechniqueEffect::Strengthens,
        &[need("iam:PutUserPolicy", Subject::OtherUser), need("iam:CreateAccessKey", Subject::OtherUser)],
    ),
    iam(
        "AttachUserPolicy to another",
        TechniqueEffect::Strengthens,
        &[need("iam:AttachUserPolicy", Subject::OtherUser), need("iam:CreateAccessKey", Subject::OtherUser)],
    ),
    iam(
        "PutRolePolicy of another",
        TechniqueEffect::Strengthens,
        &[need("iam:PutRolePolicy", Subject::AssumableRole)],
    ),
    iam(
        "AttachRolePolicy to another",
        TechniqueEffect::Strengthens,
        &[need("iam:AttachRolePolicy", Subject::AssumableRole)],
    ),
    iam(
        "PutRolePolicy and UpdateAssumeRolePolicy",
        TechniqueEffect::StrengthensAndRewritesTrust,
        &[
            need("iam:PutRolePolicy", Subject::OtherRole),
            need("iam:UpdateAssumeRolePolicy", Subject::OtherRole),
        ],
    ),
    iam(
        "AttachRolePolicy and UpdateAssumeRolePolicy",
        TechniqueEffect::StrengthensAndRewritesTrust,
        &[
            need("iam:AttachRolePolicy", Subject::OtherRole),
            need("iam:UpdateAssumeRolePolicy", Subject::OtherRole),
        ],
    ),
];
