//! The listing as the command line prints it, or as the API answers it.

#![expect(clippy::struct_field_names, reason = "the fields are the members, under their own names")]

use std::borrow::Cow;
use std::collections::BTreeMap;

use iamkit_policy::PolicyDocument;
use iamkit_store::{Description, GroupName, PolicyArn, Region, SessionDuration, Tags, UniqueId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::entity::{
    AuthorizationDetails, GroupDetail, InlinePolicy, InstanceProfileDetail, ManagedPolicyDetail, RoleDetail,
    RoleUse, UserDetail, VersionDetail,
};

/// How documents are written
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Documents {
    /// As objects, as the command line prints them
    Objects,
    /// As percent-encoded text, as the API answers them (RFC 3986)
    Encoded,
}

/// What RFC 3986 leaves unencoded besides letters and digits.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Writes an account's listing on one page
///
/// [`read`](super::read) reads from it what was written.
///
/// # Errors
/// A document that isn't JSON, which none is that was read as a document.
pub fn write(details: &AuthorizationDetails, documents: Documents) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&page(details, documents))
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Page<'d> {
    user_detail_list: Vec<User<'d>>,
    group_detail_list: Vec<Group<'d>>,
    role_detail_list: Vec<Role<'d>>,
    policies: Vec<Managed<'d>>,
    is_truncated: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct User<'d> {
    path: &'d str,
    user_name: &'d str,
    user_id: &'d str,
    arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    create_date: Option<String>,
    user_policy_list: Vec<Inline<'d>>,
    group_list: Vec<&'d str>,
    attached_managed_policies: Vec<Attached<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_boundary: Option<Boundary<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag<'d>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Group<'d> {
    path: &'d str,
    group_name: &'d str,
    group_id: &'d str,
    arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    create_date: Option<String>,
    group_policy_list: Vec<Inline<'d>>,
    attached_managed_policies: Vec<Attached<'d>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Role<'d> {
    path: &'d str,
    role_name: &'d str,
    role_id: &'d str,
    arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    create_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_session_duration: Option<u32>,
    assume_role_policy_document: Document<'d>,
    instance_profile_list: Vec<Profile<'d>>,
    role_policy_list: Vec<Inline<'d>>,
    attached_managed_policies: Vec<Attached<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions_boundary: Option<Boundary<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag<'d>>,
    role_last_used: LastUsed<'d>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct LastUsed<'d> {
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'d str>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Profile<'d> {
    path: &'d str,
    instance_profile_name: &'d str,
    instance_profile_id: &'d str,
    arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    create_date: Option<String>,
    roles: [ProfileRole<'d>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag<'d>>,
}

/// The role once more, with the two facts that are told nowhere else.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ProfileRole<'d> {
    path: &'d str,
    role_name: &'d str,
    role_id: &'d str,
    arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    create_date: Option<String>,
    assume_role_policy_document: Document<'d>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_session_duration: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Managed<'d> {
    policy_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_id: Option<&'d str>,
    arn: &'d str,
    path: &'d str,
    default_version_id: String,
    attachment_count: usize,
    permissions_boundary_usage_count: usize,
    is_attachable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'d str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    create_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    update_date: Option<String>,
    policy_version_list: Vec<Version<'d>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Version<'d> {
    document: Document<'d>,
    version_id: String,
    is_default_version: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    create_date: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Inline<'d> {
    policy_name: &'d str,
    policy_document: Document<'d>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Attached<'d> {
    policy_name: String,
    policy_arn: &'d str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Boundary<'d> {
    permissions_boundary_type: &'static str,
    permissions_boundary_arn: &'d str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Tag<'d> {
    key: &'d str,
    value: &'d str,
}

/// A document in its own spelling.
struct Document<'d>(&'d PolicyDocument, Documents);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.text();
        match self.1 {
            Documents::Encoded => {
                serializer.serialize_str(&Cow::<str>::from(utf8_percent_encode(text, UNRESERVED)))
            }
            Documents::Objects => {
                let raw = RawValue::from_string(text.to_owned()).map_err(serde::ser::Error::custom)?;
                raw.serialize(serializer)
            }
        }
    }
}

fn page(details: &AuthorizationDetails, documents: Documents) -> Page<'_> {
    let writer = Writer { details, documents };
    Page {
        user_detail_list: details.users.iter().map(|user| writer.user(user)).collect(),
        group_detail_list: details.groups.iter().map(|group| writer.group(group)).collect(),
        role_detail_list: details.roles.iter().map(|role| writer.role(role)).collect(),
        policies: writer.policies(),
        is_truncated: false,
    }
}

struct Writer<'d> {
    details: &'d AuthorizationDetails,
    documents: Documents,
}

impl<'d> Writer<'d> {
    fn arn(&self, kind: &str, path: &str, name: &str) -> String {
        format!("arn:{}:iam::{}:{kind}{path}{name}", self.details.partition, self.details.account)
    }

    fn document(&self, document: &'d PolicyDocument) -> Document<'d> {
        Document(document, self.documents)
    }

    fn inline(&self, policies: &'d [InlinePolicy]) -> Vec<Inline<'d>> {
        let policies = policies.iter().map(|policy| Inline {
            policy_name: policy.name.as_str(),
            policy_document: self.document(&policy.document),
        });
        policies.collect()
    }

    fn user(&self, user: &'d UserDetail) -> User<'d> {
        User {
            path: user.path.as_str(),
            user_name: user.name.as_str(),
            user_id: user.id.as_str(),
            arn: self.arn("user", user.path.as_str(), user.name.as_str()),
            create_date: user.created.as_ref().map(ToString::to_string),
            user_policy_list: self.inline(&user.inline),
            group_list: user.groups.iter().map(GroupName::as_str).collect(),
            attached_managed_policies: attached(&user.attached),
            permissions_boundary: user.boundary.as_ref().map(boundary),
            tags: tags(&user.tags),
        }
    }

    fn group(&self, group: &'d GroupDetail) -> Group<'d> {
        Group {
            path: group.path.as_str(),
            group_name: group.name.as_str(),
            group_id: group.id.as_str(),
            arn: self.arn("group", group.path.as_str(), group.name.as_str()),
            create_date: group.created.as_ref().map(ToString::to_string),
            group_policy_list: self.inline(&group.inline),
            attached_managed_policies: attached(&group.attached),
        }
    }

    fn role(&self, role: &'d RoleDetail) -> Role<'d> {
        let used = role.last_used.as_ref();
        // AWS tells these two inside an instance profile alone; without one they would be lost.
        let is_untold = role.profiles.is_empty();
        let is_told = is_untold && role.max_session != SessionDuration::default();
        Role {
            path: role.path.as_str(),
            role_name: role.name.as_str(),
            role_id: role.id.as_str(),
            arn: self.arn("role", role.path.as_str(), role.name.as_str()),
            create_date: role.created.as_ref().map(ToString::to_string),
            description: role.description.as_ref().filter(|_| is_untold).map(Description::as_str),
            max_session_duration: is_told.then(|| role.max_session.as_seconds()),
            assume_role_policy_document: self.document(&role.trust),
            instance_profile_list: role.profiles.iter().map(|profile| self.profile(profile, role)).collect(),
            role_policy_list: self.inline(&role.inline),
            attached_managed_policies: attached(&role.attached),
            permissions_boundary: role.boundary.as_ref().map(boundary),
            tags: tags(&role.tags),
            role_last_used: LastUsed {
                last_used_date: used.map(|used: &RoleUse| used.date.to_string()),
                region: used.and_then(|used| used.region.as_ref()).map(Region::as_str),
            },
        }
    }

    fn profile(&self, profile: &'d InstanceProfileDetail, role: &'d RoleDetail) -> Profile<'d> {
        let inner = ProfileRole {
            path: role.path.as_str(),
            role_name: role.name.as_str(),
            role_id: role.id.as_str(),
            arn: self.arn("role", role.path.as_str(), role.name.as_str()),
            create_date: role.created.as_ref().map(ToString::to_string),
            assume_role_policy_document: self.document(&role.trust),
            description: role.description.as_ref().map(Description::as_str),
            max_session_duration: Some(role.max_session.as_seconds()),
        };
        Profile {
            path: profile.path.as_str(),
            instance_profile_name: profile.name.as_str(),
            instance_profile_id: profile.id.as_str(),
            arn: self.arn("instance-profile", profile.path.as_str(), profile.name.as_str()),
            create_date: profile.created.as_ref().map(ToString::to_string),
            roles: [inner],
            tags: tags(&profile.tags),
        }
    }

    fn policies(&self) -> Vec<Managed<'d>> {
        let uses = Uses::of(self.details);
        self.details.policies.iter().map(|policy| self.policy(policy, &uses)).collect()
    }

    fn policy(&self, policy: &'d ManagedPolicyDetail, uses: &Uses<'_>) -> Managed<'d> {
        Managed {
            policy_name: policy.arn.name().to_string(),
            policy_id: policy.id.as_ref().map(UniqueId::as_str),
            arn: policy.arn.as_str(),
            path: policy.path.as_str(),
            default_version_id: policy.default_version.to_string(),
            attachment_count: uses.attachments.get(&policy.arn).copied().unwrap_or_default(),
            permissions_boundary_usage_count: uses.boundaries.get(&policy.arn).copied().unwrap_or_default(),
            is_attachable: true,
            description: policy.description.as_ref().map(Description::as_str),
            create_date: policy.created.as_ref().map(ToString::to_string),
            update_date: policy.updated.as_ref().map(ToString::to_string),
            policy_version_list: policy
                .versions
                .iter()
                .map(|version| self.version(policy, version))
                .collect(),
        }
    }

    fn version(&self, policy: &ManagedPolicyDetail, version: &'d VersionDetail) -> Version<'d> {
        Version {
            document: self.document(&version.document),
            version_id: version.id.to_string(),
            is_default_version: version.id == policy.default_version,
            create_date: version.created.as_ref().map(ToString::to_string),
        }
    }
}

fn attached(arns: &[PolicyArn]) -> Vec<Attached<'_>> {
    arns.iter()
        .map(|arn| Attached { policy_name: arn.name().to_string(), policy_arn: arn.as_str() })
        .collect()
}

fn boundary(arn: &PolicyArn) -> Boundary<'_> {
    Boundary {
        permissions_boundary_type: "PermissionsBoundaryPolicy",
        permissions_boundary_arn: arn.as_str(),
    }
}

fn tags(tags: &Tags) -> Vec<Tag<'_>> {
    tags.iter().map(|(key, value)| Tag { key: key.as_str(), value: value.as_str() }).collect()
}

/// How often each policy is attached and bounds.
struct Uses<'d> {
    attachments: BTreeMap<&'d PolicyArn, usize>,
    boundaries: BTreeMap<&'d PolicyArn, usize>,
}

impl<'d> Uses<'d> {
    fn of(details: &'d AuthorizationDetails) -> Self {
        let mut counted = Self { attachments: BTreeMap::new(), boundaries: BTreeMap::new() };
        let users = details.users.iter().flat_map(|user| &user.attached);
        let groups = details.groups.iter().flat_map(|group| &group.attached);
        let roles = details.roles.iter().flat_map(|role| &role.attached);
        users.chain(groups).chain(roles).for_each(|arn| *counted.attachments.entry(arn).or_default() += 1);
        let bounds = details.users.iter().filter_map(|user| user.boundary.as_ref());
        let bounds = bounds.chain(details.roles.iter().filter_map(|role| role.boundary.as_ref()));
        bounds.for_each(|arn| *counted.boundaries.entry(arn).or_default() += 1);
        counted
    }
}
