//! The action of a request: one real name, no pattern.

use std::fmt;

use iamkit_policy::shown::Shown;

use super::fold;

/// An action name, `service:Name`; equal in any letter case (S2)
///
/// ```
/// use iamkit_engine::ActionName;
///
/// assert_eq!(ActionName::new("S3:getobject")?, ActionName::new("s3:GetObject")?);
/// assert!(ActionName::new("s3:Get*").is_err());
/// # Ok::<(), iamkit_engine::ActionError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ActionName<'a> {
    text: &'a str,
    found: Found,
}

/// What was found in the text of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    hash: u64,
    /// Where the name begins, behind the colon.
    name_at: usize,
    service_head: u64,
}

/// A text that is no action name
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{}` is no action: expected `service:Name` without wildcards, white space and commas", Shown::value(.0)
)]
pub struct ActionError(String);

impl ActionError {
    #[cold]
    fn of(text: &str) -> Self {
        Self(text.into())
    }
}

impl<'a> ActionName<'a> {
    /// Takes a name.
    ///
    /// # Errors
    /// No or several colons, an empty part, or a character that no action has: `*`, `?`, `,`, white space (S4, S79).
    #[inline]
    pub fn new(text: &'a str) -> Result<Self, ActionError> {
        match scan(text).or_else(|| scan_slowly(text)) {
            Some((name_at, hash)) => {
                let service_head = fold::head_of(text.as_bytes(), name_at - 1);
                Ok(Self { text, found: Found { hash, name_at, service_head } })
            }
            None => Err(ActionError::of(text)),
        }
    }

    /// Takes a text in which this was found before.
    #[inline]
    pub(crate) fn again(text: &'a str, found: Found) -> Self {
        Self { text, found }
    }

    /// What was found in the text.
    pub(crate) fn found(&self) -> Found {
        self.found
    }

    /// The action as written.
    #[inline]
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// The service prefix as written.
    #[inline]
    pub fn service(&self) -> &'a str {
        self.text.split_at_checked(self.found.name_at - 1).map_or("", |(service, _)| service)
    }

    /// The name behind the colon as written.
    #[inline]
    pub fn name(&self) -> &'a str {
        self.text.split_at_checked(self.found.name_at).map_or("", |(_, name)| name)
    }

    /// The bytes of the service prefix.
    #[inline]
    pub(crate) fn service_bytes(&self) -> &'a [u8] {
        self.text.as_bytes().get(..self.found.name_at - 1).unwrap_or_default()
    }

    /// The first eight bytes of the service prefix, see [`fold::head_of`].
    #[inline]
    pub(crate) fn service_head(&self) -> u64 {
        self.found.service_head
    }

    /// The bytes of the name.
    #[inline]
    pub(crate) fn name_bytes(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.found.name_at..).unwrap_or_default()
    }

    /// The [`fold::hash`] of the whole text.
    #[inline]
    pub(crate) fn hash(&self) -> u64 {
        self.found.hash
    }

    /// Whether this is one of the actions, given in lower case.
    #[inline]
    pub(crate) fn is_one_of(&self, folded: &[&str]) -> bool {
        folded.iter().any(|folded| fold::equals(self.text.as_bytes(), folded.as_bytes()))
    }
}

/// Where the name of an action begins, and its [`fold::hash`], found in one pass over its words.
///
/// Quick and careful: it finds nothing in what is no action, and nothing either in an action of more than 64 bytes or
/// with other characters than ASCII ones behind `-`. Real names are shorter and have no others.
#[inline]
fn scan(text: &str) -> Option<(usize, u64)> {
    let bytes = text.as_bytes();
    if !(8..=64).contains(&bytes.len()) {
        return None;
    }
    let (mut hasher, mut seen) = (fold::Hasher::new(bytes.len()), Seen::default());
    fold::visit_words(bytes, |at, word| {
        hasher.add(word);
        seen.add(word, at);
    });
    let name_at = seen.only_colon(bytes)? + 1;
    (1 < name_at && name_at < bytes.len()).then(|| (name_at, hasher.finish()))
}

/// What the words of a text hold.
#[derive(Default)]
struct Seen {
    /// A highest bit is set once there was a character that isn't plain.
    strange: u64,
    /// A bit for each place where a colon stands, or one of the five characters behind it.
    colons: u64,
}

impl Seen {
    /// Adds the word that begins at a byte of the text.
    #[inline]
    fn add(&mut self, word: u64, at: usize) {
        // Adding to seven bits never carries into the next byte; the eighth then says whether the byte is that large.
        let is_from = |byte: u8| (word & !fold::HIGH_BITS) + fold::everywhere(0x80 - byte);
        self.strange |= !is_from(b'-') | word;
        let colons = (is_from(b':') ^ is_from(b'@')) & fold::HIGH_BITS;
        // The product has the eight bits side by side in its highest byte.
        self.colons |= (((colons >> 7).wrapping_mul(0x0102_0408_1020_4080)) >> 56) << at;
    }

    #[inline]
    fn only_colon(&self, bytes: &[u8]) -> Option<usize> {
        let at = self.colons.trailing_zeros() as usize;
        let is_only = self.strange & fold::HIGH_BITS == 0 && self.colons.is_power_of_two();
        (is_only && bytes.get(at) == Some(&b':')).then_some(at)
    }
}

/// As [`scan`], for any text.
#[cold]
fn scan_slowly(text: &str) -> Option<(usize, u64)> {
    let (service, name) = text.split_once(':')?;
    let is_action = !service.is_empty()
        && !name.is_empty()
        && !name.contains(':')
        && !text.contains(|character: char| character.is_whitespace() || "*?,".contains(character));
    is_action.then(|| (service.len() + 1, fold::hash(text.as_bytes())))
}

impl PartialEq for ActionName<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.found.hash == other.found.hash && self.text.eq_ignore_ascii_case(other.text)
    }
}

impl Eq for ActionName<'_> {}

impl fmt::Display for ActionName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_action_is_refused() {
        for text in
            ["", ":", "s3", "s3:", ":Get", "s3:Get:Put", "s3:Get*", "s3:Get?", "s3:Get, Put", "s3: Get"]
        {
            let expected = format!(
                "`{text}` is no action: expected `service:Name` without wildcards, white space and commas"
            );
            assert_eq!(ActionName::new(text).unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn parts_are_told_apart() {
        let action = ActionName::new("execute-api:Invoke+\u{e9}").unwrap();
        assert_eq!((action.service(), action.name()), ("execute-api", "Invoke+\u{e9}"));
    }

    proptest! {
        #[test]
        fn quick_and_slow_agree(text in "[a-z:*?, \u{e9}\u{2003}+-]{0,20}") {
            prop_assert!(scan(&text).is_none() || scan(&text) == scan_slowly(&text));
        }

        #[test]
        fn names_of_any_length_are_scanned_quickly(service in "[a-z0-9-]{4,20}", name in "[A-Za-z0-9]{3,40}") {
            let text = format!("{service}:{name}");
            prop_assert_eq!(scan(&text).map(|(name_at, _)| name_at), Some(service.len() + 1));
            prop_assert_eq!(scan(&text), scan_slowly(&text));
        }
    }
}
