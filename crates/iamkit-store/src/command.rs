//! Every change of an account as a value, named like AWS's API operations.
//!
//! A list of commands is what can be stored, sent and replayed; [`Account::apply`](crate::Account::apply) is the only
//! function that changes an account. The serde form is the one of the log: members named as here, documents as their
//! text, and anything unknown refused.

mod analyzer;
mod credential;
mod provider;

pub use analyzer::{AnalyzerCommand, RecordedFinding};
pub use credential::CredentialCommand;
pub use provider::{CertificateCommand, ProviderCommand, SettingCommand};

use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use serde::{Deserialize, Serialize};

use crate::call::Timestamp;
use crate::entity::AccessKeyStatus;
use crate::identity::{Identity, Taggable};
use crate::label::Region;
use crate::name::{
    AccessKeyId, GroupName, IamPath, InstanceProfileName, PolicyArn, PolicyName, ResourceArn, RoleName,
    UniqueId, UserName, VersionId,
};
use crate::quota::Quotas;
use crate::tag::{TagKey, Tags};
use crate::text::{Description, SessionDuration};
use crate::wire;

/// A change of an account
///
/// Operations that AWS has once for users, once for groups and once for roles (`PutUserPolicy`, `PutGroupPolicy`,
/// `PutRolePolicy`) are one command with the [`Identity`] it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the parameters of the operation, under their own names")]
pub enum Command {
    /// A new user, without any permission
    CreateUser(CreateUser),
    /// Another name or path of a user: the ARN changes, the id stays
    UpdateUser { name: UserName, new_path: Option<IamPath>, new_name: Option<UserName> },
    /// The end of a user without groups, policies and credentials
    DeleteUser { name: UserName },
    /// A new group, without members and policies
    CreateGroup(CreateGroup),
    /// Another name or path of a group: the ARN changes, the id stays
    UpdateGroup { name: GroupName, new_path: Option<IamPath>, new_name: Option<GroupName> },
    /// The end of a group without members and policies
    DeleteGroup { name: GroupName },
    /// A membership; nothing where the user is a member already
    AddUserToGroup { group: GroupName, user: UserName },
    /// The end of a membership
    RemoveUserFromGroup { group: GroupName, user: UserName },
    /// A new role, without any permission
    CreateRole(CreateRole),
    /// Another description or session duration of a role; what isn't said stays
    UpdateRole {
        name: RoleName,
        description: Option<Description>,
        max_session_duration: Option<SessionDuration>,
    },
    /// Another trust policy of a role
    UpdateAssumeRolePolicy {
        role: RoleName,
        #[serde(with = "wire::document")]
        document: Arc<PolicyDocument>,
    },
    /// The end of a role without policies and instance profiles
    DeleteRole { name: RoleName },
    /// A new instance profile, without a role
    CreateInstanceProfile(CreateInstanceProfile),
    /// The end of an instance profile without a role
    DeleteInstanceProfile { name: InstanceProfileName },
    /// The role of an instance profile that has none
    AddRoleToInstanceProfile { instance_profile: InstanceProfileName, role: RoleName },
    /// An instance profile without its role
    RemoveRoleFromInstanceProfile { instance_profile: InstanceProfileName, role: RoleName },
    /// A new customer managed policy with its version `v1`
    CreatePolicy(CreatePolicy),
    /// The end of a policy that is in use nowhere and has no version but the default
    DeletePolicy { arn: PolicyArn },
    /// A new version of a customer managed policy; its id is given only where it is restored
    CreatePolicyVersion {
        arn: PolicyArn,
        #[serde(with = "wire::document")]
        document: Arc<PolicyDocument>,
        set_as_default: bool,
        #[serde(default)]
        version: Option<VersionId>,
    },
    /// Another default version, the one that is evaluated (S76)
    SetDefaultPolicyVersion { arn: PolicyArn, version: VersionId },
    /// The end of a version that isn't the default
    DeletePolicyVersion { arn: PolicyArn, version: VersionId },
    /// `AttachUserPolicy`, `AttachGroupPolicy`, `AttachRolePolicy`; nothing where it is attached already
    AttachPolicy { to: Identity, arn: PolicyArn },
    /// `DetachUserPolicy`, `DetachGroupPolicy`, `DetachRolePolicy`
    DetachPolicy { from: Identity, arn: PolicyArn },
    /// `PutUserPolicy`, `PutGroupPolicy`, `PutRolePolicy`: a new inline policy, or another document for one
    PutPolicy {
        of: Identity,
        name: PolicyName,
        #[serde(with = "wire::document")]
        document: Arc<PolicyDocument>,
    },
    /// `DeleteUserPolicy`, `DeleteGroupPolicy`, `DeleteRolePolicy`
    DeleteInlinePolicy { of: Identity, name: PolicyName },
    /// `PutUserPermissionsBoundary`, `PutRolePermissionsBoundary`
    PutPermissionsBoundary { of: Identity, arn: PolicyArn },
    /// `DeleteUserPermissionsBoundary`, `DeleteRolePermissionsBoundary`
    DeletePermissionsBoundary { of: Identity },
    /// `TagUser`, `TagRole`, `TagPolicy`, `TagInstanceProfile`: new tags, or other values
    Tag { entity: Taggable, tags: Tags },
    /// `UntagUser`, `UntagRole`, `UntagPolicy`, `UntagInstanceProfile`; keys that aren't there are nothing
    Untag { entity: Taggable, keys: Vec<TagKey> },
    /// A new access key of a user; its id is given only where it is restored
    CreateAccessKey { user: UserName, id: Option<AccessKeyId> },
    /// Whether an access key can be used
    UpdateAccessKey { user: UserName, id: AccessKeyId, status: AccessKeyStatus },
    /// The end of an access key
    DeleteAccessKey { user: UserName, id: AccessKeyId },
    /// The policy of a resource that the account owns
    PutResourcePolicy {
        arn: ResourceArn,
        #[serde(with = "wire::document")]
        document: Arc<PolicyDocument>,
    },
    /// The end of a resource's policy
    DeleteResourcePolicy { arn: ResourceArn },
    /// What AWS records of a role: when and where it was last used
    RecordRoleUse { role: RoleName, date: Timestamp, region: Option<Region> },
    /// What AWS records of a policy: when it was last updated, where that isn't its latest version's date
    RecordPolicyUpdate { arn: PolicyArn, date: Timestamp },
    /// An AWS managed policy as AWS lists it for the account: this counts, whatever else is known of the policy
    RecordAwsManagedPolicy(RecordAwsManagedPolicy),
    /// A managed policy that the account's entities have and that nobody can give: what it says is unknown
    RecordUnknownPolicy { arn: PolicyArn },
    /// A change of a user's credentials other than access keys, or of what was seen of their use
    Credential(CredentialCommand),
    /// A change of an identity provider
    Provider(ProviderCommand),
    /// A change of a server certificate
    Certificate(CertificateCommand),
    /// A change of what holds for the account as a whole
    Setting(SettingCommand),
    /// A change of an analyzer, its archive rules or its findings
    Analyzer(AnalyzerCommand),
    /// Other quotas: what the account holds already stays
    SetQuotas { quotas: Quotas },
}

