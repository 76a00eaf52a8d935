//! What to call the documents of a text that holds several.

use std::collections::BTreeMap;

use super::envelope::Envelope;
use super::walk::{Found, To, fold};
use crate::json::Node;

/// Keys that are parts of wrappings and say nothing of which document it is, folded.
const WRAPPINGS: &[&str] = &[
    "accesspolicies",
    "after",
    "assumerolepolicy",
    "assumerolepolicydocument",
    "attributes",
    "change",
    "content",
    "document",
    "domainconfig",
    "domainstatus",
    "group",
    "inlinepolicy",
    "json",
    "options",
    "policies",
    "policy",
    "policydocument",
    "policytext",
    "policyversion",
    "properties",
    "requestparameters",
    "resourcepolicy",
    "responseelements",
    "role",
    "user",
    "values",
];

/// Members by which the items of a list are called, in the order of preference.
const NAMES: &[&str] = &[
    "address",
    "PolicyName",
    "policyName",
    "RoleName",
    "UserName",
    "GroupName",
    "VpcEndpointId",
    "VersionId",
    "Name",
    "name",
    "PolicyId",
    "policyId",
    "Id",
    "id",
];

/// The names of all documents of a text
pub(super) struct Members {
    names: Vec<Option<String>>,
}

impl Members {
    pub(super) fn of(found: &[Found<'_>]) -> Self {
        if let [only] = found {
            return Self { names: vec![own_key(only).map(|(_, key)| key.to_owned())] };
        }
        let labels = found.iter().map(label).collect::<Vec<_>>();
        let mut counts = BTreeMap::<&str, usize>::new();
        for label in &labels {
            *counts.entry(label).or_default() += 1;
        }
        let is_taken = |label: &str| label.is_empty() || counts.get(label).is_none_or(|count| 1 < *count);
        let name = |(found, label): (&Found<'_>, &String)| {
            if is_taken(label) { found.pointer() } else { label.clone() }
        };
        Self { names: found.iter().zip(&labels).map(name).map(Some).collect() }
    }

    /// The name of a document; none for the only one of a wrapping.
    pub(super) fn name(&self, index: usize) -> Option<&str> {
        self.names.get(index)?.as_deref()
    }
}

/// The keys between the member's own key, or the outside, and the document.
pub(super) fn envelope(found: &Found<'_>) -> Envelope {
    let own = own_key(found).map_or(0, |(depth, _)| depth + 1);
    let keys = found.way.iter().skip(own).filter_map(|step| match &step.to {
        To::Member(key) => Some(&**key),
        To::Item(_) => None,
    });
    match keys.collect::<Vec<_>>() {
        keys if keys.is_empty() => Envelope::Bare,
        keys => Envelope::Wrapped(keys.join(".").into()),
    }
}

/// The innermost key that isn't part of a wrapping, as far as no list is in between, with its depth.
fn own_key<'f>(found: &'f Found<'_>) -> Option<(usize, &'f str)> {
    let inwards = found.way.iter().enumerate().rev();
    let mut keys = inwards.map_while(|(depth, step)| match &step.to {
        To::Member(key) => Some((depth, &**key)),
        To::Item(_) => None,
    });
    keys.find(|(_, key)| !WRAPPINGS.contains(&&*fold(key)))
}

/// The own key, the name of the item of a list, or the key of the document itself; empty where there is none.
fn label(found: &Found<'_>) -> String {
    if let Some((_, key)) = own_key(found) {
        return key.to_owned();
    }
    let list = found.way.iter().rposition(|step| matches!(step.to, To::Item(_)));
    let name = match list {
        Some(depth) => found.way.get(depth + 1).and_then(|step| name_of(step.around)),
        None => found.keys().next().map(Into::into),
    };
    name.unwrap_or_default()
}

fn name_of(item: Node<'_>) -> Option<String> {
    let name = NAMES.iter().find_map(|name| item.member(name)?.as_str());
    name.map(Into::into).filter(|name: &String| !name.is_empty())
}
