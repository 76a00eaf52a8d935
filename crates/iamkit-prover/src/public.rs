//! What public access is: what a stranger has, from nowhere that a policy could trust.
//!
//! A condition makes a grant private if it asks for a value that not everybody can have: an account, an organisation,
//! an endpoint, a network, a certain source. So the keys that tell of such things have values here that nobody would
//! name, or none.

use crate::atom::KeyValue;

/// Keys that tell where a request comes from, with a value that nobody trusts.
const SOURCES: [(&str, &str); 16] = [
    ("aws:principalaccount", "999999999999"),
    ("aws:principalarn", "arn:aws:iam::999999999999:user/somebody"),
    ("aws:principalorgid", "o-stranger000"),
    ("aws:principalisawsservice", "false"),
    ("aws:sourceaccount", "999999999999"),
    ("aws:sourcearn", "arn:aws:sns:us-east-1:999999999999:strangers-topic"),
    ("aws:sourceip", "203.0.113.77"),
    ("aws:sourceorgid", "o-stranger000"),
    ("aws:sourceowner", "999999999999"),
    ("aws:sourcevpc", "vpc-0stranger0"),
    ("aws:sourcevpce", "vpce-0stranger0"),
    ("aws:userid", "AIDASTRANGER000000000"),
    ("aws:vpcsourceip", "203.0.113.77"),
    ("kms:calleraccount", "999999999999"),
    ("kms:viaservice", "stranger.us-east-1.amazonaws.com"),
    ("s3:dataaccesspointaccount", "999999999999"),
];

/// The values of a key, given in lower case, if it tells where a request comes from.
pub(crate) fn values(key: &str) -> Option<Vec<KeyValue>> {
    let (_, value) = SOURCES.into_iter().find(|(source, _)| *source == key)?;
    Some(vec![KeyValue::Absent, KeyValue::Single(value.into())])
}