/// The parameters of `CreateUser`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateUser {
    /// The path
    #[serde(default)]
    pub path: IamPath,
    /// The name
    pub name: UserName,
    /// The managed policy that bounds what the user may do
    #[serde(default)]
    pub permissions_boundary: Option<PolicyArn>,
    /// The tags
    #[serde(default)]
    pub tags: Tags,
    /// The unique id of a user that is restored
    #[serde(default)]
    pub id: Option<UniqueId>,
}

/// The parameters of `CreateGroup`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateGroup {
    /// The path
    #[serde(default)]
    pub path: IamPath,
    /// The name
    pub name: GroupName,
    /// The unique id of a group that is restored
    #[serde(default)]
    pub id: Option<UniqueId>,
}

/// The parameters of `CreateRole`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateRole {
    /// The path
    #[serde(default)]
    pub path: IamPath,
    /// The name
    pub name: RoleName,
    /// Who may assume the role
    #[serde(with = "wire::document")]
    pub trust_policy: Arc<PolicyDocument>,
    /// The description
    #[serde(default)]
    pub description: Option<Description>,
    /// How long a session may last
    #[serde(default)]
    pub max_session_duration: SessionDuration,
    /// The managed policy that bounds what the role may do
    #[serde(default)]
    pub permissions_boundary: Option<PolicyArn>,
    /// The tags
    #[serde(default)]
    pub tags: Tags,
    /// The unique id of a role that is restored
    #[serde(default)]
    pub id: Option<UniqueId>,
}

