//! What a call is about: the resource that its caller must be allowed to act on.

use iamkit_store::{Account, RoleName};
use serde_json::Value;

use crate::caller::Caller;

/// What an operation is about, by the members of its input
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// No resource: `*`
    Everything,
    /// The user that is named, or else the caller's
    User,
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
    /// The role whose ARN is given
    RoleArn,
    /// The user, group or role whose policies are asked about
    PolicySource,
}

impl About {
    /// The ARN of the resource.
    pub(crate) fn resource(self, caller: &Caller, account: &Account, input: &Value) -> String {
        let text = |member: &str| input.get(member).and_then(Value::as_str);
        let arn = |kind: &str, name: &str| {
            let path = text("Path").unwrap_or("/");
            format!("arn:{}:iam::{}:{kind}{path}{name}", caller.partition, caller.account)
        };
        match self {
            Self::Everything => "*".to_owned(),
            Self::User => {
                let own = caller.user().map(|user| user.name().as_str());
                let name = text("UserName").or(own).unwrap_or_default();
                let there = name.parse().ok().and_then(|name| account.user(&name).ok());
                there.map_or_else(|| arn("user", name), |user| user.arn().to_owned())
            }
            Self::Group => {
                let name = text("GroupName").unwrap_or_default();
                let there = name.parse().ok().and_then(|name| account.group(&name).ok());
                there.map_or_else(|| arn("group", name), |group| group.arn().to_owned())
            }
            Self::Role => {
                let name = text("RoleName").unwrap_or_default();
                let there = name.parse::<RoleName>().ok().and_then(|name| account.role(&name).ok());
                there.map_or_else(|| arn("role", name), |role| role.arn().to_owned())
            }
            Self::InstanceProfile => {
                let name = text("InstanceProfileName").unwrap_or_default();
                let there = name.parse().ok().and_then(|name| account.instance_profile(&name).ok());
                there.map_or_else(|| arn("instance-profile", name), |profile| profile.arn().to_owned())
            }
            Self::NewPolicy => arn("policy", text("PolicyName").unwrap_or_default()),
            Self::Policy => text("PolicyArn").unwrap_or("*").to_owned(),
            Self::PolicySource => text("PolicySourceArn").unwrap_or("*").to_owned(),
            Self::RoleArn => text("RoleArn").unwrap_or("*").to_owned(),
            Self::Under(kind) => {
                let path = text("PathPrefix").unwrap_or("/");
                format!("arn:{}:iam::{}:{kind}{path}", caller.partition, caller.account)
            }
        }
    }
}
