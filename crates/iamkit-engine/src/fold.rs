//! Names without letter case, eight bytes at a time: folding, hashing and comparing (S2, S34).
//!
//! Action names and condition keys are short ASCII texts that are looked up on every decision, so they are never
//! copied to be folded: each word of the text is folded on its way through a register.

/// A byte in each of the eight places of a word.
pub(crate) const fn everywhere(byte: u8) -> u64 {
    0x0101_0101_0101_0101 * byte as u64
}

pub(crate) const HIGH_BITS: u64 = everywhere(0x80);

/// Odd numbers without pattern, one for each of the first 16 words: as many as the 128 bytes of an action have (S79).
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

/// Calls `visit` with words that together hold the text, each with the byte of the text where it begins.
///
/// A text of less than eight bytes is one word, filled with zeros. Up to 64 bytes there are as many words at the start
/// as at the end, overlapping where they meet: how many is told by three comparisons of the length, so that reading one
/// text after the other is no loop whose end has to be guessed.
#[inline]
pub(crate) fn visit_words(bytes: &[u8], mut visit: impl FnMut(usize, u64)) {
    match bytes.len() {
        0..8 => visit(0, short_word(bytes)),
        8..=16 => visit_ends::<8>(bytes, &mut visit),
        17..=32 => visit_ends::<16>(bytes, &mut visit),
        33..=64 => visit_ends::<32>(bytes, &mut visit),
        length => {
            let (words, _) = bytes.as_chunks();
            for (at, word) in (0..).step_by(8).zip(words) {
                visit(at, u64::from_le_bytes(*word));
            }
            if let Some(last) = bytes.last_chunk() {
                visit(length - 8, u64::from_le_bytes(*last));
            }
        }
    }
}

#[inline]
fn visit_ends<const END: usize>(bytes: &[u8], visit: &mut impl FnMut(usize, u64)) {
    let (Some(first), Some(last)) = (bytes.first_chunk::<END>(), bytes.last_chunk::<END>()) else { return };
    for (at, word) in (0..).step_by(8).zip(first.as_chunks().0) {
        visit(at, u64::from_le_bytes(*word));
    }
    for (at, word) in (bytes.len() - END..).step_by(8).zip(last.as_chunks().0) {
        visit(at, u64::from_le_bytes(*word));
    }
}

/// A text of less than eight bytes.
#[inline]
fn short_word(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            u64::from(first) | u64::from(last) << (8 * (bytes.len() - 4))
        }
        _ => bytes.iter().rev().fold(0, |word, &byte| (word << 8) | u64::from(byte)),
    }
}

/// The first eight bytes in lower case, the rest of them zero in a shorter text.
#[inline]
pub(crate) fn head(bytes: &[u8]) -> u64 {
    fold_word(first_word(bytes))
}

/// The [`head`] of what so many bytes at the start of a text are.
#[inline]
pub(crate) fn head_of(bytes: &[u8], length: usize) -> u64 {
    head(bytes) & first_bytes(length)
}

/// A mask of a word's first bytes; of all of them, if there are eight or more.
#[inline]
pub(crate) fn first_bytes(count: usize) -> u64 {
    if count < 8 { (1 << (8 * count)) - 1 } else { u64::MAX }
}

/// The first eight bytes, the rest of them zero in a shorter text.
#[inline]
fn first_word(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or_else(|| short_word(bytes), |word| u64::from_le_bytes(*word))
}

/// The last eight bytes; of a shorter text all, the rest of them zero.
#[inline]
fn last_word(bytes: &[u8]) -> u64 {
    bytes.last_chunk().map_or_else(|| short_word(bytes), |word| u64::from_le_bytes(*word))
}

/// The first and the last eight bytes of a text in lower case: all there is to a text of up to 16 bytes but its length
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ends {
    head: u64,
    tail: u64,
}

impl Ends {
    #[inline]
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let Self { head, tail } = Self::of_folded(bytes);
        Self { head: fold_word(head), tail: fold_word(tail) }
    }

    /// Of a text that is in lower case.
    #[inline]
    pub(crate) fn of_folded(bytes: &[u8]) -> Self {
        Self { head: first_word(bytes), tail: last_word(bytes) }
    }

    /// Whether a text with these ends, in any letter case, is a folded one, given with its ends.
    #[inline]
    pub(crate) fn equal(self, text: &[u8], ends: Self, folded: &[u8]) -> bool {
        self == ends && text.len() == folded.len() && (text.len() <= 16 || equals(text, folded))
    }
}

/// A hash that texts differing in letter case alone share.
#[inline]
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = Hasher::new(bytes.len());
    visit_words(bytes, |_, word| hasher.add(word));
    hasher.finish()
}

