//! The action of a request: one real name, no pattern.

use std::fmt;

use crate::fold;

/// An action name, `service:Name`; equal in any letter case (S2)
///
/// ```
/// use iamkit_engine::Action;
///
/// assert_eq!(Action::new("S3:getobject")?, Action::new("s3:GetObject")?);
/// assert!(Action::new("s3:Get*").is_err());
/// # Ok::<(), iamkit_engine::ActionError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Action<'a> {
    text: &'a str,
    hash: u64,
    /// Where the name begins, behind the colon.
    name_at: usize,
}

/// A text that is no action name
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no action: expected `service:Name` without wildcards, white space and commas")]
pub struct ActionError(String);

impl ActionError {
    #[cold]
    fn of(text: &str) -> Self {
        Self(text.into())
    }
}

impl<'a> Action<'a> {
    /// Takes a name.
    ///
    /// # Errors
    /// No or several colons, an empty part, or a character that no action has: `*`, `?`, `,`, white space (S4, S79).
    #[inline]
    pub fn new(text: &'a str) -> Result<Self, ActionError> {
        match scan(text).or_else(|| scan_slowly(text)) {
            Some((name_at, hash)) => Ok(Self { text, hash, name_at }),
            None => Err(ActionError::of(text)),
        }
    }

    /// The action as written.
    #[inline]
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// The service prefix as written.
    #[inline]
    pub fn service(&self) -> &'a str {
        self.text.split_at_checked(self.name_at - 1).map_or("", |(service, _)| service)
    }

    /// The name behind the colon as written.
    #[inline]
    pub fn name(&self) -> &'a str {
        self.text.split_at_checked(self.name_at).map_or("", |(_, name)| name)
    }

    /// The [`fold::hash`] of the whole text.
    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    /// Whether this is one of the actions, given in lower case.
    #[inline]
    pub(crate) fn is_one_of(&self, folded: &[&str]) -> bool {
        folded.iter().any(|folded| fold::equals(self.text.as_bytes(), folded.as_bytes()))
    }
}

/// Where the name of an action begins, and its [`fold::hash`], found in one pass over its words.
///
/// Quick and careful: it finds nothing in what is no action, and nothing either in an action with other characters than
/// ASCII ones behind `-`, which are all that real names have.
#[inline]
fn scan(text: &str) -> Option<(usize, u64)> {
    let bytes = text.as_bytes();
    let (words, tail) = fold::split_words(bytes);
    let (mut hasher, mut seen) = (fold::Hasher::new(bytes.len()), Seen::default());
    for word in words {
        hasher.add(word);
        seen.add(word);
    }
    if let Some(word) = tail {
        hasher.add(word);
        // The places behind the text are filled with letters.
        let filled = (word.leading_zeros() / 8) * 8;
        seen.add(word | (FILLER & !(u64::MAX >> filled)));
    }
    let name_at = seen.only_colon()? + 1;
    (1 < name_at && name_at < bytes.len()).then(|| (name_at, hasher.finish()))
}

/// What the words of a text hold.
#[derive(Default)]
struct Seen {
    words: usize,
    /// Not zero once there was a character that isn't plain.
    strange: u64,
    colons: usize,
    colon_at: usize,
}

impl Seen {
    #[inline]
    fn add(&mut self, word: u64) {
        // Adding to seven bits never carries into the next byte; the eighth then says whether the byte is large enough.
        let is_enough = (word & !HIGH_BITS) + (0x80 - u64::from(b'-')) * ONES;
        self.strange |= (!is_enough | word) & HIGH_BITS;
        self.strange |= places(word, b'?');
        let colons = places(word, b':');
        if colons != 0 {
            self.colons += 1;
            self.strange |= colons & (colons - 1);
            self.colon_at = 8 * self.words + colons.trailing_zeros() as usize / 8;
        }
        self.words += 1;
    }

    #[inline]
    fn only_colon(&self) -> Option<usize> {
        (self.strange == 0 && self.colons == 1).then_some(self.colon_at)
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x80 * ONES;
const FILLER: u64 = b'a' as u64 * ONES;

/// The highest bit of each byte of an ASCII word that is that byte.
#[inline]
fn places(word: u64, byte: u8) -> u64 {
    let differing = word ^ (ONES * u64::from(byte));
    !((differing & !HIGH_BITS) + !HIGH_BITS) & HIGH_BITS
}

/// As [`scan`], for any text.
#[cold]
fn scan_slowly(text: &str) -> Option<(usize, u64)> {
    let (service, name) = text.split_once(':')?;
    let is_action = !service.is_empty()
        && !name.is_empty()
        && !name.contains(':')
        && !text.contains(|character: char| character.is_whitespace() || "*?,".contains(character));
    is_action.then(|| (service.len() + 1, fold::hash(text)))
}

impl PartialEq for Action<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && self.text.eq_ignore_ascii_case(other.text)
    }
}

impl Eq for Action<'_> {}

impl fmt::Display for Action<'_> {
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
            assert_eq!(Action::new(text).unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn parts_are_told_apart() {
        let action = Action::new("execute-api:Invoke+\u{e9}").unwrap();
        assert_eq!((action.service(), action.name()), ("execute-api", "Invoke+\u{e9}"));
    }

    proptest! {
        #[test]
        fn quick_and_slow_agree(text in "[a-z:*?, \u{e9}\u{2003}+-]{0,20}") {
            prop_assert!(scan(&text).is_none() || scan(&text) == scan_slowly(&text));
        }

        #[test]
        fn names_of_any_length_are_scanned_quickly(service in "[a-z0-9-]{1,20}", name in "[A-Za-z0-9]{1,30}") {
            let text = format!("{service}:{name}");
            prop_assert_eq!(scan(&text).map(|(name_at, _)| name_at), Some(service.len() + 1));
            prop_assert_eq!(scan(&text), scan_slowly(&text));
        }
    }
}