/// The parameters of `CreateInstanceProfile`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateInstanceProfile {
    /// The path
    #[serde(default)]
    pub path: IamPath,
    /// The name
    pub name: InstanceProfileName,
    /// The tags
    #[serde(default)]
    pub tags: Tags,
    /// The unique id of an instance profile that is restored
    #[serde(default)]
    pub id: Option<UniqueId>,
}

/// The parameters of `CreatePolicy`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreatePolicy {
    /// The path
    #[serde(default)]
    pub path: IamPath,
    /// The name
    pub name: PolicyName,
    /// The document of its first version
    #[serde(with = "wire::document")]
    pub document: Arc<PolicyDocument>,
    /// The description
    #[serde(default)]
    pub description: Option<Description>,
    /// The tags
    #[serde(default)]
    pub tags: Tags,
    /// The unique id of a policy that is restored
    #[serde(default)]
    pub id: Option<UniqueId>,
    /// The id of the first version that is restored: older ones may be gone
    #[serde(default)]
    pub version: Option<VersionId>,
}

/// An AWS managed policy as AWS lists it
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordAwsManagedPolicy {
    /// The ARN
    pub arn: PolicyArn,
    /// The unique id
    #[serde(default)]
    pub id: Option<UniqueId>,
    /// The description
    #[serde(default)]
    pub description: Option<Description>,
    /// When it was created
    #[serde(default)]
    pub create_date: Option<Timestamp>,
    /// When it was last changed
    #[serde(default)]
    pub update_date: Option<Timestamp>,
    /// The version that is evaluated (S76)
    pub default_version: VersionId,
    /// The versions that are listed, oldest first; the default one is among them
    pub versions: Vec<AwsManagedPolicyVersion>,
}

/// A version of an AWS managed policy as AWS lists it
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwsManagedPolicyVersion {
    /// The id
    pub id: VersionId,
    /// When it was created
    #[serde(default)]
    pub create_date: Option<Timestamp>,
    /// What it says
    #[serde(with = "wire::document")]
    pub document: Arc<PolicyDocument>,
}

impl RecordAwsManagedPolicy {
    /// The version that is evaluated (S76)
    pub fn evaluated(&self) -> Option<&AwsManagedPolicyVersion> {
        self.versions.iter().find(|version| version.id == self.default_version)
    }
}

impl CreateUser {
    /// A user under the path `/`, without boundary and tags
    pub fn new(name: UserName) -> Self {
        Self { path: IamPath::default(), name, permissions_boundary: None, tags: Tags::default(), id: None }
    }
}

impl CreateGroup {
    /// A group under the path `/`
    pub fn new(name: GroupName) -> Self {
        Self { path: IamPath::default(), name, id: None }
    }
}

impl CreateRole {
    /// A role under the path `/`, with sessions of an hour at most, without boundary and tags
    pub fn new(name: RoleName, trust_policy: Arc<PolicyDocument>) -> Self {
        Self {
            path: IamPath::default(),
            name,
            trust_policy,
            description: None,
            max_session_duration: SessionDuration::default(),
            permissions_boundary: None,
            tags: Tags::default(),
            id: None,
        }
    }
}

impl CreateInstanceProfile {
    /// An instance profile under the path `/`, without tags
    pub fn new(name: InstanceProfileName) -> Self {
        Self { path: IamPath::default(), name, tags: Tags::default(), id: None }
    }
}

impl CreatePolicy {
    /// A customer managed policy under the path `/`, with the document as its version `v1`
    pub fn new(name: PolicyName, document: Arc<PolicyDocument>) -> Self {
        Self {
            path: IamPath::default(),
            name,
            document,
            description: None,
            tags: Tags::default(),
            id: None,
            version: None,
        }
    }
}

/// What a command did
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Applied {
    /// The account is another one now
    Changed,
    /// The account was like that already
    Unchanged,
}
