//! Names of entities and accounts, and paths.

use super::part::is_account_id;
use crate::checked_text;

pub(super) fn is_name(text: &str, limit: usize) -> bool {
    (1..=limit).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

fn is_path(text: &str) -> bool {
    text.len() <= 512
        && text.starts_with('/')
        && text.ends_with('/')
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}

checked_text!(
    /// The id of an account, twelve digits
    ///
    /// ```
    /// let id: iamkit_policy::id::AccountId = "111122223333".parse()?;
    /// assert_eq!(id.as_str(), "111122223333");
    /// # Ok::<(), iamkit_policy::id::NameError>(())
    /// ```
    AccountId, "account id", "twelve digits", is_account_id
);
checked_text!(
    /// The name of a user
    ///
    /// ```
    /// use iamkit_policy::id::UserName;
    ///
    /// assert!("alice@example.com".parse::<UserName>().is_ok());
    /// assert!("alice smith".parse::<UserName>().is_err());
    /// ```
    UserName, "user name", "1 to 64 characters of `A-Za-z0-9_+=,.@-`", |text| is_name(text, 64)
);
checked_text!(
    /// The name of a group
    GroupName, "group name", "1 to 128 characters of `A-Za-z0-9_+=,.@-`", |text| is_name(text, 128)
);
checked_text!(
    /// The name of a role
    RoleName, "role name", "1 to 64 characters of `A-Za-z0-9_+=,.@-`", |text| is_name(text, 64)
);
checked_text!(
    /// The name of an instance profile
    InstanceProfileName,
    "instance profile name", "1 to 128 characters of `A-Za-z0-9_+=,.@-`", |text| is_name(text, 128)
);
checked_text!(
    /// The name of a policy, managed or inline
    PolicyName, "policy name", "1 to 128 characters of `A-Za-z0-9_+=,.@-`", |text| is_name(text, 128)
);
checked_text!(
    /// The path of a user, group or policy; `/` where none was given
    IamPath, "path", "`/` or `/…/`, at most 512 printable ASCII characters", is_path
);
impl Default for IamPath {
    fn default() -> Self {
        Self::trusted("/")
    }
}

impl IamPath {
    /// Whether what is under the path belongs to an AWS service
    pub fn is_of_service_role(&self) -> bool {
        self.as_str().starts_with("/aws-service-role/")
    }
}

#[cfg(feature = "serde")]
mod wire {
    use super::{AccountId, GroupName, IamPath, InstanceProfileName, PolicyName, RoleName, UserName};
    use crate::text_on_the_wire;

    text_on_the_wire!(AccountId);
    text_on_the_wire!(GroupName);
    text_on_the_wire!(IamPath);
    text_on_the_wire!(InstanceProfileName);
    text_on_the_wire!(PolicyName);
    text_on_the_wire!(RoleName);
    text_on_the_wire!(UserName);
}
