//! Facts about single services that no policy can change (S68, S71, S72).
//!
//! What of them can be said without a request is public, for who reasons about policies.

use crate::request::Request;

/// The services whose resources resource control policies reach, by their prefix in action names (S68).
pub const RESOURCE_CONTROL_SERVICES: [&str; 11] = [
    "s3",
    "sts",
    "sqs",
    "kms",
    "secretsmanager",
    "ecr",
    "aoss",
    "cognito-idp",
    "cognito-identity",
    "logs",
    "dynamodb",
];

/// The action that nothing denies, in lower case (S71).
pub const ALWAYS_ALLOWED: &str = "sts:getcalleridentity";

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
}

/// All that nobody can change: aliases that AWS makes for its own keys, AWS managed policies, and roles that IAM
/// Identity Center keeps (S72).
pub const IMMUTABLE: [Immutable; 3] = [
    Immutable {
        actions: &["kms:createalias", "kms:updatealias", "kms:deletealias"],
        service: "kms",
        account: None,
        resource_prefix: "alias/aws/",
    },
    Immutable {
        actions: &[
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
    },
    Immutable {
        actions: &[
            "iam:attachrolepolicy",
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
        ],
        service: "iam",
        account: None,
        resource_prefix: "role/aws-reserved/sso.amazonaws.com/",
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

/// Whether resource control policies reach the action's service (S68).
pub(crate) fn has_resource_control(request: &Request<'_>) -> bool {
    let service = request.action().service();
    RESOURCE_CONTROL_SERVICES.iter().any(|name| name.eq_ignore_ascii_case(service))
}

/// Whether the action is the one that nothing denies (S71).
#[inline]
pub(crate) fn is_always_allowed(request: &Request<'_>) -> bool {
    starts_with(request, *b"sts:") && request.action().is_one_of(&[ALWAYS_ALLOWED])
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
    let Some(components) = components(request.resource()) else { return false };
    IMMUTABLE.iter().any(|fact| fact.covers(components) && request.action().is_one_of(fact.actions))
}

/// Whether the resource is an alias of a key, which has no key policy of its own (S72).
pub(crate) fn is_key_alias(resource: &str) -> bool {
    components(resource).is_some_and(|[service, _, name]| service == "kms" && name.starts_with("alias/"))
}

/// Service, account and resource of an ARN.
fn components(arn: &str) -> Option<[&str; 3]> {
    let mut parts = arn.strip_prefix("arn:")?.splitn(5, ':').skip(1);
    let service = parts.next()?;
    let account = parts.nth(1)?;
    Some([service, account, parts.next()?])
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
    }
}