/// [`hash`] in the making, for who reads the words of a text anyway.
pub(crate) struct Hasher {
    sum: u64,
    words: usize,
}

impl Hasher {
    #[inline]
    pub(crate) fn new(length: usize) -> Self {
        Self { sum: length as u64, words: 0 }
    }

    /// Each word has a factor of its own, so that the multiplications don't wait for each other; behind the last factor
    /// they do, as policies can name more than an action can be called.
    ///
    /// Setting one bit makes a letter's cases alike. It also confuses some other characters, which does no harm here.
    #[inline]
    pub(crate) fn add(&mut self, word: u64) {
        let word = word | everywhere(0x20);
        if let Some(key) = KEYS.get(self.words) {
            self.sum = self.sum.wrapping_add(word.wrapping_mul(*key));
            self.words += 1;
        } else {
            self.sum = (self.sum.rotate_left(29) ^ word).wrapping_mul(KEYS[0]);
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
    match bytes.len() {
        0..8 => fold_word(short_word(bytes)) == short_word(folded),
        8..=16 => ends_equal::<8>(bytes, folded),
        17..=32 => ends_equal::<16>(bytes, folded),
        33..=64 => ends_equal::<32>(bytes, folded),
        _ => {
            let ((words, rest), (folded_words, folded_rest)) = (bytes.as_chunks(), folded.as_chunks());
            let mut pairs = words.iter().zip(folded_words);
            pairs.all(|(word, folded)| fold_word(u64::from_le_bytes(*word)) == u64::from_le_bytes(*folded))
                && fold_word(short_word(rest)) == short_word(folded_rest)
        }
    }
}

/// Whether the first bytes and the last, which together are all, are those of the folded text.
#[inline]
fn ends_equal<const END: usize>(bytes: &[u8], folded: &[u8]) -> bool {
    let is_equal = |end: Option<&[u8; END]>, folded: Option<&[u8; END]>| {
        let (Some(end), Some(folded)) = (end, folded) else { return false };
        let pairs = end.as_chunks().0.iter().zip(folded.as_chunks().0);
        let difference = pairs.fold(0, |difference, (word, folded)| {
            difference | (fold_word(u64::from_le_bytes(*word)) ^ u64::from_le_bytes(*folded))
        });
        difference == 0
    };
    is_equal(bytes.first_chunk(), folded.first_chunk()) && is_equal(bytes.last_chunk(), folded.last_chunk())
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
        fn texts_are_equal_as_ascii_says(text in "[a-cA-C:\u{e9}]{0,80}", other in "[a-cA-C]{0,3}") {
            let folded = text.to_ascii_lowercase();
            prop_assert!(equals(text.as_bytes(), folded.as_bytes()));
            prop_assert_eq!(hash(text.as_bytes()), hash(folded.as_bytes()));
            let (ends, of_folded) = (Ends::of(text.as_bytes()), Ends::of_folded(folded.as_bytes()));
            prop_assert!(ends.equal(text.as_bytes(), of_folded, folded.as_bytes()));
            let longer = format!("{text}{other}");
            let of_longer = Ends::of(longer.as_bytes());
            let is_equal = of_longer.equal(longer.as_bytes(), of_folded, folded.as_bytes());
            prop_assert_eq!(is_equal, other.is_empty());
            prop_assert_eq!(equals(longer.as_bytes(), folded.as_bytes()), other.is_empty());
        }

        #[test]
        fn one_changed_byte_is_seen(text in "[a-c]{1,80}", at in any::<proptest::sample::Index>()) {
            let mut bytes = text.clone().into_bytes();
            let at = at.index(bytes.len());
            bytes[at] ^= 0x10;
            let ends = (Ends::of(&bytes), Ends::of_folded(text.as_bytes()));
            prop_assert!(!ends.0.equal(&bytes, ends.1, text.as_bytes()));
            prop_assert!(!equals(&bytes, text.as_bytes()));
        }

        #[test]
        fn one_changed_byte_changes_the_hash(text in "[a-c]{1,300}", at in any::<proptest::sample::Index>()) {
            let mut bytes = text.clone().into_bytes();
            let at = at.index(bytes.len());
            bytes[at] ^= 0x10;
            prop_assert_ne!(hash(&bytes), hash(text.as_bytes()));
        }

        #[test]
        fn every_byte_is_visited_at_its_place(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let mut visited = vec![None; bytes.len()];
            visit_words(&bytes, |at, word| {
                for (place, byte) in visited.iter_mut().skip(at).zip(word.to_le_bytes()) {
                    assert!(place.is_none_or(|before| before == byte));
                    *place = Some(byte);
                }
            });
            prop_assert_eq!(visited.into_iter().collect::<Option<Vec<_>>>(), Some(bytes));
        }
    }
}
