//! Points in time: within the program as ISO 8601, on the wire as each protocol has them.

use jiff::Timestamp;

/// Whether a text is a point in time in ISO 8601.
pub(crate) fn is_iso_8601(text: &str) -> bool {
    text.parse::<Timestamp>().is_ok()
}

/// So many seconds after 1970, in ISO 8601.
pub(crate) fn from_seconds(seconds: f64) -> Option<String> {
    let whole = jiff::SignedDuration::try_from_secs_f64(seconds).ok()?;
    Timestamp::from_duration(whole).ok().map(|time| time.to_string())
}

/// The seconds of a point in time after 1970.
pub(crate) fn seconds(text: &str) -> Option<f64> {
    Some(text.parse::<Timestamp>().ok()?.as_duration().as_secs_f64())
}
