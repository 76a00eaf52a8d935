//! The answers' shape as serde reads it; entries are kept as raw text, so that one which can't be read leaves the others.

#![expect(clippy::struct_field_names, reason = "the fields are the members, under their own names")]

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::source::Text;

/// A member that is known and says nothing that is needed here.
type Known<'t> = Option<&'t RawValue>;

/// The entries of a list.
type List<'t> = Option<Vec<&'t RawValue>>;

/// Any of the answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Answer<'t> {
    #[serde(borrow, default)]
    pub(super) roots: List<'t>,
    #[serde(borrow, default)]
    pub(super) organizational_units: List<'t>,
    #[serde(borrow, default)]
    pub(super) accounts: List<'t>,
    #[serde(borrow, default)]
    pub(super) policies: List<'t>,
    #[serde(borrow, default)]
    pub(super) policy: Option<&'t RawValue>,
    #[serde(borrow, default)]
    pub(super) targets: List<'t>,
    #[serde(borrow, default)]
    pub(super) next_token: Known<'t>,
    #[serde(borrow, default, rename = "ResponseMetadata")]
    pub(super) _metadata: Known<'t>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Root<'t> {
    #[serde(borrow)]
    pub(super) id: Text<'t>,
    #[serde(borrow)]
    pub(super) arn: Text<'t>,
    #[serde(borrow, default)]
    pub(super) policy_types: Option<Vec<PolicyType<'t>>>,
    #[serde(borrow, default, rename = "Name")]
    pub(super) _name: Known<'t>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PolicyType<'t> {
    #[serde(borrow)]
    pub(super) r#type: Text<'t>,
    #[serde(borrow)]
    pub(super) status: Text<'t>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Unit<'t> {
    #[serde(borrow)]
    pub(super) id: Text<'t>,
    #[serde(borrow)]
    pub(super) name: Text<'t>,
    #[serde(borrow, default, rename = "Arn")]
    pub(super) _arn: Known<'t>,
    #[serde(borrow, default, rename = "Path")]
    pub(super) _path: Known<'t>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Account<'t> {
    #[serde(borrow)]
    pub(super) id: Text<'t>,
    #[serde(borrow, default, rename = "Arn")]
    pub(super) _arn: Known<'t>,
    #[serde(borrow, default, rename = "Email")]
    pub(super) _email: Known<'t>,
    #[serde(borrow, default, rename = "Name")]
    pub(super) _name: Known<'t>,
    #[serde(borrow, default, rename = "Status")]
    pub(super) _status: Known<'t>,
    #[serde(borrow, default, rename = "State")]
    pub(super) _state: Known<'t>,
    #[serde(borrow, default, rename = "JoinedMethod")]
    pub(super) _method: Known<'t>,
    #[serde(borrow, default, rename = "JoinedTimestamp")]
    pub(super) _joined: Known<'t>,
    #[serde(borrow, default, rename = "Paths")]
    pub(super) _paths: Known<'t>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Summary<'t> {
    #[serde(borrow)]
    pub(super) id: Text<'t>,
    #[serde(borrow)]
    pub(super) name: Text<'t>,
    #[serde(borrow, default)]
    pub(super) description: Option<Text<'t>>,
    #[serde(borrow)]
    pub(super) r#type: Text<'t>,
    #[serde(default)]
    pub(super) aws_managed: Option<bool>,
    #[serde(borrow, default, rename = "Arn")]
    pub(super) _arn: Known<'t>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Policy<'t> {
    #[serde(borrow)]
    pub(super) policy_summary: Summary<'t>,
    #[serde(borrow)]
    pub(super) content: &'t RawValue,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Target<'t> {
    #[serde(borrow)]
    pub(super) target_id: Text<'t>,
    #[serde(borrow)]
    pub(super) r#type: Text<'t>,
    #[serde(borrow, default, rename = "Arn")]
    pub(super) _arn: Known<'t>,
    #[serde(borrow, default, rename = "Name")]
    pub(super) _name: Known<'t>,
}
