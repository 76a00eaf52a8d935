//! Taking one entity: every member is read and checked, and all that is wrong with it is told at once.

use iamkit_policy::normal::PolicyKind;
use iamkit_store::{IamPath, PolicyArn, SessionDuration, VersionId};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::entity::{
    GroupDetail, InstanceProfileDetail, ManagedPolicyDetail, RoleDetail, UserDetail, VersionDetail,
};
use super::listed::{Listed, ListedAccount, Owner};
use super::member::Members;
use super::page::Reader;
use super::wire;
use crate::decode::named;
use crate::problem::{Found, ProblemKind};
use crate::source::Place;

impl<'t> Reader<'_, 't> {
    pub(crate) fn user(&mut self, place: Place, raw: &'t RawValue) {
        let Some((wire, mut members)) = self.members::<wire::User<'t>>("user", "UserName", place, raw) else {
            return;
        };
        let owner = members.owner(&wire.arn, "user", &wire.path, &wire.user_name);
        let key = wire.user_name.to_ascii_lowercase();
        let detail = user(&mut members, wire);
        self.finish(members, owner, key, detail, |account| &mut account.users);
    }

    pub(crate) fn group(&mut self, place: Place, raw: &'t RawValue) {
        let Some((wire, mut members)) = self.members::<wire::Group<'t>>("group", "GroupName", place, raw)
        else {
            return;
        };
        let owner = members.owner(&wire.arn, "group", &wire.path, &wire.group_name);
        let key = wire.group_name.to_ascii_lowercase();
        let detail = group(&mut members, wire);
        self.finish(members, owner, key, detail, |account| &mut account.groups);
    }

    pub(crate) fn role(&mut self, place: Place, raw: &'t RawValue) {
        let Some((wire, mut members)) = self.members::<wire::Role<'t>>("role", "RoleName", place, raw) else {
            return;
        };
        let owner = members.owner(&wire.arn, "role", &wire.path, &wire.role_name);
        let key = wire.role_name.to_ascii_lowercase();
        let detail = role(&mut members, wire);
        self.finish(members, owner, key, detail, |account| &mut account.roles);
    }

    pub(crate) fn managed_policy(&mut self, place: Place, raw: &'t RawValue) {
        let Some((wire, mut members)) = self.members::<wire::Managed<'t>>("policy", "Arn", place, raw) else {
            return;
        };
        let key = wire.arn.to_string();
        let name = wire.policy_name.as_deref().unwrap_or_else(|| iamkit_policy::id::last_part(&wire.arn));
        if key.contains(":iam::aws:policy/") {
            let detail = managed_policy(&mut members, wire);
            let listed = self.listed(members, key, detail);
            return self.accounts.of_aws.push(listed);
        }
        let owner = members.owner(&wire.arn, "policy", &wire.path, name);
        let detail = managed_policy(&mut members, wire);
        self.finish(members, owner, key, detail, |account| &mut account.policies);
    }

    /// Reads an entity's members; its name stands in every problem with them.
    fn members<T: Deserialize<'t>>(
        &mut self,
        kind: &'static str,
        name_member: &str,
        place: Place,
        raw: &'t RawValue,
    ) -> Option<(T, Members<'t>)> {
        let source = *self.sources.get(place.source)?;
        let label = named(kind, name_member, raw);
        let wire = self.decode::<T>(&place, raw.get(), label.as_deref());
        if wire.is_none() {
            self.accounts
                .nowhere
                .insert(label.clone().unwrap_or_else(|| format!("{kind} at {}", place.pointer)));
        }
        let wire = wire?;
        let kept = (std::mem::take(&mut self.documents), std::mem::take(&mut self.ids));
        let label = label.unwrap_or_else(|| kind.into());
        Some((wire, Members::new(source, place, label, kept, self.leniency)))
    }

    fn finish<T>(
        &mut self,
        members: Members<'t>,
        owner: Option<Owner>,
        key: String,
        detail: Option<T>,
        list: impl FnOnce(&mut ListedAccount) -> &mut Vec<Listed<T>>,
    ) {
        let mut listed = self.listed(members, key, detail);
        match owner {
            Some(Owner { partition, account }) => {
                let account = self.accounts.of(&partition, account);
                if account.partition != partition {
                    let of_account = account.partition.to_string();
                    let kind = ProblemKind::OtherPartition { listed: partition.into(), account: of_account };
                    let (place, entity) = (listed.place.below("Arn"), Some(listed.label.clone()));
                    self.found.push(Found { place, entity, kind });
                    listed.detail = None;
                }
                list(account).push(listed);
            }
            None => {
                self.accounts.nowhere.insert(listed.label);
            }
        }
    }

    fn listed<T>(&mut self, members: Members<'t>, key: String, detail: Option<T>) -> Listed<T> {
        let Members { place, label, references, found, documents, ids, .. } = members;
        (self.documents, self.ids) = (documents, ids);
        let detail = detail.filter(|_| found.is_empty());
        self.found.extend(found.into_iter().map(|problem| problem.about(&label)));
        Listed { place, label, references, detail, key }
    }
}

fn user<'t>(members: &mut Members<'t>, wire: wire::User<'t>) -> Option<UserDetail> {
    let (path, name) = (members.parse("Path", &wire.path), members.parse("UserName", &wire.user_name));
    let id = members.unique_id("UserId", wire.user_id.as_ref(), ("AIDA", &wire.arn));
    let inline = members.inline("UserPolicyList", wire.user_policy_list);
    let groups = members.groups(wire.group_list);
    let attached = members.attached(wire.attached_managed_policies);
    let boundary = members.boundary(wire.permissions_boundary);
    let tags = members.tags("Tags", wire.tags);
    let created = members.optional("CreateDate", wire.create_date);
    Some(UserDetail { path: path?, name: name?, id: id?, created, inline, groups, attached, boundary, tags })
}

