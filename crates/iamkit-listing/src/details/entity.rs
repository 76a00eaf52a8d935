//! The entities of a listing as plain values, under the names that AWS gives their details.
//!
//! Public fields: a listing is data without an invariant of its own, and what is checked is told by
//! [`read`](super::read).

use std::collections::BTreeSet;
use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_store::{
    AccountId, Description, GroupName, IamPath, InstanceProfileName, PolicyArn, PolicyName, Region, RoleName,
    SessionDuration, Tags, Timestamp, UniqueId, UserName, VersionId,
};

use iamkit_policy::shown::called;

/// All that is listed of one account
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationDetails {
    /// The partition: `aws`, `aws-cn`, `aws-us-gov`
    pub partition: Box<str>,
    /// The account's id
    pub account: AccountId,
    /// The users, in the order they were listed in
    pub users: Vec<UserDetail>,
    /// The groups
    pub groups: Vec<GroupDetail>,
    /// The roles
    pub roles: Vec<RoleDetail>,
    /// The customer managed policies, and of AWS's own those that are listed
    pub policies: Vec<ManagedPolicyDetail>,
    /// The managed policies that entities have, that aren't listed and that AWS has none of: what they say is unknown
    pub unknown: Vec<PolicyArn>,
}

impl AuthorizationDetails {
    /// An account of which nothing is listed
    pub fn empty(partition: &str, account: AccountId) -> Self {
        let (users, groups, roles, policies) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { partition: partition.into(), account, users, groups, roles, policies, unknown: Vec::new() }
    }

    /// How many entities are listed
    pub fn len(&self) -> usize {
        self.users.len() + self.groups.len() + self.roles.len() + self.policies.len()
    }

    /// Whether nothing is listed
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The managed policies that entities have attached or are bounded by
    pub(crate) fn policies_in_use(&self) -> BTreeSet<&PolicyArn> {
        let users = self.users.iter().flat_map(|user| user.attached.iter().chain(&user.boundary));
        let groups = self.groups.iter().flat_map(|group| &group.attached);
        let roles = self.roles.iter().flat_map(|role| role.attached.iter().chain(&role.boundary));
        users.chain(groups).chain(roles).collect()
    }

    /// Leaves out entities by their kinds and names, and whatever refers to them; what that is, and because of what
    ///
    /// Policies refer to nothing, groups to policies, users and roles to both.
    pub(crate) fn leave_out(&mut self, untaken: &mut BTreeSet<String>) -> Vec<(String, String)> {
        let mut dependents = Vec::new();
        self.policies.retain(|policy| !untaken.contains(&policy_label(&policy.arn)));
        self.unknown.retain(|arn| !untaken.contains(&policy_label(arn)));
        let policies = |arns: &[PolicyArn]| arns.iter().map(policy_label).collect::<Vec<_>>();
        let mut keep = |label: String, needs: Vec<String>| {
            if untaken.contains(&label) {
                return false;
            }
            let Some(because) = needs.into_iter().find(|need| untaken.contains(need)) else { return true };
            untaken.insert(label.clone());
            dependents.push((label, because));
            false
        };
        self.groups.retain(|group| keep(called("group", group.name.as_str()), policies(&group.attached)));
        self.users.retain(|user| {
            let groups = user.groups.iter().map(|group| called("group", group.as_str()));
            let needs = policies(&user.attached).into_iter().chain(user.boundary.as_ref().map(policy_label));
            keep(called("user", user.name.as_str()), needs.chain(groups).collect())
        });
        self.roles.retain(|role| {
            let needs = policies(&role.attached).into_iter().chain(role.boundary.as_ref().map(policy_label));
            keep(called("role", role.name.as_str()), needs.collect())
        });
        dependents
    }
}

fn policy_label(arn: &PolicyArn) -> String {
    called("policy", arn.as_str())
}

/// A policy that is part of its user, group or role
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlinePolicy {
    /// Its name, unique within its holder
    pub name: PolicyName,
    /// What it says
    pub document: Arc<PolicyDocument>,
}

/// A user
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserDetail {
    /// The path
    pub path: IamPath,
    /// The name
    pub name: UserName,
    /// The unique id (S51)
    pub id: UniqueId,
    /// When it was created
    pub created: Option<Timestamp>,
    /// The inline policies
    pub inline: Vec<InlinePolicy>,
    /// The groups it is a member of
    pub groups: Vec<GroupName>,
    /// The attached managed policies
    pub attached: Vec<PolicyArn>,
    /// The permissions boundary
    pub boundary: Option<PolicyArn>,
    /// The tags
    pub tags: Tags,
}

/// A group of users; its members are told by the users
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupDetail {
    /// The path
    pub path: IamPath,
    /// The name
    pub name: GroupName,
    /// The unique id
    pub id: UniqueId,
    /// When it was created
    pub created: Option<Timestamp>,
    /// The inline policies
    pub inline: Vec<InlinePolicy>,
    /// The attached managed policies
    pub attached: Vec<PolicyArn>,
}

/// A role
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleDetail {
    /// The path
    pub path: IamPath,
    /// The name
    pub name: RoleName,
    /// The unique id
    pub id: UniqueId,
    /// When it was created
    pub created: Option<Timestamp>,
    /// Who may assume it (S24)
    pub trust: Arc<PolicyDocument>,
    /// The description, which AWS lists only where the role is in an instance profile
    pub description: Option<Description>,
    /// The longest session, which AWS lists only where the role is in an instance profile; otherwise the default
    pub max_session: SessionDuration,
    /// The inline policies
    pub inline: Vec<InlinePolicy>,
    /// The attached managed policies
    pub attached: Vec<PolicyArn>,
    /// The permissions boundary
    pub boundary: Option<PolicyArn>,
    /// The tags
    pub tags: Tags,
    /// When and where it was last used
    pub last_used: Option<RoleUse>,
    /// The instance profiles it is in
    pub profiles: Vec<InstanceProfileDetail>,
}

/// When and where a role was last used
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleUse {
    /// When
    pub date: Timestamp,
    /// In which region
    pub region: Option<Region>,
}

/// An instance profile that holds a role
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceProfileDetail {
    /// The path
    pub path: IamPath,
    /// The name
    pub name: InstanceProfileName,
    /// The unique id
    pub id: UniqueId,
    /// When it was created
    pub created: Option<Timestamp>,
    /// The tags
    pub tags: Tags,
}

/// A managed policy, of the customer or of AWS
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagedPolicyDetail {
    /// The ARN
    pub arn: PolicyArn,
    /// The path
    pub path: IamPath,
    /// The unique id; some listings have none for AWS's own policies
    pub id: Option<UniqueId>,
    /// The description
    pub description: Option<Description>,
    /// When it was created
    pub created: Option<Timestamp>,
    /// When it was last changed
    pub updated: Option<Timestamp>,
    /// The version that is evaluated (S76)
    pub default_version: VersionId,
    /// The versions that there are; the default one is among them
    pub versions: Vec<VersionDetail>,
}

impl ManagedPolicyDetail {
    /// The document that is evaluated (S76)
    pub fn default_document(&self) -> Option<&Arc<PolicyDocument>> {
        let is_default = |version: &&VersionDetail| version.id == self.default_version;
        self.versions.iter().find(is_default).map(|version| &version.document)
    }
}

/// A version of a managed policy
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionDetail {
    /// The id, never given again
    pub id: VersionId,
    /// When it was created
    pub created: Option<Timestamp>,
    /// What it says
    pub document: Arc<PolicyDocument>,
}
