//! The values that conditions compare: exact decimals, instants, IP ranges, bytes and truth values.
//!
//! The same reading serves policy values and request values. A text that is no value of the kind gives `None`; what
//! follows from that is the rule of the operator, not of this file.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::LazyLock;

use base64::Engine as _;
use ipnet::IpNet;

/// A decimal number of any length, compared exactly (S38)
///
/// Written by hand because comparing two decimal texts needs no arithmetic, hence no limit on digits and no rounding.
///
/// ```
/// use iamkit_policy::value::Decimal;
///
/// assert_eq!(Decimal::parse("1.50"), Decimal::parse("+01.5"));
/// assert!(Decimal::parse("-10") < Decimal::parse("9.99"));
/// assert_eq!(Decimal::parse("1e3"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal<T = Box<str>> {
    is_negative: bool,
    /// Digits before the point without leading zeros.
    whole: T,
    /// Digits behind the point without trailing zeros.
    fraction: T,
}

impl Decimal {
    /// Reads `[+-]digits[.digits]`; at least one digit, no exponent, no white space.
    pub fn parse(text: &str) -> Option<Self> {
        let Decimal { is_negative, whole, fraction } = Decimal::borrowed(text)?;
        Some(Self { is_negative, whole: whole.into(), fraction: fraction.into() })
    }
}

impl<'t> Decimal<&'t str> {
    /// As [`Decimal::parse`], but borrowing the digits, so that nothing is allocated.
    pub fn borrowed(text: &'t str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let is_zero = whole.is_empty() && fraction.is_empty();
        Some(Self { is_negative: text.starts_with('-') && !is_zero, whole, fraction })
    }
}

impl<T: AsRef<str>> Decimal<T> {
    /// Compares two numbers, whoever owns their digits.
    pub fn compare<U: AsRef<str>>(&self, other: &Decimal<U>) -> Ordering {
        match (self.is_negative, other.is_negative) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.magnitude().cmp(&other.magnitude()),
            (true, true) => other.magnitude().cmp(&self.magnitude()),
        }
    }

    fn magnitude(&self) -> (usize, &str, &str) {
        let whole = self.whole.as_ref();
        (whole.len(), whole, self.fraction.as_ref())
    }
}

/// Writes the number without superfluous zeros
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative { "-" } else { "" };
        let whole = if self.whole.is_empty() { "0" } else { &self.whole };
        let point = if self.fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{}", self.fraction)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.compare(other)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A point in time, as nanoseconds since 1970-01-01T00:00:00Z (S39)
///
/// ```
/// use iamkit_policy::value::Instant;
///
/// assert_eq!(Instant::parse("2020-01-01"), Instant::parse("1577836800"));
/// assert!(Instant::parse("2020-01-01T00:00:00+01:00") < Instant::parse("2020"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instant {
    // The two halves of one number, which by itself would have to begin at a multiple of 16 bytes wherever it is kept.
    high: i64,
    low: u64,
}

const NANOS: i128 = 1_000_000_000;

impl Instant {
    /// Reads the W3C profile of ISO 8601 (year to fraction of a second, offset or none) or epoch seconds.
    ///
    /// Four digits are a year, other texts of digits alone are epoch seconds (OBS); a time without offset is UTC
    /// (INFER).
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_plain_form(text).or_else(|| Self::from_any_form(text))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the halves are what is wanted"
    )]
    fn from_nanos(nanos: i128) -> Self {
        Self { high: (nanos >> 64) as i64, low: nanos as u64 }
    }

    fn nanos(self) -> i128 {
        i128::from(self.high) << 64 | i128::from(self.low)
    }

    fn from_any_form(text: &str) -> Option<Self> {
        let is_epoch = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && text.len() != 4;
        if is_epoch { Self::from_epoch(text) } else { Self::from_date(text) }
    }

    /// The instant as a date and time of day; `None` beyond the years that are written with four digits.
    ///
    /// ```
    /// use iamkit_policy::value::Instant;
    ///
    /// let instant = Instant::parse("1577836800").ok_or("no instant")?;
    /// assert_eq!(instant.to_date().as_deref(), Some("2020-01-01T00:00:00Z"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_date(&self) -> Option<String> {
        let date = jiff::Timestamp::from_nanosecond(self.nanos()).ok()?.to_string();
        (Self::parse(&date) == Some(*self)).then_some(date)
    }

    /// The instant so many nanoseconds later; `None` beyond what can be counted.
    pub fn plus_nanos(self, nanos: i128) -> Option<Self> {
        self.nanos().checked_add(nanos).map(Self::from_nanos)
    }

    fn from_epoch(text: &str) -> Option<Self> {
        let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(seconds) || !is_digits(fraction) {
            return None;
        }
        let seconds = seconds.parse::<i128>().ok()?;
        Some(Self::from_nanos(seconds.checked_mul(NANOS)?.checked_add(nanos(fraction)?)?))
    }

    /// `YYYY-MM-DDThh:mm:ssZ`, as nearly every request has it; `None` for all other texts, in whatever form.
    fn from_plain_form(text: &str) -> Option<Self> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', i1, i2, b':', s1, s2, b'Z'] =
            text.as_bytes()
        else {
            return None;
        };
        let digits =
            [y1, y2, y3, y4, m1, m2, d1, d2, h1, h2, i1, i2, s1, s2].map(|byte| byte.wrapping_sub(b'0'));
        if digits.iter().any(|digit| 9 < *digit) {
            return None;
        }
        let [y1, y2, y3, y4, m1, m2, d1, d2, h1, h2, i1, i2, s1, s2] = digits.map(u8::cast_signed);
        let year = i16::from(10 * y1 + y2) * 100 + i16::from(10 * y3 + y4);
        let two = |tens: i8, ones: i8| 10 * tens + ones;
        let date = jiff::civil::DateTime::new(
            year,
            two(m1, m2),
            two(d1, d2),
            two(h1, h2),
            two(i1, i2),
            two(s1, s2),
            0,
        );
        let timestamp = jiff::tz::Offset::UTC.to_timestamp(date.ok()?).ok()?;
        Some(Self::from_nanos(timestamp.as_nanosecond()))
    }

    fn from_date(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
        let mut parts = date.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts.next().map_or(Some(1), |part| digits(part, 2))?;
        let day = parts.next().map_or(Some(1), |part| digits(part, 2))?;
        let is_whole_date = date.len() == 10;
        if parts.next().is_some() || (time.is_some() && !is_whole_date) {
            return None;
        }
        let (time_nanos, offset_seconds) = time.map_or(Some((0, 0)), time_of_day)?;
        let date = jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        let epoch = jiff::civil::Date::new(1970, 1, 1).ok()?;
        let days = i128::from(epoch.until(date).ok()?.get_days());
        Some(Self::from_nanos((days * 86_400 - offset_seconds) * NANOS + time_nanos))
    }
}

