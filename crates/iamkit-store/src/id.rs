//! The unique ids that the store gives to what it makes (S51).
//!
//! Not random: the same account with the same seed gives the same ids in the same order. Real ids carry the same
//! prefixes and alphabet, but nothing can be read from them.

use std::sync::Arc;

use crate::name::AccountId;

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What an id is of, told by its first four letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdKind {
    User,
    Group,
    Role,
    Policy,
    InstanceProfile,
    AccessKey,
    SshPublicKey,
    SigningCertificate,
    ServiceSpecificCredential,
    ServerCertificate,
}

impl IdKind {
    fn prefix(self) -> &'static str {
        match self {
            Self::User => "AIDA",
            Self::Group => "AGPA",
            Self::Role => "AROA",
            Self::Policy => "ANPA",
            Self::InstanceProfile => "AIPA",
            Self::AccessKey => "AKIA",
            Self::SshPublicKey => "APKA",
            // Ids of these have 24 letters at least.
            Self::SigningCertificate => "ASCAAAA",
            Self::ServiceSpecificCredential => "ACCA",
            Self::ServerCertificate => "ASCA",
        }
    }

    /// Letters behind the prefix: ids have 21 characters, keys 20.
    fn n_letters(self) -> u32 {
        if self == Self::AccessKey { 16 } else { 17 }
    }
}

/// The text of the id numbered `counter` of an account.
// INVARIANT: `mix` is a bijection, so the first 64 bits differ for any two counters of one account and seed.
pub(crate) fn numbered(kind: IdKind, account: &AccountId, seed: u64, counter: u64) -> Arc<str> {
    let place =
        account.as_str().bytes().fold(seed, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let unique = mix(counter ^ mix(place));
    let bits = (u128::from(unique) << 21) | u128::from(mix(unique) >> 43);
    let letters = (0..17_u32).rev().map(|place| letter(bits >> (place * 5)));
    let letters = letters.take(kind.n_letters() as usize);
    kind.prefix().chars().chain(letters).collect::<String>().into()
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
