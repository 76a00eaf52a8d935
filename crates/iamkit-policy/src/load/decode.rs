//! Documents inside strings: JSON text, percent-encoded, quoted again or with its quotes escaped (S81).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::json;

/// How many wrappings of a string are opened: more than anything is known to make.
const LAYERS: usize = 3;

/// The document's own text, whichever way it was put into the string.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    let mut decoded = Cow::Borrowed(text);
    for _ in 0..LAYERS {
        match percent(&decoded).or_else(|| quoted(&decoded)).or_else(|| escaped(&decoded)) {
            Some(inner) => decoded = Cow::Owned(inner),
            None => break,
        }
    }
    decoded
}

/// Whether a string that needn't be a document is one: an object that has, somewhere, a `Statement`.
pub(super) fn is_document(text: &str) -> bool {
    let text = decoded(text);
    text.trim_start().starts_with('{') && text.contains("\"Statement\"")
}

/// Percent-encoded: `%7B…%7D`, perhaps with white space around it.
pub(super) fn percent(text: &str) -> Option<String> {
    let trimmed = text.trim();
    if !trimmed.starts_with('%') {
        return None;
    }
    let decoded = percent_decode_str(trimmed).decode_utf8().ok()?;
    decoded.trim_start().starts_with(['{', '"']).then(|| decoded.into())
}

/// JSON text that is a string again: `"{…}"`.
fn quoted(text: &str) -> Option<String> {
    if !text.trim_start().starts_with('"') {
        return None;
    }
    json::parse(text).ok()?.root().as_str().map(Into::into)
}

/// The inside of a JSON string, as API Gateway answers it: `{\"Statement\": …}`.
fn escaped(text: &str) -> Option<String> {
    let inside = text.trim().strip_prefix('{')?.trim_start();
    inside.starts_with("\\\"").then(|| quoted(&format!("\"{}\"", text.trim())))?
}
