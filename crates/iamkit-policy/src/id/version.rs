//! The ids of policy versions, never given twice (S76).

use std::fmt;
use std::str::FromStr;

use super::error::NameError;

/// The id of a version of a managed policy: `v1`, `v2`, …
///
/// ```
/// let id: iamkit_policy::id::VersionId = "v2".parse()?;
/// assert_eq!((id.number(), id.to_string()), (2, "v2".to_owned()));
/// # Ok::<(), iamkit_policy::id::NameError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VersionId(u32);

impl VersionId {
    /// `v1`
    pub const FIRST: Self = Self(1);

    /// The one that is given after it
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The number behind the `v`
    pub fn number(self) -> u32 {
        self.0
    }
}

impl FromStr for VersionId {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let digits = text.strip_prefix('v').filter(|rest| rest.starts_with(|c: char| matches!(c, '1'..='9')));
        digits
            .and_then(|digits| digits.parse().ok())
            .map(Self)
            .ok_or_else(|| NameError::new(text, "version id", "`v1`, `v2`, …"))
    }
}

impl fmt::Display for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}

#[cfg(feature = "serde")]
crate::text_on_the_wire!(VersionId);
