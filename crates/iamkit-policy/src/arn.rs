//! Amazon Resource Names: six components, the last of which may hold further colons.

use std::fmt;
use std::str::FromStr;

use crate::shown::Shown;
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
    // INVARIANT: follows from the text, so that comparing both is comparing the texts.
    colons: [u32; 5],
}

/// A text that is no ARN
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is no ARN: expected `arn:partition:service:region:account:resource`", Shown::value(.0))]
pub struct ArnError(String);

impl Arn {
    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The partition, such as `aws` or `aws-cn`.
    pub fn partition(&self) -> &str {
        self.component(1)
    }

    /// The service prefix, such as `s3`.
    pub fn service(&self) -> &str {
        self.component(2)
    }

    /// The Region; empty for global resources.
    pub fn region(&self) -> &str {
        self.component(3)
    }

    /// The account id; empty where ARNs of the service have none (S73).
    pub fn account(&self) -> &str {
        self.component(4)
    }

    /// All behind the fifth colon.
    pub fn resource(&self) -> &str {
        self.component(5)
    }

    fn component(&self, index: usize) -> &str {
        let colon = |index: usize| self.colons.get(index).map(|&at| at as usize);
        let start = index.checked_sub(1).and_then(colon).map_or(0, |at| at + 1);
        let end = colon(index).unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or_default()
    }
}

impl FromStr for Arn {
    type Err = ArnError;

    fn from_str(text: &str) -> Result<Self, ArnError> {
        match first_colons(text).filter(|_| text.starts_with("arn:")) {
            Some(colons) => Ok(Self { text: text.into(), colons }),
            None => Err(ArnError(text.into())),
        }
    }
}

/// Where the five colons stand that part the components.
fn first_colons(text: &str) -> Option<[u32; 5]> {
    let mut colons = [0; 5];
    let mut places = colons.iter_mut();
    // They stand so near each other that a searcher would be started anew more often than it would gain.
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut start = 0;
    for word in words {
        let mut left = word::each(u64::from_le_bytes(*word), b':');
        while left != 0 {
            let Some(place) = places.next() else { return Some(colons) };
            *place = start + left.trailing_zeros() / 8;
            left &= left - 1;
        }
        start = start.checked_add(8)?;
    }
    for (at, _) in (start..).zip(rest).filter(|(_, byte)| **byte == b':') {
        let Some(place) = places.next() else { break };
        *place = at;
    }
    places.next().is_none().then_some(colons)
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
