//! Which keys a request for an action carries, and with which values.

use iamkit_catalog::{Action, Catalog, KeyType, KeyTypes};
use iamkit_policy::fact::{Fact, Facts};
use iamkit_policy::global_key::{GlobalKey, Origin, global_key};

use crate::domain::key::key_world::KeyWorld;
use crate::domain::key::value_type::{self, ValueType};

/// Which values a request for the action can have under a key, given in lower case, and by which facts.
pub(crate) fn key_world(catalog: &Catalog, action: Action<'_>, key: &str, facts: Facts) -> (KeyWorld, Facts) {
    match global_key(key) {
        Some(global) => of_global(global, action, key, facts),
        None => of_service(catalog, action, key, facts),
    }
}

/// As [`key_world`] for a key of which it is the same for all actions.
pub(crate) fn of_any_action(key: &str, facts: Facts) -> Option<(KeyWorld, Facts)> {
    let global = global_key(key).filter(|global| !is_of_action(global, key))?;
    Some(of_kind(global, facts))
}

/// Whether an action has to take the global key for its requests to come with it.
fn is_of_action(global: &GlobalKey, key: &str) -> bool {
    global.origin() == Origin::TokenRequest
        || ["aws:resourcetag/", "aws:requesttag/", "aws:tagkeys"].iter().any(|start| key.starts_with(start))
}

/// Global keys but those about tags and about a request for credentials, which an action has to take, come with any.
fn of_global(global: &GlobalKey, action: Action<'_>, key: &str, facts: Facts) -> (KeyWorld, Facts) {
    if is_of_action(global, key) && facts.contains(Fact::ListedKeys) && !is_carried(action, key) {
        return (never(), Facts::NONE.with(Fact::ListedKeys));
    }
    of_kind(global, facts)
}

/// The values of a global key where it comes.
fn of_kind(global: &GlobalKey, facts: Facts) -> (KeyWorld, Facts) {
    let value_type = value_type::of_global_key(global, facts);
    let used = match value_type {
        ValueType::Any => Facts::NONE,
        ValueType::Arn | ValueType::Bool | ValueType::Date | ValueType::Numeric | ValueType::Ip => {
            Facts::NONE.with(Fact::ValueTypes)
        }
        _ => Facts::NONE.with(Fact::GlobalKeyValues),
    };
    let (can_be_single, can_be_multi) = (!global.is_list(), global.is_list());
    (KeyWorld { can_be_single, can_be_multi, value_type, ..KeyWorld::ANY }, used)
}

fn of_service(catalog: &Catalog, action: Action<'_>, key: &str, facts: Facts) -> (KeyWorld, Facts) {
    let is_none_by = |fact| facts.contains(fact).then(|| (never(), Facts::NONE.with(fact)));
    let known = catalog.condition_key(key);
    let is_of_any = known.is_none_or(|known| known.is_of_any_action());
    let absence = if is_of_any { Fact::UnlistedKeys } else { Fact::ListedKeys };
    match known {
        _ if !is_carried(action, key) && facts.contains(absence) => {
            is_none_by(absence).unwrap_or((KeyWorld::ANY, Facts::NONE))
        }
        Some(known) if facts.contains(Fact::ValueTypes) => {
            let world = of_types(known.types());
            let is_typed = world.value_type != ValueType::Any;
            let used = if is_typed { Facts::NONE.with(Fact::ValueTypes) } else { Facts::NONE };
            (world, used)
        }
        _ => (KeyWorld::ANY, Facts::NONE),
    }
}

/// A key that doesn't come with the action.
fn never() -> KeyWorld {
    KeyWorld { can_be_single: false, can_be_multi: false, ..KeyWorld::ANY }
}

fn is_carried(action: Action<'_>, key: &str) -> bool {
    action.condition_keys().any(|known| known.matches(key))
}

fn of_types(types: KeyTypes) -> KeyWorld {
    if types.is_empty() {
        return KeyWorld::ANY;
    }
    KeyWorld {
        can_be_absent: true,
        can_be_single: types.iter().any(|kind| !kind.is_array()),
        can_be_multi: types.iter().any(KeyType::is_array),
        value_type: value_type_of(types),
        ..KeyWorld::ANY
    }
}

/// The texts that are values of the only type a key has.
fn value_type_of(types: KeyTypes) -> ValueType {
    let is_only = |of: [KeyType; 2]| types.iter().all(|kind| of.contains(&kind));
    let of_types = [
        ([KeyType::Bool, KeyType::ArrayOfBool], ValueType::Bool),
        ([KeyType::Numeric, KeyType::ArrayOfNumeric], ValueType::Numeric),
        ([KeyType::Date, KeyType::ArrayOfDate], ValueType::Date),
        ([KeyType::IpAddress, KeyType::ArrayOfIpAddress], ValueType::Ip),
        ([KeyType::Arn, KeyType::ArrayOfArn], ValueType::Arn),
    ];
    of_types.into_iter().find(|(of, _)| is_only(*of)).map_or(ValueType::Any, |(_, value_type)| value_type)
}

/// Keys of which never more than one comes with a request, and the fact that says so (S44).
pub(crate) const NEVER_TOGETHER: [(&str, &str, Fact); 3] = [
    ("aws:sourceip", "aws:vpcsourceip", Fact::EndpointKeys),
    ("aws:sourceip", "aws:sourcevpce", Fact::EndpointKeys),
    ("aws:sourceip", "aws:sourcevpc", Fact::EndpointKeys),
];

/// Keys of which a request has both or none, and the fact that says so (S44).
pub(crate) const ALWAYS_TOGETHER: [(&str, &str, Fact); 4] = [
    ("aws:vpcsourceip", "aws:sourcevpce", Fact::EndpointKeys),
    ("aws:sourcevpce", "aws:sourcevpc", Fact::EndpointKeys),
    ("aws:multifactorauthpresent", "aws:tokenissuetime", Fact::SessionKeys),
    ("aws:principalorgid", "aws:principalorgpaths", Fact::OrganizationKeys),
];

/// Whether the key, given in lower case, comes with every request through a VPC endpoint (S44).
pub(crate) fn is_of_endpoint(key: &str) -> bool {
    matches!(key, "aws:sourcevpce" | "aws:sourcevpc" | "aws:vpcsourceip")
}

/// The fact by which some requesters have a key of this origin and others haven't (S44).
pub(crate) fn presence_fact(key: &GlobalKey) -> Fact {
    match key.origin() {
        Origin::Principal | Origin::PrincipalTags if key.folded() == "aws:username" => Fact::UserKeys,
        Origin::PrincipalOrganization
        | Origin::EndpointOrganization
        | Origin::ResourceOrganization
        | Origin::SourceOrganization => Fact::OrganizationKeys,
        Origin::Network | Origin::Endpoint => Fact::EndpointKeys,
        Origin::Source | Origin::CalledVia => Fact::ServiceKeys,
        Origin::Credentials
        | Origin::Session
        | Origin::Workload
        | Origin::Federation
        | Origin::TokenRequest => Fact::SessionKeys,
        Origin::Request => Fact::RequestKeys,
        _ => Fact::AnonymousKeys,
    }
}
