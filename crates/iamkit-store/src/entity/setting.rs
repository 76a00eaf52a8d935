//! What holds for an account as a whole: its alias and what its passwords have to be.

use serde::{Deserialize, Serialize};

/// What the passwords of an account's users have to be; the default is what AWS asks of an account that says nothing of
/// a member
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "as the API has it")]
pub struct PasswordPolicy {
    /// The fewest characters
    pub minimum_length: u32,
    /// Whether one of them is a symbol
    pub require_symbols: bool,
    /// Whether one of them is a digit
    pub require_numbers: bool,
    /// Whether one of them is an upper-case letter
    pub require_uppercase: bool,
    /// Whether one of them is a lower-case letter
    pub require_lowercase: bool,
    /// Whether users may change their own
    pub allow_users_to_change: bool,
    /// After how many days they end
    pub max_age: Option<u32>,
    /// How many earlier ones can't be taken again
    pub reuse_prevention: Option<u32>,
    /// Whether only an administrator sets a new one after the end
    pub hard_expiry: Option<bool>,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            minimum_length: 6,
            require_symbols: false,
            require_numbers: false,
            require_uppercase: false,
            require_lowercase: false,
            allow_users_to_change: false,
            max_age: None,
            reuse_prevention: None,
            hard_expiry: None,
        }
    }
}
