//! Every change of an account as a value, named like AWS's API operations.
//!
//! A list of commands is what can be stored, sent and replayed; [`Account::apply`](crate::Account::apply) is the only
//! function that changes an account.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;

use crate::error::Identity;
use crate::name::{GroupName, IamPath, PolicyArn, PolicyName, UserName, VersionId};

/// A change of an account
///
/// Operations that AWS has once for users and once for groups (`PutUserPolicy`, `PutGroupPolicy`) are one command with
/// the [`Identity`] it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the parameters of the operation, under their own names")]
pub enum Command {
    /// A new user, without any permission
    CreateUser { path: IamPath, name: UserName },
    /// The end of a user without groups and policies
    DeleteUser { name: UserName },
    /// A new group, without members and policies
    CreateGroup { path: IamPath, name: GroupName },
    /// The end of a group without members and policies
    DeleteGroup { name: GroupName },
    /// A membership; nothing where the user is a member already
    AddUserToGroup { group: GroupName, user: UserName },
    /// The end of a membership
    RemoveUserFromGroup { group: GroupName, user: UserName },
    /// A new customer managed policy with its version `v1`
    CreatePolicy { path: IamPath, name: PolicyName, document: Arc<PolicyDocument> },
    /// The end of a policy that is attached nowhere and has no version but the default
    DeletePolicy { arn: PolicyArn },
    /// A new version of a customer managed policy
    CreatePolicyVersion { arn: PolicyArn, document: Arc<PolicyDocument>, set_as_default: bool },
    /// Another default version, the one that is evaluated (S76)
    SetDefaultPolicyVersion { arn: PolicyArn, version: VersionId },
    /// The end of a version that isn't the default
    DeletePolicyVersion { arn: PolicyArn, version: VersionId },
    /// `AttachUserPolicy`, `AttachGroupPolicy`; nothing where it is attached already
    AttachPolicy { to: Identity, arn: PolicyArn },
    /// `DetachUserPolicy`, `DetachGroupPolicy`
    DetachPolicy { from: Identity, arn: PolicyArn },
    /// `PutUserPolicy`, `PutGroupPolicy`: a new inline policy, or another document for one
    PutPolicy { of: Identity, name: PolicyName, document: Arc<PolicyDocument> },
    /// `DeleteUserPolicy`, `DeleteGroupPolicy`
    DeleteInlinePolicy { of: Identity, name: PolicyName },
}

/// What a command did
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Applied {
    /// The account is another one now
    Changed,
    /// The account was like that already
    Unchanged,
}
