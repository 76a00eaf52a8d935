//! Points in time, in every spelling that conditions have (S39).

use std::fmt;

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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn instants_are_printed_as_they_read(seconds in -60_000_000_000_i128..60_000_000_000) {
            let instant = Instant::from_nanos(seconds * NANOS + 5);
            prop_assert_eq!(Instant::parse(&instant.to_string()), Some(instant));
        }
    }
}
