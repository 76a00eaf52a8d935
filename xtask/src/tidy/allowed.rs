//! What the rules find today and what is still allowed, each with its reason: nothing.
//!
//! The list only shrinks: an entry allows what it names and nothing else, and a name in it that no finding has any more is
//! a finding itself. What a finding is about, `cargo xtask tidy --with-allowed --format json` says.

use super::allow_list::Allowed;

/// What is allowed.
pub(crate) const ALLOWED: &[Allowed] = &[];
