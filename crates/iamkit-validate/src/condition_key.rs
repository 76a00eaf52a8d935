//! Does a condition key come with requests for some actions, and if not, which was meant?

use iamkit_catalog::{Action, Catalog};
use iamkit_policy::global_key::{Origin, global_key};
use iamkit_policy::shown;

/// What is said against a condition key
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Objection {
    /// There is no such key; the nearest.
    Unknown(Vec<String>),
    /// None of the actions carries it; the nearest that one of them does.
    OfOtherActions(Vec<String>),
}

/// What is said against a key, as a policy writes it, where requests are for these actions.
///
/// Of any action a request can have the global keys, those of which no source says which action has them, and those of
/// identity providers. Tags of requests come only where the catalog lists them.
pub(crate) fn objection<'c>(
    catalog: &'c Catalog,
    key: &str,
    actions: impl Iterator<Item = Action<'c>>,
) -> Option<Objection> {
    if !catalog.is_condition_key(key) {
        return Some(Objection::Unknown(catalog.keys_near(key, 1)));
    }
    let folded = key.to_ascii_lowercase();
    let global = global_key(&folded);
    let is_listed = global.is_none_or(|global| {
        folded == "aws:tagkeys" || global.is_template() && global.origin() == Origin::Request
    });
    let known = catalog.condition_key(key);
    if !is_listed || known.is_none_or(|known| known.is_of_any_action()) {
        return None;
    }
    let mut names = Vec::new();
    for action in actions {
        for carried in action.condition_keys() {
            if carried.matches(key) {
                return None;
            }
            names.push(carried.name());
        }
    }
    let near = catalog.keys_near(key, 8).into_iter().filter(|near| !near.eq_ignore_ascii_case(key));
    let is_carried = |near: &String| {
        names.iter().any(|name| name.eq_ignore_ascii_case(near))
            || names.iter().any(|name| {
                name.split("${").next().is_some_and(|start| {
                    start.ends_with('/')
                        && near.get(..start.len()).is_some_and(|of| of.eq_ignore_ascii_case(start))
                })
            })
    };
    Some(Objection::OfOtherActions(near.filter(is_carried).take(1).collect()))
}

/// The nearest names, as the end of a sentence.
pub(crate) fn or_nearest<'n>(nearest: impl IntoIterator<Item = &'n String>) -> String {
    let names = shown::quoted(nearest);
    if names.is_empty() { String::new() } else { format!("; nearest: {names}") }
}
