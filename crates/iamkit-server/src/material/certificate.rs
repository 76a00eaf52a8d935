//! X.509 certificates: whether a text is one, and when it ends.

use iamkit_store::Timestamp;

use super::der::{Elements, GENERALIZED_TIME, UTC_TIME, of_pem};

/// The tag of a certificate's version.
const VERSION: u8 = 0xa0;

/// When a certificate ends; none where a text is no certificate.
pub(crate) fn expiration(pem: &str) -> Option<Timestamp> {
    let bytes = of_pem(pem, "CERTIFICATE")?;
    let mut outer = Elements(&bytes);
    let mut certificate = outer.sequence()?;
    let mut fields = certificate.sequence()?;
    let mut behind_version = fields;
    if behind_version.next()?.0 == VERSION {
        fields = behind_version;
    }
    let (_serial, _algorithm, _issuer) = (fields.next()?, fields.sequence()?, fields.sequence()?);
    let mut validity = fields.sequence()?;
    let (_begin, end) = (validity.next()?, validity.next()?);
    let (_subject, _key) = (fields.sequence()?, fields.sequence()?);
    // What it is signed with, and the signature.
    certificate.sequence()?;
    certificate.next()?;
    time(end)
}

/// Whether a text is certificates one after the other, and one at least.
pub(crate) fn is_chain(pem: &str) -> bool {
    let mut parts = pem.split_inclusive("-----END CERTIFICATE-----").filter(|part| !part.trim().is_empty());
    !pem.trim().is_empty() && parts.all(|part| expiration(part).is_some())
}

/// Whether a text is a private key that isn't encrypted.
pub(crate) fn is_private_key(pem: &str) -> bool {
    ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"]
        .iter()
        .any(|label| of_pem(pem, label).is_some_and(|bytes| Elements(&bytes).sequence().is_some()))
}

fn time((tag, content): (u8, &[u8])) -> Option<Timestamp> {
    let text = std::str::from_utf8(content).ok()?.strip_suffix('Z')?;
    let text = match tag {
        // Years of two digits are those from 1950 on (RFC 5280).
        UTC_TIME => format!("{}{text}", if text.get(..2)? < "50" { "20" } else { "19" }),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let part = |from: usize, to: usize| text.get(from..to);
    let (date, time) = (part(0, 8)?, part(8, 14)?);
    let iso = format!(
        "{}-{}-{}T{}:{}:{}Z",
        date.get(..4)?,
        date.get(4..6)?,
        date.get(6..)?,
        time.get(..2)?,
        time.get(2..4)?,
        time.get(4..)?
    );
    iso.parse().ok().filter(|_| text.len() == 14)
}
