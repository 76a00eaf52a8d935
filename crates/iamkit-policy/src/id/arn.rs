//! The ARNs of policies, and of whatever has one of its own.

use super::name::{AccountId, IamPath, PolicyName, is_name};
use super::part::{is_account_id, last_part};
use super::partition::Partition;
use crate::arn::Arn;
use crate::checked_text;

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
    text.len() <= 2_048 && text.parse::<Arn>().is_ok()
}

checked_text!(
    /// The ARN of a resource that has a policy of its own, such as a bucket
    ///
    /// Any ARN; the account that owns the resource is said beside it, as the ARNs of some services have none (S73).
    ResourceArn,
    "resource ARN", "`arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE` of at most 2048 characters", is_resource_arn
);
checked_text!(
    /// The ARN of a managed policy, of a customer or of AWS
    ///
    /// ```
    /// let arn: iamkit_policy::id::PolicyArn = "arn:aws:iam::aws:policy/AmazonWorkMailFullAccess".parse()?;
    /// assert!(arn.is_aws_managed());
    /// assert_eq!(arn.name().as_str(), "AmazonWorkMailFullAccess");
    /// # Ok::<(), iamkit_policy::id::NameError>(())
    /// ```
    PolicyArn, "policy ARN", "`arn:PARTITION:iam::ACCOUNT:policy/NAME`", is_policy_arn
);

impl PolicyArn {
    /// The ARN of a customer managed policy
    ///
    /// ```
    /// use iamkit_policy::id::{IamPath, Partition, PolicyArn};
    ///
    /// let arn = PolicyArn::new(Partition::Aws, &"111122223333".parse()?, &IamPath::default(), &"Mail".parse()?);
    /// assert_eq!(arn.as_str(), "arn:aws:iam::111122223333:policy/Mail");
    /// # Ok::<(), iamkit_policy::id::NameError>(())
    /// ```
    pub fn new(partition: Partition, account: &AccountId, path: &IamPath, name: &PolicyName) -> Self {
        Self::trusted(format!("arn:{partition}:iam::{account}:policy{path}{name}"))
    }

    /// Whether the policy is one of AWS's own
    pub fn is_aws_managed(&self) -> bool {
        self.as_str().contains(":iam::aws:policy/")
    }

    /// The path of the policy, between `policy` and the name
    pub fn path(&self) -> IamPath {
        let path = self.as_str().split_once(":policy").and_then(|(_, rest)| rest.rsplit_once('/'));
        path.map_or_else(IamPath::default, |(path, _)| IamPath::trusted(format!("{path}/")))
    }

    /// The name of the policy, the ARN's last part
    pub fn name(&self) -> PolicyName {
        PolicyName::trusted(last_part(self.as_str()))
    }
}

#[cfg(feature = "serde")]
mod wire {
    use super::{PolicyArn, ResourceArn};
    use crate::text_on_the_wire;

    text_on_the_wire!(PolicyArn);
    text_on_the_wire!(ResourceArn);
}
