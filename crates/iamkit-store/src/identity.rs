//! Who can hold policies, and whatever else a command or an error can be about.

use iamkit_policy::shown::Shown;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::label::{
    AccountAlias, AnalyzerName, ArchiveRuleName, CredentialId, FindingId, MfaSerial, ProviderArn, Region,
    ServerCertificateName,
};
use crate::name::{
    AccessKeyId, AccountId, GroupName, InstanceProfileName, PolicyArn, PolicyName, ResourceArn, RoleName,
    UserName, VersionId,
};

/// Who can hold policies: a user, a group or a role
///
/// The root user is not among them: it has no policies (S70).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Identity {
    /// A user
    User(UserName),
    /// A group
    Group(GroupName),
    /// A role
    Role(RoleName),
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(name) => write!(f, "user `{name}`"),
            Self::Group(name) => write!(f, "group `{name}`"),
            Self::Role(name) => write!(f, "role `{name}`"),
        }
    }
}

impl From<UserName> for Identity {
    fn from(name: UserName) -> Self {
        Self::User(name)
    }
}

impl From<GroupName> for Identity {
    fn from(name: GroupName) -> Self {
        Self::Group(name)
    }
}

impl From<RoleName> for Identity {
    fn from(name: RoleName) -> Self {
        Self::Role(name)
    }
}

/// What can have tags; groups can't
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Taggable {
    /// A user
    User(UserName),
    /// A role
    Role(RoleName),
    /// A customer managed policy
    Policy(PolicyArn),
    /// An instance profile
    InstanceProfile(InstanceProfileName),
    /// An MFA device
    MfaDevice(MfaSerial),
    /// An `OpenID` Connect provider
    OidcProvider(ProviderArn),
    /// A SAML provider
    SamlProvider(ProviderArn),
    /// A server certificate
    ServerCertificate(ServerCertificateName),
}

/// An analyzer of an account: analyzers are found by Region and name
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalyzerId {
    /// The Region
    pub region: Region,
    /// The name
    pub name: AnalyzerName,
}

impl fmt::Display for AnalyzerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` in {}", self.name, self.region)
    }
}

/// What an error is about
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Entity {
    /// A user, group or role
    Identity(Identity),
    /// A managed policy
    Policy(PolicyArn),
    /// A version of a managed policy
    PolicyVersion(PolicyArn, VersionId),
    /// An inline policy of a user, group or role
    InlinePolicy(Identity, PolicyName),
    /// The attachment of a managed policy to a user, group or role
    Attachment(Identity, PolicyArn),
    /// The membership of a user in a group
    Membership(UserName, GroupName),
    /// An instance profile
    InstanceProfile(InstanceProfileName),
    /// The role of an instance profile
    InstanceProfileRole(InstanceProfileName, RoleName),
    /// The permissions boundary of a user or role
    PermissionsBoundary(Identity),
    /// An access key of a user
    AccessKey(AccessKeyId, UserName),
    /// The policy of a resource
    ResourcePolicy(ResourceArn),
    /// An account of the directory
    Account(AccountId),
    /// The password of a user
    LoginProfile(UserName),
    /// An MFA device
    MfaDevice(MfaSerial),
    /// An SSH key, a signing certificate or a service-specific credential of a user
    Credential(CredentialId, UserName),
    /// An identity provider
    Provider(ProviderArn),
    /// A server certificate
    ServerCertificate(ServerCertificateName),
    /// The alias of an account
    AccountAlias(AccountAlias),
    /// The password policy of an account
    PasswordPolicy(AccountId),
    /// An analyzer
    Analyzer(AnalyzerId),
    /// An archive rule of an analyzer
    ArchiveRule(AnalyzerId, ArchiveRuleName),
    /// A finding of an analyzer
    Finding(FindingId),
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Paths and the ARNs of resources have characters that names don't have.
        let shown = Shown::value;
        match self {
            Self::Identity(identity) => identity.fmt(f),
            Self::Policy(arn) => write!(f, "policy `{}`", shown(arn.as_str())),
            Self::PolicyVersion(arn, version) => {
                write!(f, "version `{version}` of policy `{}`", shown(arn.as_str()))
            }
            Self::InlinePolicy(identity, name) => write!(f, "inline policy `{name}` of {identity}"),
            Self::Attachment(identity, arn) => {
                write!(f, "attachment of policy `{}` to {identity}", shown(arn.as_str()))
            }
            Self::Membership(user, group) => write!(f, "membership of user `{user}` in group `{group}`"),
            Self::InstanceProfile(name) => write!(f, "instance profile `{name}`"),
            Self::InstanceProfileRole(name, role) => write!(f, "role `{role}` of instance profile `{name}`"),
            Self::PermissionsBoundary(identity) => write!(f, "permissions boundary of {identity}"),
            Self::AccessKey(id, user) => write!(f, "access key `{id}` of user `{user}`"),
            Self::ResourcePolicy(arn) => write!(f, "policy of resource `{}`", shown(arn.as_str())),
            Self::LoginProfile(user) => write!(f, "login profile of user `{user}`"),
            Self::MfaDevice(serial) => write!(f, "MFA device `{}`", shown(serial.as_str())),
            Self::Credential(id, user) => write!(f, "credential `{id}` of user `{user}`"),
            Self::Provider(arn) => write!(f, "identity provider `{}`", shown(arn.as_str())),
            Self::ServerCertificate(name) => write!(f, "server certificate `{name}`"),
            Self::AccountAlias(alias) => write!(f, "account alias `{alias}`"),
            Self::PasswordPolicy(account) => write!(f, "password policy of account `{account}`"),
            Self::Account(id) => write!(f, "account `{id}`"),
            Self::Analyzer(id) => write!(f, "analyzer {id}"),
            Self::ArchiveRule(id, name) => write!(f, "archive rule `{name}` of analyzer {id}"),
            Self::Finding(id) => write!(f, "finding `{id}`"),
        }
    }
}
