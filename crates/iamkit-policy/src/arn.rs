//! Amazon Resource Names: six components, the last of which may hold further colons.

use std::fmt;
use std::str::FromStr;

use crate::shown::Shown;
#[cfg(feature = "serde")]
use crate::text_on_the_wire;
use crate::word;

/// An ARN, `arn:partition:service:region:account:resource`
///
/// Any text of that shape is taken; whether the service knows such a resource is the catalog's question.
///
/// ```
/// let arn: iamkit_policy::Arn = "arn:aws:iam::111122223333:user/dev/alice".parse()?;
/// assert_eq!(arn.service(), "iam");
/// assert_eq!(arn.account(), "111122223333");
/// assert_eq!(arn.resource(), "user/dev/alice");
/// # Ok::<(), iamkit_policy::ArnError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Arn {
    text: Box<str>,
    /// See [`near_colons`].
    // INVARIANT: follows from the text, so that comparing both is comparing the texts.
    colons: u64,
}

/// A text that is no ARN
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is no ARN: expected `arn:partition:service:region:account:resource`", Shown::value(.0))]
pub struct ArnError(String);

impl Arn {
    /// The whole text.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The partition, such as `aws` or `aws-cn`.
    #[inline]
    pub fn partition(&self) -> &str {
        self.component::<1>()
    }

    /// The service prefix, such as `s3`.
    #[inline]
    pub fn service(&self) -> &str {
        self.component::<2>()
    }

    /// The Region; empty for global resources.
    #[inline]
    pub fn region(&self) -> &str {
        self.component::<3>()
    }

    /// The account id; empty where ARNs of the service have none (S73).
    #[inline]
    pub fn account(&self) -> &str {
        self.component::<4>()
    }

    /// All behind the fifth colon.
    #[inline]
    pub fn resource(&self) -> &str {
        self.component::<5>()
    }

    /// The component behind so many colons, at least one.
    #[inline]
    fn component<const INDEX: usize>(&self) -> &str {
        if self.colons == 0 {
            return self.far_component(INDEX);
        }
        let behind = (1..INDEX).fold(self.colons, |colons, _| without_first(colons));
        let start = behind.trailing_zeros() as usize + 1;
        let end = if INDEX == 5 { self.text.len() } else { without_first(behind).trailing_zeros() as usize };
        self.text.get(start..end).unwrap_or_default()
    }

    #[cold]
    fn far_component(&self, index: usize) -> &str {
        self.text.splitn(6, ':').nth(index).unwrap_or_default()
    }
}

impl Arn {
    /// The six components of a text that is an ARN, without making one of it; `None` for what is none (S37)
    ///
    /// ```
    /// use iamkit_policy::Arn;
    ///
    /// let [.., account, resource] = Arn::components_of("arn:aws:sqs:us-east-1:111122223333:jobs").unwrap();
    /// assert_eq!((account, resource), ("111122223333", "jobs"));
    /// assert!(Arn::components_of("arn:aws:s3").is_none());
    /// ```
    #[inline]
    pub fn components_of(text: &str) -> Option<[&str; 6]> {
        if !text.starts_with("arn:") {
            return None;
        }
        let mut components = [""; 6];
        let [before @ .., last] = &mut components;
        let mut rest = text;
        for component in before {
            (*component, rest) = split_at(rest, b':')?;
        }
        *last = rest;
        Some(components)
    }
}

/// The text before the first such character, which is an ASCII one, and that behind it.
///
/// Components and names are short, so that byte by byte is faster than a search.
#[inline]
pub(crate) fn split_at(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|other| other == byte)?;
    text.get(..at).zip(text.get(at + 1..))
}

impl FromStr for Arn {
    type Err = ArnError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ArnError> {
        let colons = near_colons(text.as_bytes());
        if text.starts_with("arn:") && (colons != 0 || has_far_colons(text)) {
            Ok(Self { text: text.into(), colons })
        } else {
            Err(ArnError::of(text))
        }
    }
}

#[cfg(feature = "serde")]
text_on_the_wire!(Arn);

impl ArnError {
    #[cold]
    fn of(text: &str) -> Self {
        Self(text.into())
    }
}

#[cold]
fn has_far_colons(text: &str) -> bool {
    5 <= text.matches(':').count()
}

/// A bit for each of the first 64 bytes that is a colon, if there are five of them; else none.
///
/// In ARNs as they are they stand there. Eight bytes are looked at in one step, for they stand so near each other that a
/// searcher would be started anew more often than it would gain; and one word of bits is handed on in a register.
fn near_colons(bytes: &[u8]) -> u64 {
    let bytes = bytes.get(..64).unwrap_or(bytes);
    let of_word =
        |word: &[u8; 8], at: usize| word::bits_of(word::each(u64::from_le_bytes(*word), b':')) << at;
    let words = (0..).step_by(8).zip(bytes.as_chunks().0);
    // What is left behind them is part of the last eight bytes.
    let last = bytes.last_chunk().map_or(0, |last| of_word(last, bytes.len() - 8));
    let colons = words.fold(last, |colons, (at, word)| colons | of_word(word, at));
    let has_five = (1..5).fold(colons, |colons, _| without_first(colons)) != 0;
    if has_five { colons } else { 0 }
}

/// Without the lowest bit that is set.
#[inline]
fn without_first(bits: u64) -> u64 {
    bits & bits.wrapping_sub(1)
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Arn({})", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn components_are_what_stands_between_colons(
            rest in "[a:\u{ba}\u{e9}]{0,20}|[a-z:\u{e9}]{40,80}|a{50,64}:{0,7}"
        ) {
            let text = format!("arn:{rest}");
            let components = text.splitn(6, ':').collect::<Vec<_>>();
            let arn = text.parse::<Arn>().ok();
            prop_assert_eq!(arn.is_some(), components.len() == 6);
            if let Some(arn) = arn {
                let found = [arn.partition(), arn.service(), arn.region(), arn.account(), arn.resource()];
                prop_assert_eq!(Some(&found[..]), components.get(1..));
            }
        }
    }
}
