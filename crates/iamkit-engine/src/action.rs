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

impl<'a> Action<'a> {
    /// Takes a name.
    ///
    /// # Errors
    /// No or several colons, an empty part, or a character that no action has: `*`, `?`, `,`, white space (S4, S79).
    pub fn new(text: &'a str) -> Result<Self, ActionError> {
        let colon = memchr::memchr(b':', text.as_bytes()).filter(|_| is_plain(text) || is_action(text));
        match colon {
            Some(colon) if 0 < colon && colon + 1 < text.len() => {
                Ok(Self { text, hash: fold::hash(text), name_at: colon + 1 })
            }
            _ => Err(ActionError(text.into())),
        }
    }

    /// The action as written.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// The service prefix as written.
    pub fn service(&self) -> &'a str {
        self.text.split_at_checked(self.name_at - 1).map_or("", |(service, _)| service)
    }

    /// The name behind the colon as written.
    pub fn name(&self) -> &'a str {
        self.text.split_at_checked(self.name_at).map_or("", |(_, name)| name)
    }

    /// The [`fold::hash`] of the whole text.
    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    /// Whether this is one of the actions, given in lower case.
    pub(crate) fn is_one_of(&self, folded: &[&str]) -> bool {
        folded.iter().any(|folded| fold::equals(self.text.as_bytes(), folded.as_bytes()))
    }
}

/// Whether a text has one colon and else only ASCII characters behind `-`, no `?` among them: all that real names have.
///
/// A quick test for [`is_action`], which says no to no text that this says yes to.
fn is_plain(text: &str) -> bool {
    let (words, tail) = fold::split_words(text.as_bytes());
    let mut colons = 0;
    let mut is_plain = true;
    for word in words {
        is_plain &= is_plain_word(word);
        colons += count(word, b':');
    }
    if let Some(word) = tail {
        let filled = (word.leading_zeros() / 8) * 8;
        // The places behind the text are filled with letters.
        is_plain &= is_plain_word(word | (FILLER & !(u64::MAX >> filled)));
        colons += count(word, b':');
    }
    is_plain && colons == 1
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x80 * ONES;
const FILLER: u64 = b'a' as u64 * ONES;

fn is_plain_word(word: u64) -> bool {
    let too_small = word.wrapping_sub(u64::from(b'-') * ONES) & !word;
    (too_small | word) & HIGH_BITS == 0 && count(word, b'?') == 0
}

/// How many bytes of an ASCII word are that byte.
fn count(word: u64, byte: u8) -> u32 {
    let differing = word ^ (ONES * u64::from(byte));
    let is_equal = !((differing & !HIGH_BITS) + !HIGH_BITS) & !differing & HIGH_BITS;
    is_equal.count_ones()
}

fn is_action(text: &str) -> bool {
    text.split_once(':').is_some_and(|(_, name)| !name.contains(':'))
        && !text.contains(|character: char| character.is_whitespace() || "*?,".contains(character))
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
        fn the_quick_test_never_accepts_what_is_no_action(text in "[a-z:*?, \u{e9}\u{2003}+-]{0,20}") {
            prop_assert!(!is_plain(&text) || is_action(&text));
            let parts = text.split_once(':');
            let is_whole = parts.is_some_and(|(service, name)| !service.is_empty() && !name.is_empty());
            prop_assert_eq!(Action::new(&text).is_ok(), is_action(&text) && is_whole);
        }
    }
}
