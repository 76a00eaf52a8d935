//! Eight bytes of a text at a time: which of them a reader looks for.

/// A byte in each of the eight places of a word.
const fn everywhere(byte: u8) -> u64 {
    0x0101_0101_0101_0101 * byte as u64
}

const HIGH_BITS: u64 = everywhere(0x80);
const LOW_BITS: u64 = everywhere(0x7f);

/// The highest bit of each byte that differs from `byte`.
///
/// Adding to seven bits never carries into the next byte, so each byte is told by itself.
#[inline]
fn differs(word: u64, byte: u8) -> u64 {
    let other = word ^ everywhere(byte);
    ((other & LOW_BITS) + LOW_BITS) | other
}

/// The first byte whose highest bit is not set.
#[inline]
fn first_without(fits: u64) -> Option<usize> {
    let misfits = !fits & HIGH_BITS;
    (misfits != 0).then(|| (misfits.trailing_zeros() / 8) as usize)
}

/// The first byte that doesn't stand for itself in a JSON string: a quote, backslash or control character.
#[inline]
pub(crate) fn first_special(word: u64) -> Option<usize> {
    // Turning one bit makes the quote a space, spaces a quote, and leaves control characters what they are.
    let turned = word ^ everywhere(b'"' ^ b' ');
    let is_past_space = ((turned & LOW_BITS) + everywhere(0x80 - 0x21)) | turned;
    first_without(is_past_space & differs(word, b'\\'))
}

/// The highest bit of each byte that is the given one, which is an ASCII character.
#[inline]
pub(crate) fn each(word: u64, byte: u8) -> u64 {
    !differs(word, byte) & HIGH_BITS
}

/// The highest bits of all bytes side by side, that of the first byte lowest; no other bits may be set.
#[inline]
pub(crate) fn bits_of(high_bits: u64) -> u64 {
    // The product has them in its highest byte.
    (high_bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The first byte that is no space.
#[inline]
pub(crate) fn first_beside_spaces(word: u64) -> Option<usize> {
    let others = word ^ everywhere(b' ');
    (others != 0).then(|| (others.trailing_zeros() / 8) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_byte_is_told_by_itself(
            bytes in prop::array::uniform8(prop_oneof![any::<u8>(), prop::sample::select(b"\"\\ \x1f\x20!#[]\x7f\x80\xa2\xff".to_vec())])
        ) {
            let word = u64::from_le_bytes(bytes);
            let is_special = |byte: u8| byte == b'"' || byte == b'\\' || byte < 0x20;
            prop_assert_eq!(first_special(word), bytes.into_iter().position(is_special));
            let quotes = (0..8).filter(|at| each(word, b'"') >> (8 * at) & 0x80 != 0).collect::<Vec<_>>();
            prop_assert_eq!(quotes, (0..8).filter(|at| bytes[*at] == b'"').collect::<Vec<_>>());
            prop_assert_eq!(first_beside_spaces(word), bytes.into_iter().position(|byte| byte != b' '));
        }
    }
}