fn group<'t>(members: &mut Members<'t>, wire: wire::Group<'t>) -> Option<GroupDetail> {
    let (path, name) = (members.parse("Path", &wire.path), members.parse("GroupName", &wire.group_name));
    let id = members.unique_id("GroupId", wire.group_id.as_ref(), ("AGPA", &wire.arn));
    let inline = members.inline("GroupPolicyList", wire.group_policy_list);
    let attached = members.attached(wire.attached_managed_policies);
    let created = members.optional("CreateDate", wire.create_date);
    Some(GroupDetail { path: path?, name: name?, id: id?, created, inline, attached })
}

fn role<'t>(members: &mut Members<'t>, wire: wire::Role<'t>) -> Option<RoleDetail> {
    let (path, name) = (members.parse("Path", &wire.path), members.parse("RoleName", &wire.role_name));
    let id = members.unique_id("RoleId", wire.role_id.as_ref(), ("AROA", &wire.arn));
    let trust =
        members.document("AssumeRolePolicyDocument", wire.assume_role_policy_document, PolicyKind::Trust);
    let inline = members.inline("RolePolicyList", wire.role_policy_list);
    let attached = members.attached(wire.attached_managed_policies);
    let boundary = members.boundary(wire.permissions_boundary);
    let tags = members.tags("Tags", wire.tags);
    let created = members.optional("CreateDate", wire.create_date);
    let last_used = members.last_used(wire.role_last_used);
    let profiles = wire.instance_profile_list.unwrap_or_default();
    let facts = profiles.iter().flat_map(|profile| profile.roles.iter().flatten());
    let facts = facts.filter(|role| *role.role_name == *wire.role_name).collect::<Vec<_>>();
    let description = facts.iter().find_map(|role| role.description.as_ref()).or(wire.description.as_ref());
    let description = description.filter(|text| !text.is_empty());
    let description = description.and_then(|text| members.parse("Description", text));
    let max_session = facts.iter().find_map(|role| role.max_session_duration).or(wire.max_session_duration);
    let max_session =
        max_session.map_or(Some(SessionDuration::default()), |seconds| members.session_duration(seconds));
    let profiles = profiles.into_iter().enumerate().filter_map(|(at, profile)| {
        members.below("InstanceProfileList", at, |members| instance_profile(members, profile))
    });
    let profiles = profiles.collect();
    Some(RoleDetail {
        path: path?,
        name: name?,
        id: id?,
        created,
        trust: trust?,
        description,
        max_session: max_session?,
        inline,
        attached,
        boundary,
        tags,
        last_used,
        profiles,
    })
}

fn instance_profile<'t>(members: &mut Members<'t>, wire: wire::Profile<'t>) -> Option<InstanceProfileDetail> {
    let path = members.parse("Path", &wire.path);
    let name = members.parse("InstanceProfileName", &wire.instance_profile_name);
    members.owner(&wire.arn, "instance-profile", &wire.path, &wire.instance_profile_name);
    let id = members.unique_id("InstanceProfileId", wire.instance_profile_id.as_ref(), ("AIPA", &wire.arn));
    let created = members.optional("CreateDate", wire.create_date);
    let tags = members.tags("Tags", wire.tags);
    Some(InstanceProfileDetail { path: path?, name: name?, id: id?, created, tags })
}

fn managed_policy<'t>(members: &mut Members<'t>, wire: wire::Managed<'t>) -> Option<ManagedPolicyDetail> {
    let arn = members.parse::<PolicyArn>("Arn", &wire.arn);
    let path = members.parse("Path", &wire.path);
    // Some listings have no ids of policies.
    let id = wire.policy_id.as_ref();
    let id = id.and_then(|id| members.unique_id("PolicyId", Some(id), ("ANPA", &wire.arn)));
    let default_version = members.parse::<VersionId>("DefaultVersionId", &wire.default_version_id);
    let versions = wire.policy_version_list.into_iter().enumerate();
    let versions = versions.filter_map(|(at, version)| {
        members.below("PolicyVersionList", at, |members| policy_version(members, version, default_version))
    });
    let mut versions = versions.collect::<Vec<_>>();
    versions.sort_by_key(|version| version.id);
    members.check_versions(&versions, default_version);
    let description = members.optional("Description", wire.description.filter(|text| !text.is_empty()));
    let created = members.optional("CreateDate", wire.create_date);
    let updated = members.optional("UpdateDate", wire.update_date);
    let (arn, path): (PolicyArn, IamPath) = (arn?, path?);
    // Of AWS's own the ARN alone counts.
    let path = if arn.is_aws_managed() { arn.path() } else { path };
    Some(ManagedPolicyDetail {
        arn,
        path,
        id,
        description,
        created,
        updated,
        default_version: default_version?,
        versions,
    })
}

fn policy_version<'t>(
    members: &mut Members<'t>,
    wire: wire::Version<'t>,
    default_version: Option<VersionId>,
) -> Option<VersionDetail> {
    let id = members.parse::<VersionId>("VersionId", &wire.version_id);
    let document = members.document("Document", wire.document, PolicyKind::Identity);
    let created = members.optional("CreateDate", wire.create_date);
    let is_default = wire.is_default_version.zip(id.zip(default_version));
    if is_default.is_some_and(|(said, (id, default))| said != (id == default)) {
        let message = "contradicts `DefaultVersionId` of the policy".to_owned();
        members.problem("IsDefaultVersion", ProblemKind::Shape(message));
    }
    Some(VersionDetail { id: id?, created, document: document? })
}
