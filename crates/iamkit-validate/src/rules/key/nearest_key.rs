//! The key that a text may have been meant for.

use iamkit_policy::shown::Shown;

use crate::rules::about::{Found, Input, KeyTest};

/// So many keys of a document are told with the nearest, which compares a text with every known key.
const MOST: usize = 8;

/// No key is nearly as long.
const LONGEST: usize = 200;

/// The nearest key as the end of a sentence, or its full stop.
pub(super) fn nearest(input: &Input<'_>, key: &KeyTest<'_>, found: &Found<'_>) -> String {
    if MOST <= found.count() || LONGEST < key.folded.len() {
        return ".".into();
    }
    let near = input.catalog.keys_near(&key.key.text, 1).into_iter().next();
    near.map_or_else(|| ".".into(), |near| format!(": did you mean `{}`?", Shown::value(&near)))
}
