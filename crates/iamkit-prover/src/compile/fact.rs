//! Facts about single actions and resources that no policy can change (S68, S71, S72, S83).

use iamkit_engine::facts;
use iamkit_engine::facts::Immutable;
use iamkit_policy::fact::Fact;
use iamkit_policy::glob::Glob;

use crate::domain::question::Atom;
use crate::language::text::Text;

/// All actions of which something is known, in lower case.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let immutable = facts::IMMUTABLE.iter().flat_map(|fact| fact.actions.iter().copied());
    let spared = facts::SPARED_BY_RESOURCE_CONTROL.into_iter().chain(facts::ROOT_OF_OWNER);
    facts::ALWAYS_ALLOWED.into_iter().chain(spared).chain(immutable)
}

/// Whether something is known of an action, given in lower case.
pub(crate) fn is_known(action: &str) -> bool {
    names().any(|name| name == action)
}

/// Whether the service has such actions.
pub(crate) fn is_special(service: &str) -> bool {
    let immutable = facts::IMMUTABLE.iter().map(|fact| fact.service);
    std::iter::once("sts").chain(immutable).any(|name| name.eq_ignore_ascii_case(service))
}

/// Whether the action, given in lower case, is allowed whatever policies say (S71).
pub(crate) fn is_always_allowed(action: &str) -> bool {
    facts::ALWAYS_ALLOWED.contains(&action)
}

/// Patterns of all services that resource control policies reach.
pub(crate) fn reached_by_resource_control() -> impl Iterator<Item = String> {
    facts::RESOURCE_CONTROL_SERVICES.iter().map(|service| format!("{service}:*"))
}

/// The ARNs of aliases of keys, for which the policy of the key says nothing (S72).
pub(crate) const KEY_ALIAS: [&str; 6] = ["arn", "*", "kms", "*", "*", "alias/*"];

/// Whether the resource is such an alias.
pub(crate) fn key_alias() -> Atom {
    arn(KEY_ALIAS)
}

/// Whether the resource is a key of AWS, which no resource control policy reaches (S68).
pub(crate) fn key_of_aws() -> Atom {
    arn(["arn", "*", "kms", "*", "*", "alias/aws/*"])
}

/// Whether the resource's ARN has the account.
pub(crate) fn of_account(account: &str) -> Atom {
    arn(["arn", "*", "*", "*", account, "*"])
}

/// The resources that AWS lets nobody change by the action, given in lower case, and what says so (S72).
pub(crate) fn immutable(action: &str) -> Vec<(Fact, Atom)> {
    let of_action = facts::IMMUTABLE.iter().filter(|immutable| immutable.actions.contains(&action));
    let atom = |immutable: &Immutable| {
        let resource = format!("{}*", immutable.resource_prefix);
        let account = immutable.account.unwrap_or("*");
        (immutable.fact, arn(["arn", "*", immutable.service, "*", account, &resource]))
    };
    of_action.map(atom).collect()
}

fn arn(components: [&str; 6]) -> Atom {
    Atom::ResourceArn([components.map(|text| Text::from_glob(&Glob::parse(text)))].into())
}
