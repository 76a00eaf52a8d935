//! Points in time written as seconds since 1970.

/// Whether a text is digits, perhaps with a fraction; four of them are a year.
pub(super) fn is_epoch(text: &str) -> bool {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.len() != 4 && is_digits(seconds) && is_digits(fraction)
}
