//! How large a document may be, as AWS counts it.

/// How many characters a document may have, and which of them count (S82)
///
/// ```
/// use iamkit_policy::SizeQuota;
///
/// assert_eq!(SizeQuota::MANAGED.size("{\n  \"Version\": \"\"}"), 14);
/// assert_eq!(SizeQuota::SERVICE_CONTROL.size("{\n  \"Version\": \"\"}"), 18);
/// assert!(SizeQuota::visible(14).holds("{\n  \"Version\": \"\"}"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SizeQuota {
    characters: usize,
    counts_white_space: bool,
}

impl SizeQuota {
    /// Of a managed policy.
    pub const MANAGED: Self = Self::visible(6_144);
    /// Of all inline policies of a user together.
    pub const INLINE_OF_USER: Self = Self::visible(2_048);
    /// Of all inline policies of a group together.
    pub const INLINE_OF_GROUP: Self = Self::visible(5_120);
    /// Of all inline policies of a role together.
    pub const INLINE_OF_ROLE: Self = Self::visible(10_240);
    /// Of a role's trust policy, which AWS raises for those who ask.
    pub const TRUST: Self = Self::visible(2_048);
    /// Of a service control policy.
    pub const SERVICE_CONTROL: Self = Self::all(5_120);
    /// Of a resource control policy.
    pub const RESOURCE_CONTROL: Self = Self::all(5_120);
    /// Of the policy of a bucket of S3.
    pub const BUCKET: Self = Self::all(20_480);

    /// So many characters, white space not counted, inside strings neither.
    pub const fn visible(characters: usize) -> Self {
        Self { characters, counts_white_space: false }
    }

    /// So many characters, white space counted.
    pub const fn all(characters: usize) -> Self {
        Self { characters, counts_white_space: true }
    }

    /// How many characters there may be.
    pub const fn characters(self) -> usize {
        self.characters
    }

    /// Whether white space counts.
    pub const fn counts_white_space(self) -> bool {
        self.counts_white_space
    }

    /// How many characters of a text count.
    pub fn size(self, text: &str) -> usize {
        let is_space = |character: char| matches!(character, ' ' | '\t' | '\n' | '\r');
        text.chars().filter(|character| self.counts_white_space || !is_space(*character)).count()
    }

    /// Whether a text has no more characters that count than there may be.
    pub fn holds(self, text: &str) -> bool {
        self.size(text) <= self.characters
    }
}