/// Writes a text that reads as the same instant: epoch seconds, or before 1970 a date.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = self.nanos();
        match jiff::Timestamp::from_nanosecond(nanos) {
            Ok(date) if nanos < 0 => date.fmt(f),
            _ => write!(f, "{}.{:09}", nanos / NANOS, nanos % NANOS),
        }
    }
}

fn digits(text: &str, length: usize) -> Option<i16> {
    let is_digits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_digits)
}

/// The fraction of a second in nanoseconds, cut after nine digits.
fn nanos(fraction: &str) -> Option<i128> {
    let is_digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let nine = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    is_digits.then(|| nine.fold(0, |sum, digit| sum * 10 + i128::from(digit - b'0')))
}

/// `hh:mm[:ss[.fraction]]` with `Z`, an offset or nothing: nanoseconds of the day and the offset in seconds.
fn time_of_day(text: &str) -> Option<(i128, i128)> {
    let (clock, offset) = match text.find(['Z', '+', '-']) {
        Some(at) => (text.get(..at)?, zone(text.get(at..)?)?),
        None => (text, 0),
    };
    let mut parts = clock.split(':');
    let hour = digits(parts.next()?, 2).filter(|&hour| hour < 24)?;
    let minute = digits(parts.next()?, 2).filter(|&minute| minute < 60)?;
    let (second, fraction) = match parts.next() {
        Some(part) => part.split_once('.').map_or((part, "0"), |(second, fraction)| (second, fraction)),
        None => ("00", "0"),
    };
    let second = digits(second, 2).filter(|&second| second < 60)?;
    if parts.next().is_some() {
        return None;
    }
    let seconds = i128::from(hour) * 3600 + i128::from(minute) * 60 + i128::from(second);
    Some((seconds * NANOS + nanos(fraction)?, offset))
}

fn zone(text: &str) -> Option<i128> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let hours = digits(hours, 2).filter(|&hours| hours < 24)?;
    let minutes = digits(minutes, 2).filter(|&minutes| minutes < 60)?;
    Some(sign * (i128::from(hours) * 3600 + i128::from(minutes) * 60))
}

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
    fn dates_in_every_spelling_are_one_instant() {
        let instant = Instant::parse("1577836800");
        for spelling in [
            "2020",
            "2020-01",
            "2020-01-01",
            "2020-01-01T00:00Z",
            "2020-01-01T00:00:00Z",
            "2020-01-01T01:00:00.000+01:00",
            "2019-12-31T23:30:00-00:30",
            "1577836800.0",
        ] {
            assert_eq!(Instant::parse(spelling), instant, "{spelling}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "20-01-01",
            "2020-13",
            "2020-02-30",
            "2020-01T00:00Z",
            "2020-01-01T24:00Z",
            "now",
            "1.2.3",
            ".",
        ] {
            assert_eq!(Instant::parse(text), None, "{text}");
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
        fn decimals_order_as_integers_do(a in any::<i64>(), b in any::<i64>()) {
            let decimals = (Decimal::parse(&a.to_string()), Decimal::parse(&b.to_string()));
            prop_assert_eq!(decimals.0.cmp(&decimals.1), a.cmp(&b));
        }

        #[test]
        fn decimals_ignore_leading_and_trailing_zeros(a in -9999i32..9999, zeros in 0usize..9) {
            let hundredths = format!("{}{}{}", if a < 0 { "-" } else { "" }, "0".repeat(zeros), a.abs());
            let padded = format!("{hundredths}.{}", "0".repeat(zeros));
            prop_assert_eq!(Decimal::parse(&padded), Decimal::parse(&a.to_string()));
        }

        #[test]
        fn bytes_are_compared_as_decoded(bytes in prop::collection::vec(any::<u8>(), 0..700), text in "[A-Za-z0-9+/=]{0,12}") {
            let encoded = base64::engine::general_purpose::STANDARD.encode(&bytes);
            prop_assert_eq!(is_binary(&encoded, &bytes), Some(true));
            let inserted = format!("{encoded}{text}");
            prop_assert_eq!(is_binary(&inserted, &bytes), parse_binary(&inserted).map(|other| other == bytes));
        }

        #[test]
        fn values_are_printed_as_they_read(text in "[-+]?[0-9]{1,6}([.][0-9]{1,4})?", seconds in -60_000_000_000_i128..60_000_000_000) {
            let decimal = Decimal::parse(&text).unwrap();
            prop_assert_eq!(Decimal::parse(&decimal.to_string()), Some(decimal));
            let instant = Instant::from_nanos(seconds * NANOS + 5);
            prop_assert_eq!(Instant::parse(&instant.to_string()), Some(instant));
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
