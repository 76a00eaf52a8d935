//! Dates as IAM takes them in conditions: ISO 8601 with parts left out from the right, or seconds since 1970.
//!
//! This is what a write call takes; what a date then means to a decision is another question (S39).

/// Whether a value of a `Date…` operator is taken.
pub(super) fn is_date(text: &str) -> bool {
    let text = text.to_ascii_uppercase();
    if !text.contains(['-', 'T']) {
        return is_number(&text) && text.parse::<i64>().is_ok();
    }
    let (date, time) = text.split_once('T').unwrap_or((&text, ""));
    is_day(date) && is_time(time)
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; the year may be before the first.
fn is_day(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    match *text.split('-').collect::<Vec<_>>() {
        [year] => is_year(year),
        [year, month] => is_year(year) && is_within(month, 1, 12),
        [year, month, day] => is_year(year) && is_within(month, 1, 12) && is_within(day, 1, 31),
        _ => false,
    }
}

fn is_year(text: &str) -> bool {
    is_within(text, 0, 292_278_993)
}

/// Nothing, or `hh`, `hh:mm`, `hh:mm:ss` with a fraction and a zone behind it.
fn is_time(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let zone = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at_checked(zone).unwrap_or((text, ""));
    if !is_zone(zone) {
        return false;
    }
    match *clock.split(':').collect::<Vec<_>>() {
        [hours] => is_within(hours, 0, 23),
        [hours, minutes] => is_within(hours, 0, 23) && is_within(minutes, 0, 59),
        [hours, minutes, seconds] => {
            is_within(hours, 0, 23) && is_within(minutes, 0, 59) && is_second(seconds)
        }
        _ => false,
    }
}

fn is_second(text: &str) -> bool {
    match text.split_once('.') {
        None => is_within(text, 0, 59),
        Some((seconds, fraction)) => is_within(seconds, 0, 59) && is_number(fraction) && fraction.len() <= 9,
    }
}

/// Nothing, `Z`, `±hh` or `±hh:mm`.
fn is_zone(text: &str) -> bool {
    if matches!(text, "" | "Z") {
        return true;
    }
    let is_two = |text: &str, last| text.len() == 2 && is_within(text, 0, last);
    let Some(offset) = text.strip_prefix(['+', '-']) else { return false };
    match offset.split_once(':') {
        None => is_two(offset, 23),
        Some((hours, minutes)) => is_two(hours, 23) && is_two(minutes, 59),
    }
}

fn is_within(text: &str, first: u32, last: u32) -> bool {
    is_number(text) && text.parse::<u32>().is_ok_and(|number| (first..=last).contains(&number))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn dates_and_seconds_are_taken() {
        for text in [
            "0",
            "1767225600",
            "9223372036854775807",
            "2026-01",
            "2026-01-31",
            "2026-1-1",
            "-0044-03-15",
            "2026-01-31T",
            "2026T10",
            "2026-01-31t10:20",
            "2026-01-31T10:20:30",
            "2026-01-31T10:20:30Z",
            "2026-01-31T10:20:30.123456789z",
            "2026-01-31T10:20:30+01",
            "2026-01-31T10:20:30-07:30",
            "2026-02-31",
        ] {
            assert!(is_date(text), "{text}");
        }
    }

    #[test]
    fn what_is_neither_is_not_taken() {
        for text in [
            "",
            "x",
            "T",
            "-",
            "--1",
            "9223372036854775808",
            "1.5",
            "2026-00-01",
            "2026-13-01",
            "2026-01-00",
            "2026-01-32",
            "2026-01-01-01",
            "2026-01-01T24",
            "2026-01-01T10:60",
            "2026-01-01T10:20:60",
            "2026-01-01T10:20:30.1234567890Z",
            "2026-01-01T10:20:30.Z",
            "2026-01-01T10:20:30+1",
            "2026-01-01T10:20:30+010",
            "2026-01-01T10:20:30+01:0",
            "2026-01-01T10:20:30Zx",
            "2026-01-01 10:20:30",
            "${aws:CurrentTime}",
            "tomorrow",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }
}
