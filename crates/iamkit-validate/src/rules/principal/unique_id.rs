//! Unique ids as principals: what is left of users and roles that were deleted.

use crate::document::{Principal, PrincipalKey};

/// Whether a principal is a unique id that begins so: capitals and digits behind the prefix.
pub(super) fn is_unique_id(principal: &Principal<'_>, prefix: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let rest = principal.item.text.strip_prefix(prefix);
    principal.key == PrincipalKey::Aws && rest.is_some_and(|it| !it.is_empty() && it.bytes().all(is_plain))
}
