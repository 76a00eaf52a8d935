//! Statements that share a `Sid`.

use std::collections::BTreeMap;

use iamkit_policy::Span;

use crate::document::Document;

/// The places of each `Sid` that several statements have, in the order of the text.
pub(super) fn repeated_sids(document: &Document<'_>) -> Vec<Vec<Span>> {
    let mut places: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for sid in document.statements.iter().filter_map(|statement| statement.sid.as_ref()) {
        if !sid.text.is_empty() {
            places.entry(&sid.text).or_default().push(sid.span);
        }
    }
    places.into_values().filter(|spans| 1 < spans.len()).collect()
}
