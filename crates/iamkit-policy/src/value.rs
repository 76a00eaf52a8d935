//! The values that conditions compare: exact decimals, instants, IP ranges, bytes and truth values.
//!
//! The same reading serves policy values and request values. A text that is no value of the kind gives `None`; what
//! follows from that is the rule of the operator, not of this file.

mod decimal;
mod instant;

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::LazyLock;

use base64::Engine as _;
use ipnet::IpNet;

pub use decimal::Decimal;
pub use instant::Instant;

/// Reads an IP range: a CIDR block, host bits masked, or a bare address as a range of one (S41).
pub fn parse_ip_range(text: &str) -> Option<IpNet> {
    match text.parse::<IpNet>() {
        Ok(range) => Some(range.trunc()),
        Err(_) => parse_ip(text).map(IpNet::from),
    }
}

/// Reads an IP address, v4 or v6 in any spelling (S41).
#[inline]
pub fn parse_ip(text: &str) -> Option<IpAddr> {
    match parse_dotted(text) {
        Some(address) => Some(IpAddr::V4(address)),
        None => text.parse().ok(),
    }
}

/// Reads `10.1.2.3`, as nearly every request has it, in a third of the time; `None` for all other texts.
fn parse_dotted(text: &str) -> Option<Ipv4Addr> {
    if 15 < text.len() {
        return None;
    }
    let (mut address, mut octet, mut digits, mut dots) = (0_u32, 0_u32, 0, 0);
    for byte in text.bytes() {
        match byte {
            // A zero with digits behind it is no decimal number.
            b'0'..=b'9' if digits == 0 || (digits < 3 && octet != 0) => {
                octet = 10 * octet + u32::from(byte - b'0');
                digits += 1;
            }
            b'.' if digits != 0 && octet <= 255 => {
                address = address << 8 | octet;
                (octet, digits, dots) = (0, 0, dots + 1);
            }
            _ => return None,
        }
    }
    let is_whole = dots == 3 && digits != 0 && octet <= 255;
    is_whole.then(|| Ipv4Addr::from(address << 8 | octet))
}

/// Reads `true` or `false` in any letter case (S42).
pub fn parse_bool(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Reads base64 with padding (S40).
pub fn parse_binary(text: &str) -> Option<Vec<u8>> {
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}

/// Whether a text is the base64 of these bytes; `None` where it is no base64 (S40).
///
/// As comparing with [`parse_binary`], but nothing is allocated.
///
/// ```
/// use iamkit_policy::value::is_binary;
///
/// assert_eq!(is_binary("aGk=", b"hi"), Some(true));
/// assert_eq!(is_binary("aGk=", b"ho"), Some(false));
/// assert_eq!(is_binary("aGk", b"hi"), None);
/// ```
pub fn is_binary(text: &str, bytes: &[u8]) -> Option<bool> {
    /// Four characters are three bytes.
    const CHUNK: usize = 256;
    let mut buffer = [0; CHUNK / 4 * 3];
    let mut rest = Some(bytes);
    let mut chunks = text.as_bytes().chunks(CHUNK).peekable();
    while let Some(chunk) = chunks.next() {
        // Padding ends a text, so it can't stand before the last chunk.
        if chunks.peek().is_some() && chunk.contains(&b'=') {
            return None;
        }
        let length = base64::engine::general_purpose::STANDARD.decode_slice(chunk, &mut buffer).ok()?;
        let decoded = buffer.get(..length)?;
        rest = rest.and_then(|rest| rest.strip_prefix(decoded));
    }
    Some(rest.is_some_and(<[u8]>::is_empty))
}

/// Lower-cases each character that has a lower-case form of one character; `ß` and its like stay (S35).
pub fn fold_char(character: char) -> char {
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(single), None) => single,
        _ => character,
    }
}

/// All characters that fold to the same one as this, by [`fold_char`]: first the folded one, then the others in order
/// (S35).
///
/// ```
/// use iamkit_policy::value::unfolded;
///
/// assert!(unfolded('A').eq(['a', 'A']));
/// // The Kelvin sign is a capital k.
/// assert!(unfolded('k').eq(['k', 'K', '\u{212A}']));
/// assert!(unfolded('7').eq(['7']));
/// ```
///
/// # Complexity
/// The first call with a character beyond ASCII looks at all characters, which takes some milliseconds.
pub fn unfolded(character: char) -> impl Iterator<Item = char> {
    let folded = fold_char(character);
    let others: &[char] = match folded {
        'k' => &['K', '\u{212A}'],
        _ if folded.is_ascii() => &[],
        _ => OTHERS_BEYOND_ASCII.get(&folded).map_or(&[], Vec::as_slice),
    };
    let upper = Some(folded.to_ascii_uppercase()).filter(|upper| *upper != folded && others.is_empty());
    std::iter::once(folded).chain(upper).chain(others.iter().copied())
}

/// The characters that fold to another one, by that one.
static OTHERS_BEYOND_ASCII: LazyLock<HashMap<char, Vec<char>>> = LazyLock::new(|| {
    let mut others: HashMap<char, Vec<char>> = HashMap::new();
    for character in '\u{80}'..=char::MAX {
        let folded = fold_char(character);
        if folded != character {
            others.entry(folded).or_default().push(character);
        }
    }
    others
});

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_character_is_among_those_that_fold_as_it_does() {
        for character in '\0'..=char::MAX {
            let fold_as_it_does = unfolded(character).collect::<Vec<_>>();
            assert!(fold_as_it_does.contains(&character), "{character:?}");
            assert!(
                fold_as_it_does.iter().all(|other| fold_char(*other) == fold_char(character)),
                "{character:?}"
            );
        }
    }

    #[test]
    fn ranges_are_masked_and_bare_addresses_are_ranges_of_one() {
        assert_eq!(parse_ip_range("10.1.2.3/8"), parse_ip_range("10.0.0.0/8"));
        assert_eq!(parse_ip_range("10.0.0.1"), parse_ip_range("10.0.0.1/32"));
        assert_eq!(parse_ip_range("2001:db8::0:1"), parse_ip_range("2001:db8::1/128"));
        assert_eq!(parse_ip_range("10.0.0.0/33"), None);
    }

    proptest! {
        #[test]
        fn bytes_are_compared_as_decoded(bytes in prop::collection::vec(any::<u8>(), 0..700), text in "[A-Za-z0-9+/=]{0,12}") {
            let encoded = base64::engine::general_purpose::STANDARD.encode(&bytes);
            prop_assert_eq!(is_binary(&encoded, &bytes), Some(true));
            let inserted = format!("{encoded}{text}");
            prop_assert_eq!(is_binary(&inserted, &bytes), parse_binary(&inserted).map(|other| other == bytes));
        }

        #[test]
        fn dotted_addresses_are_read_as_the_standard_library_reads_them(
            text in "[0-9.]{0,16}|[0-9]{1,15}",
            octets in prop::collection::vec(0u16..300, 3..6),
        ) {
            let dotted = octets.iter().map(u16::to_string).collect::<Vec<_>>().join(".");
            for text in [text, dotted] {
                prop_assert_eq!(parse_ip(&text), text.parse().ok());
                prop_assert_eq!(parse_dotted(&text).map(IpAddr::V4), text.parse().ok());
            }
        }

        #[test]
        fn no_text_makes_the_readers_panic(text in "\\PC{0,24}") {
            let _ = (Decimal::parse(&text), Instant::parse(&text), parse_ip_range(&text), parse_binary(&text));
        }
    }
}
