//! What an organisation knows of its accounts besides where they stand: names, how they came, whether they are closed,
//! and who administers services for it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::name::{ControlPolicyId, Target};
use crate::call::Timestamp;
use crate::name::{AccountId, text_newtype};

text_newtype!(
    /// The name of a member account
    MemberName, "account name", "1 to 50 characters without control characters", is_member_name
);
text_newtype!(
    /// The address of a member account's owner
    MemberEmail, "email address", "6 to 64 characters with an `@` and a dot behind it", is_email
);
text_newtype!(
    /// The id of a request for a new account
    AccountRequestId, "account request id", "`car-` and 8 to 32 lower-case letters and digits", is_request_id
);
text_newtype!(
    /// A service that can be trusted in an organisation, such as `config.amazonaws.com`
    ServicePrincipalName, "service principal", "lower-case labels that end with `.amazonaws.com`", is_service
);

fn is_member_name(text: &str) -> bool {
    (1..=50).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

fn is_email(text: &str) -> bool {
    let parts = text.split_once('@').filter(|(local, host)| !local.is_empty() && host.contains('.'));
    let is_allowed = |character: char| !character.is_whitespace() && !character.is_control();
    (6..=64).contains(&text.chars().count()) && parts.is_some() && text.chars().all(is_allowed)
}

fn is_request_id(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.strip_prefix("car-").is_some_and(|own| (8..=32).contains(&own.len()) && own.bytes().all(is_allowed))
}

fn is_service(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(is_allowed);
    text.strip_suffix(".amazonaws.com").is_some_and(|own| own.split('.').all(is_label)) && text.len() <= 128
}

/// A member account's name and owner
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberProfile {
    pub(crate) name: MemberName,
    pub(crate) email: MemberEmail,
}

impl MemberProfile {
    /// The name
    pub fn name(&self) -> &MemberName {
        &self.name
    }

    /// The address of the owner
    pub fn email(&self) -> &MemberEmail {
        &self.email
    }
}

/// A request for a new account, and what came of it
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRequest {
    pub(crate) id: AccountRequestId,
    pub(crate) name: MemberName,
    /// None where the address of the owner is another account's.
    pub(crate) account: Option<AccountId>,
    pub(crate) time: Timestamp,
    pub(crate) number: u64,
}

impl AccountRequest {
    /// The id
    pub fn id(&self) -> &AccountRequestId {
        &self.id
    }

    /// The name that the account was to have
    pub fn name(&self) -> &MemberName {
        &self.name
    }

    /// The account; none where the address of the owner is another account's
    pub fn account(&self) -> Option<&AccountId> {
        self.account.as_ref()
    }

    /// When it was asked for
    pub fn time(&self) -> Timestamp {
        self.time
    }

    /// Its place in the order in which things were made
    pub fn number(&self) -> u64 {
        self.number
    }
}

/// What can have tags in an organisation
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum OrganizationResource {
    /// The root, a unit or an account
    Target(Target),
    /// A control policy
    Policy(ControlPolicyId),
}

impl fmt::Display for OrganizationResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Target(target) => target.fmt(f),
            Self::Policy(id) => write!(f, "control policy `{id}`"),
        }
    }
}
