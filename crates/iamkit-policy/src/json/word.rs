//! Eight bytes of a text at a time: how many of them may be skipped.

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
    (other & LOW_BITS) + LOW_BITS | other
}

/// How many bytes there are before the first whose highest bit is not set.
#[inline]
fn leading(fits: u64) -> usize {
    ((!fits & HIGH_BITS).trailing_zeros() / 8) as usize
}

/// How many of the first bytes stand for themselves in a JSON string: no quote, backslash or control character.
#[inline]
pub(super) fn plain(word: u64) -> usize {
    // Turning one bit makes the quote a space, spaces a quote, and leaves control characters what they are.
    let turned = word ^ everywhere(b'"' ^ b' ');
    let is_past_space = (turned & LOW_BITS) + everywhere(0x80 - 0x21) | turned;
    leading(is_past_space & differs(word, b'\\'))
}

/// How many of the first bytes are spaces.
#[inline]
pub(super) fn spaces(word: u64) -> usize {
    ((word ^ everywhere(b' ')).trailing_zeros() / 8) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn count(bytes: [u8; 8], counts: impl Fn(u8) -> bool) -> usize {
        bytes.into_iter().take_while(|byte| counts(*byte)).count()
    }

    proptest! {
        #[test]
        fn each_byte_is_told_by_itself(
            bytes in prop::array::uniform8(prop_oneof![any::<u8>(), prop::sample::select(b"\"\\ \x1f\x20!#[]\x7f\x80\xa2\xff".to_vec())])
        ) {
            let word = u64::from_le_bytes(bytes);
            let is_plain = |byte| byte != b'"' && byte != b'\\' && 0x20 <= byte;
            prop_assert_eq!(plain(word), count(bytes, is_plain));
            prop_assert_eq!(spaces(word), count(bytes, |byte| byte == b' '));
        }
    }
}
