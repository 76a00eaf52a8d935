//! Names, paths and ids as AWS spells them, each checked when it is made.
//!
//! Not here: whether something of that name exists; that is the account's question.
//!
//! Rules: names of `[A-Za-z0-9_+=,.@-]`, at most 64 (users) or 128 characters; paths `/` or `/…/`, at most 512.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use iamkit_policy::shown::Shown;

use crate::wire::text_on_the_wire;

/// A text that is no name, path, ARN or id of the expected kind
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is no {kind}: expected {expected}", Shown::value(.text))]
pub struct NameError {
    text: String,
    kind: &'static str,
    expected: &'static str,
}

impl NameError {
    pub(crate) fn new(text: &str, kind: &'static str, expected: &'static str) -> Self {
        Self { text: text.into(), kind, expected }
    }

    /// The error code on the wire
    pub fn code(&self) -> &'static str {
        "ValidationError"
    }

    /// The HTTP status that goes with the code
    pub fn status(&self) -> u16 {
        400
    }
}

fn is_name(text: &str, limit: usize) -> bool {
    (1..=limit).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

fn is_path(text: &str) -> bool {
    text.len() <= 512
        && text.starts_with('/')
        && text.ends_with('/')
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_policy_arn(text: &str) -> bool {
    let Some((partition, rest)) = text.strip_prefix("arn:").and_then(|rest| rest.split_once(":iam::")) else {
        return false;
    };
    let Some((owner, resource)) = rest.split_once(":policy/") else { return false };
    let (path, name) = resource.rsplit_once('/').unwrap_or(("", resource));
    partition.parse::<Partition>().is_ok()
        && (owner == "aws" || is_account_id(owner))
        && is_name(name, 128)
        && path.len() <= 510
        && path.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_resource_arn(text: &str) -> bool {
    text.len() <= 2_048 && text.parse::<iamkit_policy::Arn>().is_ok()
}

fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

macro_rules! text_newtype {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $expected:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub(crate) Arc<str>);

        impl $name {
            /// The text as it was given
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                let is_valid: fn(&str) -> bool = $check;
                if is_valid(text) {
                    return Ok(Self(text.into()));
                }
                Err(NameError::new(text, $kind, $expected))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        text_on_the_wire!($name);
    };
}

pub(crate) use text_newtype;

text_newtype!(
    /// The id of an account, twelve digits
    ///
    /// ```
    /// let id: iamkit_store::AccountId = "111122223333".parse()?;
    /// assert_eq!(id.as_str(), "111122223333");
    /// # Ok::<(), iamkit_store::NameError>(())
    /// ```
    AccountId, "account id", "twelve digits", is_account_id
);
text_newtype!(
    /// The name of a user
    ///
    /// ```
    /// use iamkit_store::UserName;
    ///
    /// assert!("alice@example.com".parse::<UserName>().is_ok());
    /// assert!("alice smith".parse::<UserName>().is_err());
    /// ```
    UserName, "user name", "1 to 64 characters of `A-Za-z0-9_+=,.@-`", |text| is_name(text, 64)
);
text_newtype!(
    /// The name of a group
    GroupName, "group name", "1 to 128 characters of `A-Za-z0-9_+=,.@-`", |text| is_name(text, 128)
);
text_newtype!(
    /// The name of a role
    RoleName, "role name", "1 to 64 characters of `A-Za-z0-9_+=,.@-`", |text| is_name(text, 64)
);
text_newtype!(
    /// The name of an instance profile
    InstanceProfileName,
    "instance profile name", "1 to 128 characters of `A-Za-z0-9_+=,.@-`", |text| is_name(text, 128)
);
text_newtype!(
    /// The ARN of a resource that has a policy of its own, such as a bucket
    ///
    /// Any ARN; the account that owns the resource is said beside it, as the ARNs of some services have none (S73).
    ResourceArn,
    "resource ARN", "`arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE` of at most 2048 characters", is_resource_arn
);
text_newtype!(
    /// The name of a policy, managed or inline
    PolicyName, "policy name", "1 to 128 characters of `A-Za-z0-9_+=,.@-`", |text| is_name(text, 128)
);
text_newtype!(
    /// The path of a user, group or policy; `/` where none was given
    IamPath, "path", "`/` or `/…/`, at most 512 printable ASCII characters", is_path
);
text_newtype!(
    /// The ARN of a managed policy, of a customer or of AWS
    ///
    /// ```
    /// let arn: iamkit_store::PolicyArn = "arn:aws:iam::aws:policy/AmazonWorkMailFullAccess".parse()?;
    /// assert!(arn.is_aws_managed());
    /// assert_eq!(arn.name().as_str(), "AmazonWorkMailFullAccess");
    /// # Ok::<(), iamkit_store::NameError>(())
    /// ```
    PolicyArn, "policy ARN", "`arn:PARTITION:iam::ACCOUNT:policy/NAME`", is_policy_arn
);

impl Default for IamPath {
    fn default() -> Self {
        Self("/".into())
    }
}

impl IamPath {
    /// Whether what is under the path belongs to an AWS service.
    pub(crate) fn is_of_service_role(&self) -> bool {
        self.0.starts_with("/aws-service-role/")
    }
}

impl PolicyArn {
    pub(crate) fn new(partition: Partition, account: &AccountId, path: &IamPath, name: &PolicyName) -> Self {
        Self(format!("arn:{partition}:iam::{account}:policy{path}{name}").into())
    }

    /// Whether the policy is one of AWS's own
    pub fn is_aws_managed(&self) -> bool {
        self.0.contains(":iam::aws:policy/")
    }

    /// The path of the policy, between `policy` and the name
    pub fn path(&self) -> IamPath {
        let path = self.0.split_once(":policy").and_then(|(_, rest)| rest.rsplit_once('/'));
        IamPath(path.map_or_else(|| "/".into(), |(path, _)| format!("{path}/").into()))
    }

    /// The name of the policy, the ARN's last part
    pub fn name(&self) -> PolicyName {
        let name = self.0.rsplit_once('/').map_or("", |(_, name)| name);
        PolicyName(name.into())
    }
}

/// The id of a version of a managed policy: `v1`, `v2`, …
///
/// ```
/// let id: iamkit_store::VersionId = "v2".parse()?;
/// assert_eq!((id.number(), id.to_string()), (2, "v2".to_owned()));
/// # Ok::<(), iamkit_store::NameError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VersionId(u32);

impl VersionId {
    pub(crate) const FIRST: Self = Self(1);

    pub(crate) fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The number behind the `v`
    pub fn number(self) -> u32 {
        self.0
    }
}

impl FromStr for VersionId {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let digits = text.strip_prefix('v').filter(|rest| rest.starts_with(|c: char| matches!(c, '1'..='9')));
        digits.and_then(|digits| digits.parse().ok()).map(Self).ok_or_else(|| NameError {
            text: text.into(),
            kind: "version id",
            expected: "`v1`, `v2`, …",
        })
    }
}

impl fmt::Display for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}

