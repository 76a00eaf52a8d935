//! Facts about single actions that no policy can change (S71, S72).

use iamkit_engine::facts::{self, Immutable};
use iamkit_policy::glob::Glob;

use crate::atom::Atom;
use crate::text::Text;

/// All actions of which something is known, in lower case.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let immutable = facts::IMMUTABLE.iter().flat_map(|fact| fact.actions.iter().copied());
    std::iter::once(facts::ALWAYS_ALLOWED).chain(immutable)
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

/// Patterns of all actions that resource control policies reach.
pub(crate) fn reached_by_resource_control() -> impl Iterator<Item = String> {
    facts::RESOURCE_CONTROL_SERVICES.iter().map(|service| format!("{service}:*"))
}

/// Whether the service takes resource control policies.
pub(crate) fn has_resource_control(service: &str) -> bool {
    facts::RESOURCE_CONTROL_SERVICES.iter().any(|name| name.eq_ignore_ascii_case(service))
}

/// The ARNs of aliases of keys, for which the policy of the key says nothing (S72).
pub(crate) const KEY_ALIAS: [&str; 6] = ["arn", "*", "kms", "*", "*", "alias/*"];

/// Whether the resource is such an alias.
pub(crate) fn key_alias() -> Atom {
    Atom::ResourceArn([KEY_ALIAS.map(|text| Text::from_glob(&Glob::parse(text)))].into())
}

/// The resources that AWS lets nobody change by the action, given in lower case (S72).
pub(crate) fn immutable(action: &str) -> Option<Atom> {
    let Immutable { service, account, resource_prefix, .. } =
        facts::IMMUTABLE.iter().find(|fact| fact.actions.contains(&action))?;
    let resource = format!("{resource_prefix}*");
    let components = ["arn", "*", service, "*", account.unwrap_or("*"), &resource];
    Some(Atom::ResourceArn([components.map(|text| Text::from_glob(&Glob::parse(text)))].into()))
}
