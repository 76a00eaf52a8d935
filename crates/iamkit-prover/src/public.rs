//! What public access is: what a stranger has, from nowhere that a policy could trust.
//!
//! A condition makes a grant private if it asks for a value that not everybody can have: an account, an organisation,
//! an endpoint, a network, a certain source. So the keys that tell of such things have values here that nobody would
//! name, or none.

use crate::atom::KeyValue;

/// Keys that tell where a request comes from, with a value that nobody trusts.
const SOURCES: [(&str, Option<&str>); 17] = [
    ("aws:principalaccount", None),
    ("aws:principalarn", None),
    ("aws:principalorgid", Some("o-stranger000")),
    ("aws:principalserviceName", None),
    ("aws:principalisawsservice", None),
    ("aws:sourceaccount", Some("999999999999")),
    ("aws:sourcearn", Some("arn:aws:sns:us-east-1:999999999999:strangers-topic")),
    ("aws:sourceip", Some("203.0.113.77")),
    ("aws:sourceorgid", Some("o-stranger000")),
    ("aws:sourceowner", Some("999999999999")),
    ("aws:sourcevpc", Some("vpc-0stranger0")),
    ("aws:sourcevpce", Some("vpce-0stranger0")),
    ("aws:userid", Some("AIDASTRANGER000000000")),
    ("aws:vpcsourceip", Some("203.0.113.77")),
    ("kms:calleraccount", Some("999999999999")),
    ("kms:viaservice", Some("stranger.us-east-1.amazonaws.com")),
    ("s3:dataaccesspointaccount", Some("999999999999")),
];

/// The values of a key, given in lower case, if it tells where a request comes from.
pub(crate) fn values(key: &str) -> Option<Vec<KeyValue>> {
    let (_, value) = SOURCES.into_iter().find(|(source, value)| *source == key && value.is_some())?;
    Some(std::iter::once(KeyValue::Absent).chain(value.map(|value| KeyValue::Single(value.into()))).collect())
}
