//! Facts about single services that no policy can change (S68, S71, S72, S83).
//!
//! What of them can be said without a request is public, for who reasons about policies.

use std::sync::LazyLock;

use iamkit_policy::Arn;
use iamkit_policy::fact::Fact;

use crate::index::service::ServiceTable;
use crate::request::Request;

mod resource_control_services;

pub use resource_control_services::RESOURCE_CONTROL_SERVICES;

/// The actions that nothing denies and nothing has to allow, in lower case (S71).
pub const ALWAYS_ALLOWED: [&str; 2] = ["sts:getcalleridentity", "sts:getsessiontoken"];

/// Actions of those services that resource control policies don't reach all the same, in lower case (S68).
pub const SPARED_BY_RESOURCE_CONTROL: [&str; 1] = ["kms:retiregrant"];

/// What the root user of a bucket's owner may do whatever the bucket's policy says, in lower case (S83).
pub const ROOT_OF_OWNER: [&str; 3] = ["s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"];

/// Actions that change what is AWS's own, whatever policies say, and what that is (S72)
///
/// ```
/// use iamkit_engine::facts;
///
/// let of_aliases = facts::IMMUTABLE.iter().find(|fact| fact.actions.contains(&"kms:updatealias"));
/// assert_eq!(of_aliases.map(|fact| fact.resource_prefix), Some("alias/aws/"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Immutable {
    /// The actions, in lower case.
    pub actions: &'static [&'static str],
    /// The service of the resources' ARNs.
    pub service: &'static str,
    /// The account of the resources' ARNs, unless it may be any.
    pub account: Option<&'static str>,
    /// What the last component of the resources' ARNs begins with.
    pub resource_prefix: &'static str,
    /// What is taken for granted by it.
    pub fact: Fact,
}

/// The actions of iam that create or change a role, or what hangs on it.
///
/// Service-linked roles are made and deleted by actions of their own, which aren't among them.
const ROLE_CHANGES: &[&str] = &[
    "iam:attachrolepolicy",
    "iam:createrole",
    "iam:deleterole",
    "iam:deleterolepermissionsboundary",
    "iam:deleterolepolicy",
    "iam:detachrolepolicy",
    "iam:putrolepermissionsboundary",
    "iam:putrolepolicy",
    "iam:tagrole",
    "iam:untagrole",
    "iam:updateassumerolepolicy",
    "iam:updaterole",
    "iam:updateroledescription",
];

/// Where the roles that IAM Identity Center keeps stand.
const RESERVED_ROLES: &str = "role/aws-reserved/sso.amazonaws.com/";

/// All that nobody can change: aliases that AWS makes for its own keys, AWS managed policies, service-linked roles, and
/// roles that IAM Identity Center keeps, which nobody passes either (S72).
pub const IMMUTABLE: [Immutable; 5] = [
    Immutable {
        actions: &["kms:createalias", "kms:updatealias", "kms:deletealias"],
        service: "kms",
        account: None,
        resource_prefix: "alias/aws/",
        fact: Fact::Immutable,
    },
    Immutable {
        actions: &[
            "iam:createpolicy",
            "iam:createpolicyversion",
            "iam:deletepolicy",
            "iam:deletepolicyversion",
            "iam:setdefaultpolicyversion",
            "iam:tagpolicy",
            "iam:untagpolicy",
        ],
        service: "iam",
        account: Some("aws"),
        resource_prefix: "policy/",
        fact: Fact::Immutable,
    },
    Immutable {
        actions: ROLE_CHANGES,
        service: "iam",
        account: None,
        resource_prefix: RESERVED_ROLES,
        fact: Fact::Immutable,
    },
    Immutable {
        actions: ROLE_CHANGES,
        service: "iam",
        account: None,
        resource_prefix: "role/aws-service-role/",
        fact: Fact::Immutable,
    },
    Immutable {
        actions: &["iam:passrole"],
        service: "iam",
        account: None,
        resource_prefix: RESERVED_ROLES,
        fact: Fact::ReservedRolePass,
    },
];

impl Immutable {
    /// Whether this is about a resource, given by three components of its ARN.
    fn covers(&self, [service, account, resource]: [&str; 3]) -> bool {
        self.service == service
            && self.account.is_none_or(|owner| owner == account)
            && resource.starts_with(self.resource_prefix)
    }
}

/// Whether resource control policies reach an action, `service:Name` in any letter case (S68)
///
/// ```
/// use iamkit_engine::facts::has_resource_control;
///
/// assert!(has_resource_control("SQS:SendMessage") && !has_resource_control("ec2:RunInstances"));
/// assert!(has_resource_control("kms:Decrypt") && !has_resource_control("kms:RetireGrant"));
/// ```
pub fn has_resource_control(action: &str) -> bool {
    let length = action.bytes().position(|byte| byte == b':').unwrap_or(action.len());
    UNDER_RESOURCE_CONTROL.find_start(action, length).is_some()
        && !SPARED_BY_RESOURCE_CONTROL.iter().any(|name| name.eq_ignore_ascii_case(action))
}

/// [`RESOURCE_CONTROL_SERVICES`] to look up: with resource control policies every request asks.
static UNDER_RESOURCE_CONTROL: LazyLock<ServiceTable> = LazyLock::new(|| {
    let mut table = ServiceTable::default();
    for service in RESOURCE_CONTROL_SERVICES {
        table.number(service);
    }
    table
});

