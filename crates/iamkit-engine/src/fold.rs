//! Names without letter case, eight bytes at a time: folding, hashing and comparing (S2, S34).
//!
//! Action names and condition keys are short ASCII texts that are looked up on every decision, so they are never
//! copied to be folded: each word of the text is folded on its way through a register.

/// A byte in each of the eight places of a word.
pub(crate) const fn everywhere(byte: u8) -> u64 {
    0x0101_0101_0101_0101 * byte as u64
}

pub(crate) const HIGH_BITS: u64 = everywhere(0x80);

/// Odd numbers without pattern; a text's first 16 words count, which is more than the 128 bytes an action has (S79).
const KEYS: [u64; 16] = [
    0x9e37_79b9_7f4a_7c15,
    0xbf58_476d_1ce4_e5b9,
    0x94d0_49bb_1331_11eb,
    0xd6e8_feb8_6659_fd93,
    0xa076_1d64_78bd_642f,
    0xe703_7ed1_a0b4_28db,
    0x8ebc_6af0_9c88_c6e3,
    0x5899_65cc_7537_4cc3,
    0x1d8e_4e27_c47d_124f,
    0xeb44_acca_b455_d165,
    0x9fb2_1c65_1e98_df25,
    0xc2b2_ae3d_27d4_eb4f,
    0x1656_67b1_9e37_79f9,
    0x85eb_ca6b_27d4_eb2f,
    0xff51_afd7_ed55_8ccd,
    0xc4ce_b9fe_1a85_ec53,
];

/// The word with its ASCII capitals in lower case.
#[inline]
pub(crate) const fn fold_word(word: u64) -> u64 {
    let heptets = word & !HIGH_BITS;
    let from_a = heptets + everywhere(0x80 - b'A');
    let behind_z = heptets + everywhere(0x7f - b'Z');
    let is_capital = (from_a ^ behind_z) & !word & HIGH_BITS;
    word | (is_capital >> 2)
}

/// The words that together hold a text: whole ones from its start, and its last eight bytes, which may overlap them.
///
/// A text of less than eight bytes is one word, filled with zeros.
#[inline]
pub(crate) fn split_words(bytes: &[u8]) -> (&[[u8; 8]], u64) {
    match bytes.last_chunk() {
        Some(last) => {
            let (words, _) = bytes.split_last().map_or(bytes, |(_, others)| others).as_chunks();
            (words, u64::from_le_bytes(*last))
        }
        None => (&[], short_word(bytes)),
    }
}

/// A text of less than eight bytes.
#[inline]
fn short_word(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |word, &byte| (word << 8) | u64::from(byte))
}

/// The first eight bytes in lower case, the rest of them zero in a shorter text.
#[inline]
pub(crate) fn head(bytes: &[u8]) -> u64 {
    match bytes.first_chunk() {
        Some(word) => fold_word(u64::from_le_bytes(*word)),
        None => fold_word(short_word(bytes)),
    }
}

/// A hash that texts differing in letter case alone share.
#[inline]
pub(crate) fn hash(text: &str) -> u64 {
    let (words, last) = split_words(text.as_bytes());
    let mut hasher = Hasher::new(text.len());
    for word in words {
        hasher.add(u64::from_le_bytes(*word));
    }
    hasher.add(last);
    hasher.finish()
}

/// [`hash`] in the making, for who reads the words of a text anyway.
pub(crate) struct Hasher {
    sum: u64,
    keys: std::slice::Iter<'static, u64>,
}

impl Hasher {
    #[inline]
    pub(crate) fn new(length: usize) -> Self {
        Self { sum: length as u64, keys: KEYS.iter() }
    }

    /// Each word has a factor of its own, so that the multiplications don't wait for each other.
    ///
    /// Setting one bit makes a letter's cases alike. It also confuses some other characters, which does no harm here.
    #[inline]
    pub(crate) fn add(&mut self, word: u64) {
        if let Some(key) = self.keys.next() {
            self.sum = self.sum.wrapping_add((word | everywhere(0x20)).wrapping_mul(*key));
        }
    }

    #[inline]
    pub(crate) fn finish(self) -> u64 {
        let sum = (self.sum ^ (self.sum >> 29)).wrapping_mul(KEYS[0]);
        sum ^ (sum >> 32)
    }
}

/// Whether a text in any letter case is the folded one.
#[inline]
pub(crate) fn equals(bytes: &[u8], folded: &[u8]) -> bool {
    if bytes.len() != folded.len() {
        return false;
    }
    let ((words, last), (folded_words, folded_last)) = (split_words(bytes), split_words(folded));
    let mut pairs = words.iter().zip(folded_words);
    fold_word(last) == folded_last
        && pairs.all(|(word, folded)| fold_word(u64::from_le_bytes(*word)) == u64::from_le_bytes(*folded))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_fold_as_ascii_does(bytes in any::<[u8; 8]>()) {
            let folded = fold_word(u64::from_le_bytes(bytes)).to_le_bytes();
            prop_assert_eq!(folded.to_vec(), bytes.to_ascii_lowercase());
        }

        #[test]
        fn texts_are_equal_as_ascii_says(text in "[a-cA-C:\u{e9}]{0,40}", other in "[a-cA-C]{0,3}") {
            let folded = text.to_ascii_lowercase();
            prop_assert!(equals(text.as_bytes(), folded.as_bytes()));
            prop_assert_eq!(hash(&text), hash(&folded));
            let longer = format!("{text}{other}");
            prop_assert_eq!(equals(longer.as_bytes(), folded.as_bytes()), other.is_empty());
        }

        #[test]
        fn one_changed_byte_is_seen(text in "[a-c]{1,40}", at in any::<proptest::sample::Index>()) {
            let mut bytes = text.clone().into_bytes();
            let at = at.index(bytes.len());
            bytes[at] ^= 0x10;
            prop_assert!(!equals(&bytes, text.as_bytes()));
        }
    }
}
