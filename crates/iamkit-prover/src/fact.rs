//! Facts about single actions that no policy can change (S71, S72).

use iamkit_policy::glob::Glob;

use crate::atom::Atom;
use crate::text::Text;

const ALIAS_CHANGES: [&str; 3] = ["kms:createalias", "kms:updatealias", "kms:deletealias"];

const POLICY_CHANGES: [&str; 6] = [
    "iam:createpolicyversion",
    "iam:deletepolicy",
    "iam:deletepolicyversion",
    "iam:setdefaultpolicyversion",
    "iam:tagpolicy",
    "iam:untagpolicy",
];

const ROLE_CHANGES: [&str; 12] = [
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
];

/// All actions of which something is known, in lower case.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let always = std::iter::once(crate::action::ALWAYS_ALLOWED);
    always.chain(ALIAS_CHANGES).chain(POLICY_CHANGES).chain(ROLE_CHANGES)
}

/// Whether something is known of an action, given in lower case.
pub(crate) fn is_known(action: &str) -> bool {
    names().any(|name| name == action)
}

/// Whether the service has such actions.
pub(crate) fn is_special(service: &str) -> bool {
    ["iam", "kms", "sts"].iter().any(|name| name.eq_ignore_ascii_case(service))
}

/// The services that take resource control policies, by their prefix (S68).
const RESOURCE_CONTROL_SERVICES: [&str; 11] = [
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

/// Patterns of all actions that resource control policies reach.
pub(crate) fn reached_by_resource_control() -> impl Iterator<Item = String> {
    RESOURCE_CONTROL_SERVICES.iter().map(|service| format!("{service}:*"))
}

/// Whether the service takes resource control policies.
pub(crate) fn has_resource_control(service: &str) -> bool {
    RESOURCE_CONTROL_SERVICES.iter().any(|name| name.eq_ignore_ascii_case(service))
}

/// The ARNs of aliases of keys, for which the policy of the key says nothing (S72).
pub(crate) const KEY_ALIAS: [&str; 6] = ["arn", "*", "kms", "*", "*", "alias/*"];

/// Whether the resource is such an alias.
pub(crate) fn key_alias() -> Atom {
    Atom::ResourceArn([KEY_ALIAS.map(|text| Text::from_glob(&Glob::parse(text)))].into())
}

/// The resources that AWS lets nobody change by the action, given in lower case (S72).
pub(crate) fn immutable(action: &str) -> Option<Atom> {
    let components = if ALIAS_CHANGES.contains(&action) {
        ["arn", "*", "kms", "*", "*", "alias/aws/*"]
    } else if POLICY_CHANGES.contains(&action) {
        ["arn", "*", "iam", "*", "aws", "policy/*"]
    } else if ROLE_CHANGES.contains(&action) {
        ["arn", "*", "iam", "*", "*", "role/aws-reserved/sso.amazonaws.com/*"]
    } else {
        return None;
    };
    Some(Atom::ResourceArn([components.map(|text| Text::from_glob(&Glob::parse(text)))].into()))
}
