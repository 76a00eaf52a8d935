//! Version ids: `v1`, `v2`, never reused (S76).

use std::fmt;

/// The id of a policy version, `v7`; ordered by number
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ManagedVersionId(u32);

impl ManagedVersionId {
    /// The id with the given number.
    pub fn new(number: u32) -> Self {
        Self(number)
    }

    /// The id that a text is.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let number = text.strip_prefix('v').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let number = number.and_then(|digits| digits.parse().ok()).filter(|&number| 0 < number);
        number.map(Self)
    }

    /// The number behind the `v`.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for ManagedVersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}
