//! The key that a text may have been meant for.

use iamkit_policy::shown::Shown;

use crate::rules::prelude::{Found, Input, KeyTest};

/// So many keys of a document are told with the nearest, which compares a text with every known key.
const MOST: usize = 8;

/// No key is nearly as long.
const LONGEST: usize = 200;

/// So many near keys are looked at.
const LOOKED_AT: usize = 4;

/// The nearest key as the end of a sentence, or its full stop.
pub(super) fn nearest(input: &Input<'_>, key: &KeyTest<'_>, found: &Found<'_>) -> String {
    if MOST <= found.count() || LONGEST < key.folded.len() {
        return ".".into();
    }
    let near = input.catalog.keys_near(&key.key.text, LOOKED_AT);
    let near = near.iter().find(|near| is_likely(&key.folded, near));
    near.map_or_else(|| ".".into(), |near| format!(": did you mean `{}`?", Shown::value(near)))
}

/// Whether somebody who wrote a key may have meant another: of the same service, or a global one; and who meant a global
/// key may have meant any.
fn is_likely(folded: &str, near: &str) -> bool {
    let prefix = |key: &str| key.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let (written, meant) = (prefix(folded), prefix(near));
    written == "aws" || meant == "aws" || written == meant
}
