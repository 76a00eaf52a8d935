//! What a call is about: the resource that its caller must be allowed to act on, as it is in the store.

use iamkit_policy::id::{account_in, last_part};
use iamkit_store::{Group, InstanceProfile, Policy, PolicyArn, Role, Tags, User};
use iamkit_wire::WireError;
use serde_json::Value;

use crate::invocation::Invocation;

/// What an operation is about, by the members of its input
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// No resource: `*`
    Everything,
    /// The user that is named, or else the caller
    User,
    /// The user that has the access key
    UserOfKey,
    /// The group that is named
    Group,
    /// The role that is named
    Role,
    /// The managed policy whose ARN is given
    Policy,
    /// A managed policy that is made
    NewPolicy,
    /// The instance profile that is named
    InstanceProfile,
    /// All users, groups, roles, policies or instance profiles under a path
    Under(&'static str),
    /// The role whose ARN is given, of whichever account
    RoleArn,
    /// The user, group or role whose policies are asked about
    PolicySource,
}

/// What a call is about, where it is there
#[derive(Debug, Clone, Copy)]
enum Found<'s> {
    User(&'s User),
    Group(&'s Group),
    Role(&'s Role),
    InstanceProfile(&'s InstanceProfile),
    Policy(&'s Policy),
}

/// The resource of a call: its ARN, and what condition keys tell of it
#[derive(Debug)]
pub(crate) struct Resource<'s> {
    pub(crate) arn: String,
    pub(crate) tags: Option<&'s Tags>,
    pub(crate) permissions_boundary: Option<&'s PolicyArn>,
}

impl About {
    /// The resource of a call.
    pub(crate) fn resource<'s>(
        self,
        call: &'s Invocation<'_>,
        input: &Value,
    ) -> Result<Resource<'s>, WireError> {
        let found = self.found(call, input)?;
        let arn = found.map_or_else(|| self.arn_of_missing(call, input), |found| found.arn().to_owned());
        Ok(Resource {
            arn,
            tags: found.and_then(Found::tags),
            permissions_boundary: found.and_then(Found::permissions_boundary),
        })
    }

    fn found<'s>(self, call: &'s Invocation<'_>, input: &Value) -> Result<Option<Found<'s>>, WireError> {
        let account = call.account()?;
        let text = |member: &str| input.get(member).and_then(Value::as_str);
        let found = || {
            Some(match self {
                Self::User => {
                    let own = || call.caller.user().map(|user| user.name().as_str());
                    Found::User(account.user(&text("UserName").or_else(own)?.parse().ok()?).ok()?)
                }
                Self::UserOfKey => {
                    Found::User(account.user_with_access_key(&text("AccessKeyId")?.parse().ok()?)?)
                }
                Self::Group => Found::Group(account.group(&text("GroupName")?.parse().ok()?).ok()?),
                Self::Role => Found::Role(account.role(&text("RoleName")?.parse().ok()?).ok()?),
                Self::InstanceProfile => {
                    let name = text("InstanceProfileName")?.parse().ok()?;
                    Found::InstanceProfile(account.instance_profile(&name).ok()?)
                }
                Self::Policy => Found::Policy(account.policy(&text("PolicyArn")?.parse().ok()?).ok()?),
                Self::RoleArn => {
                    let arn = text("RoleArn")?;
                    let account = call.snapshot().account(&account_in(arn)?.parse().ok()?).ok()?;
                    let role = account.role(&last_part(arn).parse().ok()?).ok()?;
                    (role.arn() == arn).then_some(Found::Role(role))?
                }
                Self::Everything | Self::NewPolicy | Self::Under(_) | Self::PolicySource => return None,
            })
        };
        Ok(found())
    }

    /// The ARN of what isn't there, or not yet, or stands for many.
    fn arn_of_missing(self, call: &Invocation<'_>, input: &Value) -> String {
        let text = |member: &str| input.get(member).and_then(Value::as_str);
        let arn = |kind: &str, path: &str, name: Option<&str>| {
            let (partition, account) = (call.caller.partition, &call.caller.account);
            format!("arn:{partition}:iam::{account}:{kind}{path}{}", name.unwrap_or_default())
        };
        let new = |kind: &str, name: &str| arn(kind, text("Path").unwrap_or("/"), text(name));
        match self {
            Self::User => new("user", "UserName"),
            Self::Group => new("group", "GroupName"),
            Self::Role => new("role", "RoleName"),
            Self::InstanceProfile => new("instance-profile", "InstanceProfileName"),
            Self::NewPolicy => new("policy", "PolicyName"),
            Self::Under(kind) => arn(kind, text("PathPrefix").unwrap_or("/"), None),
            Self::Policy => text("PolicyArn").unwrap_or("*").to_owned(),
            Self::RoleArn => text("RoleArn").unwrap_or("*").to_owned(),
            Self::PolicySource => text("PolicySourceArn").unwrap_or("*").to_owned(),
            Self::Everything | Self::UserOfKey => "*".to_owned(),
        }
    }
}

impl<'s> Found<'s> {
    fn arn(self) -> &'s str {
        match self {
            Self::User(user) => user.arn(),
            Self::Group(group) => group.arn(),
            Self::Role(role) => role.arn(),
            Self::InstanceProfile(profile) => profile.arn(),
            Self::Policy(policy) => policy.arn().as_str(),
        }
    }

    fn tags(self) -> Option<&'s Tags> {
        match self {
            Self::User(user) => Some(user.tags()),
            Self::Role(role) => Some(role.tags()),
            Self::InstanceProfile(profile) => Some(profile.tags()),
            Self::Policy(policy) => Some(policy.tags()),
            Self::Group(_) => None,
        }
    }

    fn permissions_boundary(self) -> Option<&'s PolicyArn> {
        match self {
            Self::User(user) => user.permissions_boundary(),
            Self::Role(role) => role.permissions_boundary(),
            Self::Group(_) | Self::InstanceProfile(_) | Self::Policy(_) => None,
        }
    }
}
