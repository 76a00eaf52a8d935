//! The names of condition keys.

use std::fmt;

/// The name of a condition key; equal in any letter case (S34)
#[derive(Debug, Clone)]
pub struct KeyName {
    written: Box<str>,
    folded: Box<str>,
}

impl KeyName {
    /// Takes a key as written.
    pub fn new(written: &str) -> Self {
        Self { written: written.into(), folded: written.to_ascii_lowercase().into() }
    }

    /// The key as written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The key in lower case, by which it is looked up.
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

impl PartialEq for KeyName {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for KeyName {}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}
