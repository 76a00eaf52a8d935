//! Unique ids: what stays of a user, group or policy when its name is changed or given away again (S51).
//!
//! Not random: the same account gives the same ids in the same order. Real ids carry the same prefixes and alphabet, but
//! nothing can be read from them.

use std::fmt;

use crate::name::AccountId;

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The unique id of a user (`AIDA…`), group (`AGPA…`) or policy (`ANPA…`): 21 characters
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UniqueId(Box<str>);

#[derive(Debug, Clone, Copy)]
pub(crate) enum IdKind {
    User,
    Group,
    Policy,
}

impl UniqueId {
    /// The id numbered `counter` of an account.
    // INVARIANT: `mix` is a bijection, so the first 64 bits differ for any two counters of one account.
    pub(crate) fn numbered(kind: IdKind, account: &AccountId, counter: u64) -> Self {
        let seed =
            account.as_str().bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        let unique = mix(counter ^ mix(seed));
        let bits = (u128::from(unique) << 21) | u128::from(mix(unique) >> 43);
        let prefix = match kind {
            IdKind::User => "AIDA",
            IdKind::Group => "AGPA",
            IdKind::Policy => "ANPA",
        };
        let letters = (0..17_u32).rev().map(|place| letter(bits >> (place * 5)));
        Self(prefix.chars().chain(letters).collect::<String>().into())
    }

    /// The 21 characters
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UniqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn letter(bits: u128) -> char {
    let index = usize::try_from(bits & 31).unwrap_or_default();
    char::from(ALPHABET.get(index).copied().unwrap_or(b'A'))
}

/// The finaliser of `SplitMix64`: every input has its own output.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}
