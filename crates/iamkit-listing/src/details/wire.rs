//! The listing's shape as serde reads it; documents and entities are kept as raw text, for their places.

#![expect(clippy::struct_field_names, reason = "the fields are the members, under their own names")]

use serde::Deserialize;
use serde_json::value::RawValue;

pub(crate) use crate::source::Text;

/// A member that is known and says nothing that isn't said elsewhere.
type Known<'t> = Option<&'t RawValue>;

/// One page of the answer.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Page<'t> {
    #[serde(borrow, default)]
    pub(crate) user_detail_list: Option<Vec<&'t RawValue>>,
    #[serde(borrow, default)]
    pub(crate) group_detail_list: Option<Vec<&'t RawValue>>,
    #[serde(borrow, default)]
    pub(crate) role_detail_list: Option<Vec<&'t RawValue>>,
    #[serde(borrow, default)]
    pub(crate) policies: Option<Vec<&'t RawValue>>,
    #[serde(default)]
    pub(crate) is_truncated: Option<bool>,
    #[serde(borrow, default, rename = "Marker")]
    pub(crate) _marker: Known<'t>,
    #[serde(borrow, default, rename = "ResponseMetadata")]
    pub(crate) _metadata: Known<'t>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct User<'t> {
    #[serde(borrow)]
    pub(crate) user_name: Text<'t>,
    #[serde(borrow)]
    pub(crate) path: Text<'t>,
    #[serde(borrow, default)]
    pub(crate) user_id: Option<Text<'t>>,
    #[serde(borrow)]
    pub(crate) arn: Text<'t>,
    #[serde(borrow, default)]
    pub(crate) create_date: Option<Text<'t>>,
    #[serde(borrow, default)]
    pub(crate) user_policy_list: Option<Vec<Inline<'t>>>,
    #[serde(borrow, default)]
    pub(crate) group_list: Option<Vec<Text<'t>>>,
    #[serde(borrow, default)]
    pub(crate) attached_managed_policies: Option<Vec<Attached<'t>>>,
    #[serde(borrow, default)]
    pub(crate) permissions_boundary: Option<Boundary<'t>>,
    #[serde(borrow, default)]
    pub(crate) tags: Option<Vec<Tag<'t>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Group<'t> {
    #[serde(borrow)]
    pub(crate) group_name: Text<'t>,
    #[serde(borrow)]
    pub(crate) path: Text<'t>,
    #[serde(borrow, default)]
    pub(crate) group_id: Option<Text<'t>>,
    #[serde(borrow)]
    pub(crate) arn: Text<'t>,
    #[serde(borrow, default)]
    pub(crate) create_date: Option<Text<'t>>,
    #[serde(borrow, default)]
    pub(crate) group_policy_list: Option<Vec<Inline<'t>>>,
    #[serde(borrow, default)]
    pub(crate) attached_managed_policies: Option<Vec<Attached<'t>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Role<'t> {
    #[serde(borrow)]
    pub(crate) role_name: Text<'t>,
    #[serde(borrow)]
    pub(crate) path: Text<'t>,
    #[serde(borrow, default)]
    pub(crate) role_id: Option<Text<'t>>,
    #[serde(borrow)]
    pub(crate) arn: Text<'t>,
    #[serde(borrow, default)]
    pub(crate) create_date: Option<Text<'t>>,
    /// Told here only by our own listings, of a role that is in no instance profile.
    #[serde(borrow, default)]
    pub(crate) description: Option<Text<'t>>,
    #[serde(default)]
    pub(crate) max_session_duration: Option<u32>,
    #[serde(borrow)]
    pub(crate) assume_role_policy_document: &'t RawValue,
    #[serde(borrow, default)]
    pub(crate) instance_profile_list: Option<Vec<Profile<'t>>>,
    #[serde(borrow, default)]
    pub(crate) role_policy_list: Option<Vec<Inline<'t>>>,
    #[serde(borrow, default)]
    pub(crate) attached_managed_policies: Option<Vec<Attached<'t>>>,
    #[serde(borrow, default)]
    pub(crate) permissions_boundary: Option<Boundary<'t>>,
    #[serde(borrow, default)]
    pub(crate) tags: Option<Vec<Tag<'t>>>,
    #[serde(borrow, default)]
    pub(crate) role_last_used: Option<LastUsed<'t>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LastUsed<'t> {
    #[serde(borrow, default)]
    pub(crate) last_used_date: Option<Text<'t>>,
    #[serde(borrow, default)]
    pub(crate) region: Option<Text<'t>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Profile<'t> {
    #[serde(borrow)]
    pub(crate) instance_profile_name: Text<'t>,
    #[serde(borrow)]
    pub(crate) path: Text<'t>,
    #[serde(borrow, default)]
    pub(crate) instance_profile_id: Option<Text<'t>>,
    #[serde(borrow)]
    pub(crate) arn: Text<'t>,
    #[serde(borrow, default)]
    pub(crate) create_date: Option<Text<'t>>,
    #[serde(borrow, default)]
    pub(crate) roles: Option<Vec<ProfileRole<'t>>>,
    #[serde(borrow, default)]
    pub(crate) tags: Option<Vec<Tag<'t>>>,
}

/// The role inside its instance profile: the one place that tells description and longest session.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ProfileRole<'t> {
    #[serde(borrow)]
    pub(crate) role_name: Text<'t>,
    #[serde(borrow, default)]
    pub(crate) description: Option<Text<'t>>,
    #[serde(default)]
    pub(crate) max_session_duration: Option<u32>,
    #[serde(borrow, default, rename = "Path")]
    pub(crate) _path: Known<'t>,
    #[serde(borrow, default, rename = "RoleId")]
    pub(crate) _role_id: Known<'t>,
    #[serde(borrow, default, rename = "Arn")]
    pub(crate) _arn: Known<'t>,
    #[serde(borrow, default, rename = "CreateDate")]
    pub(crate) _create_date: Known<'t>,
    #[serde(borrow, default, rename = "AssumeRolePolicyDocument")]
    pub(crate) _trust: Known<'t>,
    #[serde(borrow, default, rename = "PermissionsBoundary")]
    pub(crate) _boundary: Known<'t>,
    #[serde(borrow, default, rename = "Tags")]
    pub(crate) _tags: Known<'t>,
    #[serde(borrow, default, rename = "RoleLastUsed")]
    pub(crate) _last_used: Known<'t>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Managed<'t> {
    #[serde(borrow)]
    pub(crate) arn: Text<'t>,
    #[serde(borrow, default)]
    pub(crate) policy_name: Option<Text<'t>>,
    #[serde(borrow, default)]
    pub(crate) policy_id: Option<Text<'t>>,
    #[serde(borrow)]
    pub(crate) path: Text<'t>,
    #[serde(borrow)]
    pub(crate) default_version_id: Text<'t>,
    #[serde(borrow, default)]
    pub(crate) description: Option<Text<'t>>,
    #[serde(borrow, default)]
    pub(crate) create_date: Option<Text<'t>>,
    #[serde(borrow, default)]
    pub(crate) update_date: Option<Text<'t>>,
    #[serde(borrow)]
    pub(crate) policy_version_list: Vec<Version<'t>>,
    #[serde(borrow, default, rename = "AttachmentCount")]
    pub(crate) _attachments: Known<'t>,
    #[serde(borrow, default, rename = "PermissionsBoundaryUsageCount")]
    pub(crate) _uses: Known<'t>,
    #[serde(borrow, default, rename = "IsAttachable")]
    pub(crate) _attachable: Known<'t>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Version<'t> {
    #[serde(borrow)]
    pub(crate) version_id: Text<'t>,
    #[serde(borrow)]
    pub(crate) document: &'t RawValue,
    #[serde(default)]
    pub(crate) is_default_version: Option<bool>,
    #[serde(borrow, default)]
    pub(crate) create_date: Option<Text<'t>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Inline<'t> {
    #[serde(borrow)]
    pub(crate) policy_name: Text<'t>,
    #[serde(borrow)]
    pub(crate) policy_document: &'t RawValue,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Attached<'t> {
    #[serde(borrow)]
    pub(crate) policy_arn: Text<'t>,
    #[serde(borrow, default)]
    pub(crate) policy_name: Option<Text<'t>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Boundary<'t> {
    #[serde(borrow, default)]
    pub(crate) permissions_boundary_arn: Option<Text<'t>>,
    #[serde(borrow, default, rename = "PermissionsBoundaryType")]
    pub(crate) _kind: Known<'t>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Tag<'t> {
    #[serde(borrow)]
    pub(crate) key: Text<'t>,
    #[serde(borrow)]
    pub(crate) value: Text<'t>,
}