text_on_the_wire!(VersionId);

/// A part of AWS with its own accounts: the first component of every ARN
///
/// ```
/// use iamkit_store::Partition;
///
/// assert_eq!("aws-cn".parse::<Partition>()?, Partition::AwsCn);
/// assert_eq!(Partition::default().to_string(), "aws");
/// # Ok::<(), iamkit_store::NameError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Partition {
    /// `aws`: the Regions that most accounts are in
    #[default]
    Aws,
    /// `aws-cn`: China
    AwsCn,
    /// `aws-us-gov`: the Regions for the government of the United States
    AwsUsGov,
}

impl Partition {
    /// The partition as ARNs write it
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::AwsCn => "aws-cn",
            Self::AwsUsGov => "aws-us-gov",
        }
    }
}

impl FromStr for Partition {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let all = [Self::Aws, Self::AwsCn, Self::AwsUsGov];
        let found = all.into_iter().find(|partition| partition.as_str() == text);
        found.ok_or_else(|| NameError::new(text, "partition", "`aws`, `aws-cn` or `aws-us-gov`"))
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

text_on_the_wire!(Partition);

/// A name whatever its case: the key under which names are unique
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Folded(Arc<str>);

impl Folded {
    pub(crate) fn of(name: &str) -> Self {
        Self(name.to_ascii_lowercase().into())
    }
}
