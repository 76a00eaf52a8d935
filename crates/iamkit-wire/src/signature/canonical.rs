//! The canonical request: the one text that both sides of a signature make of a request.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use super::read::Signed;
use super::{RequestParts, SignatureError};

/// All but the characters that a URI never escapes.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const ESCAPED_IN_PATH: &AsciiSet = &ESCAPED.remove(b'/');

/// The canonical form of a request.
pub(super) fn canonical(request: &RequestParts<'_>, signed: &Signed) -> Result<String, SignatureError> {
    let headers = headers(request, signed)?;
    let payload = match request.header("x-amz-content-sha256") {
        // What the client says of its body is held against the body.
        Some(told) if !told.eq_ignore_ascii_case(&hex(&Sha256::digest(request.body))) => {
            return Err(SignatureError::Mismatch);
        }
        _ => hex(&Sha256::digest(request.body)),
    };
    let (method, path, names) = (request.method, path(request.path), signed.headers.join(";"));
    let query = query(request.query, signed.presigned_for.is_some());
    Ok(format!("{method}\n{path}\n{query}\n{headers}\n{names}\n{payload}"))
}

/// The path, each part escaped once more, as all services but S3 have it.
fn path(path: &str) -> String {
    let path = if path.is_empty() { "/" } else { path };
    utf8_percent_encode(path, ESCAPED_IN_PATH).to_string()
}

/// The parameters by name and value, in one spelling; the signature itself isn't signed.
fn query(query: &str, is_presigned: bool) -> String {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let pairs = pairs.filter(|(name, _)| !(is_presigned && *name == "X-Amz-Signature"));
    let mut pairs = pairs.map(|(name, value)| (spelt(name), spelt(value))).collect::<Vec<_>>();
    pairs.sort();
    pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn spelt(text: &str) -> String {
    let bytes = percent_decode_str(text).collect::<Vec<_>>();
    percent_encoding::percent_encode(&bytes, ESCAPED).to_string()
}

/// The headers that were signed, each on a line; several values of a name together.
fn headers(request: &RequestParts<'_>, signed: &Signed) -> Result<String, SignatureError> {
    let mut lines = String::new();
    for name in &signed.headers {
        let values = request.headers.iter().filter(|(known, _)| known == name);
        let values = values.map(|(_, value)| folded(value)).collect::<Vec<_>>();
        if values.is_empty() {
            return Err(SignatureError::Mismatch);
        }
        let _ = writeln!(lines, "{name}:{}", values.join(","));
    }
    Ok(lines)
}

/// A value without spaces around it, runs of spaces within as one.
fn folded(value: &str) -> String {
    value.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xF]);
    nibbles.filter_map(|nibble| char::from_digit(u32::from(nibble), 16)).collect()
}
