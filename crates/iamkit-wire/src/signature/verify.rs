//! Whether a signature is the one of a request, and of now.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::canonical::{canonical, hex};
use super::read::Signed;
use super::{RequestParts, SignatureError};

/// How many seconds a request's time may be off, either way
pub const CLOCK_SKEW: i64 = 15 * 60;

/// Makes sure of a request's signature: that the holder of a secret made it, of this request, and not long ago
///
/// `now` is in seconds since 1970. Signatures are compared in constant time.
///
/// # Errors
/// [`SignatureError::Expired`], [`SignatureError::RequestExpired`], [`SignatureError::Mismatch`], and
/// [`SignatureError::Incomplete`] for a time that is none.
pub fn verify(
    request: &RequestParts<'_>,
    signed: &Signed,
    secret: &str,
    now: i64,
) -> Result<(), SignatureError> {
    is_of_now(signed, now)?;
    let canonical = canonical(request, signed)?;
    let digest = hex(&Sha256::digest(canonical));
    let to_sign = format!("AWS4-HMAC-SHA256\n{}\n{}\n{digest}", signed.date, signed.scope);
    let expected = hex(&keyed(&signing_key(secret, signed), to_sign.as_bytes()));
    if bool::from(expected.as_bytes().ct_eq(signed.signature.as_bytes())) {
        return Ok(());
    }
    Err(SignatureError::Mismatch)
}

fn is_of_now(signed: &Signed, now: i64) -> Result<(), SignatureError> {
    let unreadable = || {
        SignatureError::Incomplete(format!("Date must be in ISO-8601 'basic format'. Got '{}'.", signed.date))
    };
    let at = seconds_of(&signed.date).ok_or_else(unreadable)?;
    if !signed.date.starts_with(&signed.scope.date) {
        return Err(SignatureError::Mismatch);
    }
    let told = || signed.date.clone();
    if let Some(seconds) = signed.presigned_for {
        if at.saturating_add(seconds) < now {
            return Err(SignatureError::RequestExpired { signed: told(), seconds });
        }
        if now.saturating_add(CLOCK_SKEW) < at {
            return Err(expired(told(), now));
        }
        return Ok(());
    }
    if now.abs_diff(at) > CLOCK_SKEW.unsigned_abs() { Err(expired(told(), now)) } else { Ok(()) }
}

fn expired(signed: String, now: i64) -> SignatureError {
    let now = Timestamp::from_second(now).map_or_else(|_| now.to_string(), |time| time.to_string());
    SignatureError::Expired { signed, now, minutes: CLOCK_SKEW / 60 }
}

impl Signed {
    /// When it was signed, as it says, in seconds since 1970
    pub fn time(&self) -> Option<i64> {
        seconds_of(&self.date)
    }
}

/// The seconds since 1970 of `YYYYMMDDTHHMMSSZ`.
fn seconds_of(date: &str) -> Option<i64> {
    let date = date.strip_suffix('Z').filter(|date| date.is_ascii() && date.len() == 15)?;
    let time: DateTime = date.parse().ok()?;
    Offset::UTC.to_timestamp(time).ok().map(Timestamp::as_second)
}

fn signing_key(secret: &str, signed: &Signed) -> Vec<u8> {
    let scope = &signed.scope;
    let parts = [&*scope.date, &*scope.region, &*scope.service, "aws4_request"];
    parts.iter().fold(format!("AWS4{secret}").into_bytes(), |key, part| keyed(&key, part.as_bytes()))
}

fn keyed(key: &[u8], message: &[u8]) -> Vec<u8> {
    // INVARIANT: HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}
