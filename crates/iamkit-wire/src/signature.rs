//! Signature Version 4: who signed a request, and whether they did.
//!
//! A request is read once into what was signed ([`Signed`]); whoever knows the secret of its key can then tell whether the
//! signature is right. The clock comes in from outside.

mod canonical;
mod read;
mod scope;
mod verify;

pub use read::{Signed, read};
pub use scope::SignatureScope;
pub use verify::{CLOCK_SKEW, verify};

use crate::error::WireError;

/// What is signed of a request: the parts, as they came
#[derive(Debug, Clone, Copy)]
pub struct RequestParts<'r> {
    /// The method, in upper case
    pub method: &'r str,
    /// The path as it was sent, still percent-encoded
    pub path: &'r str,
    /// The query string as it was sent, without `?`
    pub query: &'r str,
    /// The headers in their order, names in lower case; of a name that stands twice both
    pub headers: &'r [(String, String)],
    /// The body
    pub body: &'r [u8],
}

impl RequestParts<'_> {
    /// The value of a header that stands once
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values =
            self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        values.next().filter(|_| values.next().is_none())
    }
}

/// Why a request isn't known to be anyone's
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// It carries no signature
    #[error("Request is missing Authentication Token")]
    Missing,
    /// It carries something that isn't all of a signature
    #[error("{0}")]
    Incomplete(String),
    /// Its key is nobody's
    #[error("The security token included in the request is invalid")]
    UnknownKey,
    /// Its session has ended
    #[error("The security token included in the request is expired")]
    ExpiredToken,
    /// It was signed too long ago, or too far ahead
    #[error("Signature expired: {signed} is not within {minutes} minutes of {now}")]
    Expired {
        /// When it says it was signed
        signed: String,
        /// The time of the service
        now: String,
        /// How many minutes it may be off
        minutes: i64,
    },
    /// It was presigned for a time that is over
    #[error("Request has expired: it was signed at {signed} for {seconds} seconds")]
    RequestExpired {
        /// When it says it was signed
        signed: String,
        /// For how long
        seconds: i64,
    },
    /// The signature isn't the one of this request by this key
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
         Access Key and signing method. Consult the service documentation for details."
    )]
    Mismatch,
}

impl SignatureError {
    /// The error as a client sees it
    pub fn to_wire(&self) -> WireError {
        let (code, status) = match self {
            Self::Missing => ("MissingAuthenticationToken", 403),
            Self::Incomplete(_) => ("IncompleteSignature", 400),
            Self::UnknownKey => ("InvalidClientTokenId", 403),
            Self::ExpiredToken => ("ExpiredToken", 403),
            Self::Expired { .. } | Self::Mismatch => ("SignatureDoesNotMatch", 403),
            Self::RequestExpired { .. } => ("RequestExpired", 400),
        };
        WireError::new(code, status, self.to_string())
    }
}
