//! What the rules find today and what is still allowed, each with its reason.
//!
//! The list only shrinks: an entry allows what it names and nothing else, and a name in it that no finding has any more is
//! a finding itself. What a finding is about, `cargo xtask tidy --with-allowed --format json` says.

use super::allow_list::Allowed;
use super::finding::Rule;

const FACE: &str =
    "The file that declares the modules defines what they use, and uses them: the shared part wants its own.";

/// What is allowed.
pub(crate) const ALLOWED: &[Allowed] = &[Allowed::new(
    Rule::Circles,
    &["crates/iamkit-validate/src/lint.rs", "crates/iamkit-validate/src/lint/keys.rs"],
    FACE,
)];
