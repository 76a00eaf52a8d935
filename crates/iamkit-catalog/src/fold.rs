//! ASCII case folding eight bytes at a time: hashing and comparing names in any letter case (S2).
//!
//! The hash is part of the stored format, so it may change only together with
//! [`FORMAT_VERSION`](crate::layout::FORMAT_VERSION).
//! It is not meant to withstand an attacker: the keys of the table are fixed when it is built, and a lookup looks at
//! each slot once at most.

const LOW_BITS: u64 = u64::from_le_bytes([0x7f; 8]);
const HIGH_BITS: u64 = u64::from_le_bytes([0x80; 8]);
/// Added to seven bits, it carries into the eighth from `A` on.
const FROM_A: u64 = u64::from_le_bytes([0x80 - b'A'; 8]);
/// Added to seven bits, it carries into the eighth after `Z`.
const AFTER_Z: u64 = u64::from_le_bytes([0x7f - b'Z'; 8]);

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// Eight bytes with the ASCII letters among them in lower case
#[inline]
const fn fold(word: u64) -> u64 {
    let bits = word & LOW_BITS;
    let upper = (bits + FROM_A) & !(bits + AFTER_Z) & !word & HIGH_BITS;
    word | (upper >> 2)
}

/// A hash that is the same for every letter case
///
/// # Complexity
/// O(n) for n bytes, eight at a time.
#[inline]
pub(crate) fn hash(text: &[u8]) -> u64 {
    let (words, tail) = text.as_chunks::<8>();
    let start = text.len() as u64;
    let hash = words.iter().fold(start, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let hash = mix(hash, tail_word(text, tail));
    hash ^ (hash >> 29)
}

/// Whether two texts are alike but for the case of ASCII letters
#[inline]
pub(crate) fn is_equal(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let ((left_words, left_tail), (right_words, right_tail)) =
        (left.as_chunks::<8>(), right.as_chunks::<8>());
    let same = |(left, right): (&[u8; 8], &[u8; 8])| {
        fold(u64::from_le_bytes(*left)) == fold(u64::from_le_bytes(*right))
    };
    left_words.iter().zip(right_words).all(same)
        && fold(tail_word(left, left_tail)) == fold(tail_word(right, right_tail))
}

/// The order of two texts with their ASCII letters in lower case
pub(crate) fn compare(left: &str, right: &str) -> std::cmp::Ordering {
    left.bytes()
        .map(|byte| byte.to_ascii_lowercase())
        .cmp(right.bytes().map(|byte| byte.to_ascii_lowercase()))
}

#[inline]
fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ fold(word)).wrapping_mul(MULTIPLIER)
}

/// The bytes that fill no whole word: of a long text its last eight bytes, of a short one itself filled up with zeros
#[inline]
fn tail_word(text: &[u8], tail: &[u8]) -> u64 {
    if let Some(last) = text.last_chunk::<8>() {
        return u64::from_le_bytes(*last);
    }
    tail.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{compare, fold, hash, is_equal};

    proptest! {
        #[test]
        fn word_folds_as_its_bytes_do(bytes: [u8; 8]) {
            let expected = u64::from_le_bytes(bytes.map(|byte| byte.to_ascii_lowercase()));
            prop_assert_eq!(fold(u64::from_le_bytes(bytes)), expected);
        }

        #[test]
        fn hash_is_blind_to_letter_case(text in "[ -~é]{0,40}") {
            prop_assert_eq!(hash(text.to_ascii_lowercase().as_bytes()), hash(text.to_ascii_uppercase().as_bytes()));
        }

        #[test]
        fn equality_is_that_of_the_standard_library(left in "[a-cA-C@`é]{0,12}", right in "[a-cA-C@`é]{0,12}") {
            prop_assert_eq!(is_equal(left.as_bytes(), right.as_bytes()), left.eq_ignore_ascii_case(&right));
            prop_assert!(is_equal(left.as_bytes(), left.to_ascii_uppercase().as_bytes()));
        }

        #[test]
        fn order_is_that_of_the_lower_case_forms(left in "[a-cA-C_-]{0,12}", right in "[a-cA-C_-]{0,12}") {
            prop_assert_eq!(compare(&left, &right), left.to_ascii_lowercase().cmp(&right.to_ascii_lowercase()));
        }
    }
}
