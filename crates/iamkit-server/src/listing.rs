//! What lists have in common: names under a path, documents as they travel, tags.

use std::sync::Arc;

use iamkit_policy::PolicyDocument;
use iamkit_store::{TagKey, TagValue, Tags};
use iamkit_wire::WireError;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::malformed;

/// All but the characters that a URI never escapes (RFC 3986).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A document as it travels in an answer.
pub(crate) fn encoded(document: &PolicyDocument) -> String {
    utf8_percent_encode(document.text(), ESCAPED).to_string()
}

/// A document that came in a request.
pub(crate) fn document(text: &str) -> Result<Arc<PolicyDocument>, WireError> {
    text.parse::<PolicyDocument>().map(Arc::new).map_err(|errors| malformed::unreadable(text, &errors))
}

/// A tag as it travels
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Tag {
    pub(crate) key: String,
    #[serde(default)]
    pub(crate) value: String,
}

/// Tags that came in a request.
pub(crate) fn tags(given: Vec<Tag>) -> Result<Tags, WireError> {
    let invalid = |message: String| WireError::new("ValidationError", 400, message);
    let pairs = given.into_iter().map(|tag| {
        let key = tag.key.parse::<TagKey>().map_err(|error| invalid(error.to_string()))?;
        Ok((key, tag.value.parse::<TagValue>().map_err(|error| invalid(error.to_string()))?))
    });
    let pairs = pairs.collect::<Result<Vec<_>, WireError>>()?;
    Tags::from_pairs(pairs).map_err(|_| {
        let message = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
        WireError::new("InvalidInput", 400, message)
    })
}

/// Tags as they travel in an answer.
pub(crate) fn written(tags: &Tags) -> Vec<Tag> {
    tags.iter().map(|(key, value)| Tag { key: key.to_string(), value: value.to_string() }).collect()
}

/// The same, or nothing where there are none.
pub(crate) fn written_if_any(tags: &Tags) -> Option<Vec<Tag>> {
    (!tags.is_empty()).then(|| written(tags))
}

/// Whether a path is under the prefix that a request gave.
pub(crate) fn is_under(path: &str, prefix: Option<&String>) -> bool {
    prefix.is_none_or(|prefix| path.starts_with(prefix.as_str()))
}
