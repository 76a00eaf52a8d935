//! Unique ids: what stays of an entity when its name is changed or given away again (S51).

use crate::checked_text;

checked_text!(
    /// The unique id of an entity: 21 characters where the store gives it, such as `AIDA…` for a user
    ///
    /// Ids of imported entities are taken as they are.
    ///
    /// ```
    /// use iamkit_policy::id::UniqueId;
    ///
    /// assert!("AIDACKCEVSQ6C2EXAMPLE".parse::<UniqueId>().is_ok());
    /// assert!("alice".parse::<UniqueId>().is_err());
    /// ```
    UniqueId, "unique id", "16 to 128 letters, digits and `_`", is_id
);
checked_text!(
    /// The id of an access key, `AKIA…`
    AccessKeyId, "access key id", "16 to 128 letters, digits and `_`", is_id
);

fn is_id(text: &str) -> bool {
    (16..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a text is a unique id, as AWS puts it into a document in the place of an ARN (S51)
///
/// Upper-case letters and digits behind one of AWS's four-letter prefixes: stricter than [`UniqueId`], for what stands in
/// a document may as well be a name.
///
/// ```
/// use iamkit_policy::id::is_unique_id;
///
/// assert!(is_unique_id("AROADBQP57FF2AEXAMPLE") && !is_unique_id("alice") && !is_unique_id("AROAexample"));
/// ```
pub fn is_unique_id(text: &str) -> bool {
    let has_prefix = ["AIDA", "AROA", "AGPA", "ANPA", "AIPA"].iter().any(|prefix| text.starts_with(prefix));
    has_prefix && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(feature = "serde")]
mod wire {
    use super::{AccessKeyId, UniqueId};
    use crate::text_on_the_wire;

    text_on_the_wire!(AccessKeyId);
    text_on_the_wire!(UniqueId);
}