/// Whether the key is AWS's own, as far as its alias tells: resource control policies don't reach it (S68)
///
/// ```
/// use iamkit_engine::facts::is_key_of_aws;
///
/// assert!(is_key_of_aws("arn:aws:kms:eu-west-1:111122223333:alias/aws/s3"));
/// assert!(!is_key_of_aws("arn:aws:kms:eu-west-1:111122223333:alias/mine"));
/// ```
pub fn is_key_of_aws(resource: &str) -> bool {
    name_of_key(resource).is_some_and(|name| name.starts_with("alias/aws/"))
}

/// Whether the action is one of those that nothing denies (S71).
#[inline]
pub(crate) fn is_always_allowed(request: &Request<'_>) -> bool {
    starts_with(request, *b"sts:") && request.action().is_one_of(&ALWAYS_ALLOWED)
}

/// Whether the action is one of those that its bucket's policy can't deny the root user of the owner (S83).
pub(crate) fn is_left_to_root(request: &Request<'_>) -> bool {
    request.action().is_one_of(&ROOT_OF_OWNER)
}

/// Whether the action begins with these four characters; nearly all requests are told from the special ones by them.
#[inline]
fn starts_with(request: &Request<'_>, start: [u8; 4]) -> bool {
    let bytes = request.action().as_str().as_bytes().first_chunk::<4>();
    bytes.is_some_and(|bytes| bytes.eq_ignore_ascii_case(&start))
}

/// Whether the request would change what AWS lets nobody change, whatever policies say (S72).
#[inline]
pub(crate) fn is_immutable(request: &Request<'_>) -> bool {
    (starts_with(request, *b"kms:") || starts_with(request, *b"iam:")) && is_change_of_what_aws_owns(request)
}

fn is_change_of_what_aws_owns(request: &Request<'_>) -> bool {
    forbidding(request).is_some()
}

/// What AWS lets nobody change, and the request would (S72).
pub(crate) fn forbidding(request: &Request<'_>) -> Option<&'static Immutable> {
    let [_, _, service, _, account, name] = Arn::components_of(request.resource())?;
    IMMUTABLE
        .iter()
        .find(|fact| fact.covers([service, account, name]) && request.action().is_one_of(fact.actions))
}

/// Whether the resource is an alias of a key, which has no key policy of its own (S72).
pub(crate) fn is_key_alias(resource: &str) -> bool {
    name_of_key(resource).is_some_and(|name| name.starts_with("alias/"))
}

/// The last component of the ARN of a key or an alias; most resources are told from one by the service.
fn name_of_key(arn: &str) -> Option<&str> {
    let (_partition, rest) = arn.strip_prefix("arn:")?.split_once(':')?;
    rest.strip_prefix("kms:")?.splitn(3, ':').nth(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Principal;

    fn is_immutable_for(action: &str, resource: &str) -> bool {
        is_immutable(&Request::new(&Principal::Anonymous, action, resource).unwrap())
    }

    #[test]
    fn what_aws_keeps_for_itself_is_immutable() {
        assert!(is_immutable_for("KMS:updatealias", "arn:aws:kms:eu-west-1:111122223333:alias/aws/s3"));
        assert!(!is_immutable_for("kms:UpdateAlias", "arn:aws:kms:eu-west-1:111122223333:alias/mine"));
        assert!(is_immutable_for("iam:DeletePolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"));
        assert!(!is_immutable_for("iam:DeletePolicy", "arn:aws:iam::111122223333:policy/ReadOnlyAccess"));
        let role = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x";
        assert!(is_immutable_for("iam:UpdateRoleDescription", role));
        assert!(!is_immutable_for("iam:GetRole", role));
        assert!(is_immutable_for("iam:PassRole", role));
        let linked = "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX";
        assert!(is_immutable_for("iam:TagRole", linked));
        assert!(!is_immutable_for("iam:PassRole", linked));
        assert!(!is_immutable_for("iam:DeleteServiceLinkedRole", linked));
    }

    #[test]
    fn services_of_resource_control_are_reached_in_any_letter_case_and_no_others() {
        assert!(RESOURCE_CONTROL_SERVICES.is_sorted());
        for service in RESOURCE_CONTROL_SERVICES {
            assert!(has_resource_control(&format!("{}:Get", service.to_ascii_uppercase())), "{service}");
            assert!(has_resource_control(service), "{service}");
        }
        for action in ["", ":Get", "s:Get", "s3a:Get", "cognito-idpx:Get", "cognito-sync:Get", "\u{e9}:Get"] {
            assert!(!has_resource_control(action), "{action}");
        }
    }

    #[test]
    fn keys_of_aws_are_told_by_service_and_name() {
        assert!(is_key_of_aws("arn:aws-cn:kms:cn-north-1:111122223333:alias/aws/s3:x"));
        for resource in
            ["", "*", "arn:aws:kms", "arn:aws:kms:r:alias/aws/s3", "arn:aws:kmsx:r:a:alias/aws/s3"]
        {
            assert!(!is_key_of_aws(resource), "{resource}");
        }
        assert!(
            !is_key_of_aws("arn:aws:s3:::alias/aws/kms") && !is_key_of_aws("arn:kms:s3:r:a:alias/aws/s3")
        );
    }
}
