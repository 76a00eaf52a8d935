//! Unique ids of listings that were made unrecognisable: ids of our own in the place of what is none.
//!
//! Such an id follows from the entity's ARN, so that the same listing gives the same ids, whichever page is read first.

use std::collections::BTreeSet;
use std::fmt;

use iamkit_policy::shown::Shown;
use iamkit_store::UniqueId;

use crate::problem::ProblemLocation;
use crate::source::Place;

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// An id that was given to an entity whose own can't be read, or is another one's
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenId {
    /// Where the entity stands
    pub location: ProblemLocation,
    /// The entity by kind and name
    pub entity: String,
    /// What stands in the listing
    pub listed: String,
    /// The id it has instead
    pub id: UniqueId,
}

impl fmt::Display for GivenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { location, entity, listed, id } = self;
        write!(
            f,
            "{}:{}: {entity}: it has the id `{id}`",
            Shown::value(location.file()),
            location.position()
        )?;
        if listed.is_empty() {
            f.write_str(", none being listed")
        } else {
            write!(f, " instead of `{}`", Shown::value(listed))
        }
    }
}

/// A given id whose line and column aren't worked out yet.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) place: Place,
    pub(crate) entity: String,
    pub(crate) listed: String,
    pub(crate) id: UniqueId,
}

/// The ids that are taken and those that were given.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    taken: BTreeSet<(String, UniqueId)>,
    pub(crate) given: Vec<Given>,
}

impl Ids {
    /// Whether an id is the first of its kind in its account.
    pub(crate) fn take(&mut self, arn: &str, id: &UniqueId) -> bool {
        self.taken.insert((account(arn).to_owned(), id.clone()))
    }
}

fn account(arn: &str) -> &str {
    arn.split(':').nth(4).unwrap_or_default()
}

/// The id of our own of the entity with an ARN: AWS's prefix and 17 letters.
pub(crate) fn own_id(prefix: &str, arn: &str) -> Option<UniqueId> {
    let bits = (u128::from(hash(0, arn)) << 64) | u128::from(hash(1, arn));
    let letter = |at: u32| {
        let index = usize::try_from((bits >> (at * 5)) & 31).unwrap_or_default();
        char::from(ALPHABET.get(index).copied().unwrap_or(b'A'))
    };
    prefix.chars().chain((0..17).map(letter)).collect::<String>().parse().ok()
}

/// FNV-1a, with the finaliser of `SplitMix64`, as the ARNs of an account have most in common.
fn hash(start: u64, text: &str) -> u64 {
    let folded = text.bytes().fold(0xCBF2_9CE4_8422_2325 ^ start, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    let value = (folded ^ (folded >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_follows_from_the_arn() {
        let id = |arn: &str| own_id("AIDA", arn).unwrap();
        let mara = "arn:aws:iam::444455556666:user/mara";
        assert_eq!(id(mara), id(mara));
        assert_eq!(id(mara).as_str().len(), 21);
        let others = (0..2_000).map(|at| id(&format!("{mara}{at}"))).collect::<BTreeSet<_>>();
        assert_eq!(others.len(), 2_000);
    }
}
