//! Ids and names of AWS Organizations.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::name::{AccountId, text_newtype};

fn is_lower(text: &str, least: usize, most: usize) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (least..=most).contains(&text.len()) && text.bytes().all(is_allowed)
}

fn is_unit_id(text: &str) -> bool {
    let parts = text.strip_prefix("ou-").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(root, own)| is_lower(root, 4, 32) && is_lower(own, 8, 32))
}

fn is_policy_id(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let own = text.strip_prefix("p-");
    own.is_some_and(|own| (8..=128).contains(&own.len()) && own.bytes().all(is_allowed))
}

fn is_display_name(text: &str) -> bool {
    (1..=128).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

text_newtype!(
    /// The id of an organisation
    OrganizationId, "organisation id", "`o-` and 10 to 32 lower-case letters and digits",
    |text| text.strip_prefix("o-").is_some_and(|own| is_lower(own, 10, 32))
);
text_newtype!(
    /// The id of an organisation's root
    RootId, "root id", "`r-` and 4 to 32 lower-case letters and digits",
    |text| text.strip_prefix("r-").is_some_and(|own| is_lower(own, 4, 32))
);
text_newtype!(
    /// The id of an organisational unit
    OrganizationalUnitId, "organisational unit id", "`ou-ROOT-` and 8 to 32 lower-case letters and digits", is_unit_id
);
text_newtype!(
    /// The name of an organisational unit
    OrganizationalUnitName,
    "organisational unit name", "1 to 128 characters without control characters", is_display_name
);
text_newtype!(
    /// The id of a control policy
    ControlPolicyId, "control policy id", "`p-` and 8 to 128 letters, digits and `_`", is_policy_id
);
text_newtype!(
    /// The name of a control policy
    ControlPolicyName, "control policy name", "1 to 128 characters without control characters", is_display_name
);

/// Where an account or organisational unit stands
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Parent {
    /// Directly below the root
    Root,
    /// In an organisational unit
    OrganizationalUnit(OrganizationalUnitId),
}

/// What a control policy can be attached to
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    /// The root
    Root,
    /// An organisational unit
    OrganizationalUnit(OrganizationalUnitId),
    /// A member account
    Account(AccountId),
}

impl From<Parent> for Target {
    fn from(parent: Parent) -> Self {
        match parent {
            Parent::Root => Self::Root,
            Parent::OrganizationalUnit(id) => Self::OrganizationalUnit(id),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("root"),
            Self::OrganizationalUnit(id) => write!(f, "organisational unit `{id}`"),
            Self::Account(id) => write!(f, "account `{id}`"),
        }
    }
}
