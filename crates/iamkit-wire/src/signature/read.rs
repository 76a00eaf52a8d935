//! What a request says of its signature, in a header or in its query string.

use percent_encoding::percent_decode_str;

use super::scope::SignatureScope;
use super::{RequestParts, SignatureError};

/// What a request says of its signature
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The access key id
    pub access_key_id: String,
    /// The scope
    pub scope: SignatureScope,
    /// When it was signed, as it says: `YYYYMMDDTHHMMSSZ`
    pub(super) date: String,
    /// The names of the headers that were signed, in their order
    pub(super) headers: Vec<String>,
    /// The signature, in hexadecimal
    pub(super) signature: String,
    /// The token of a session
    pub session_token: Option<String>,
    /// For how many seconds a presigned request is good; none for a header
    pub(super) presigned_for: Option<i64>,
}

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Reads what a request says of its signature; makes sure of nothing but its form
///
/// # Errors
/// [`SignatureError::Missing`] where there is none, [`SignatureError::Incomplete`] where something of it is missing.
pub fn read(request: &RequestParts<'_>) -> Result<Signed, SignatureError> {
    let parameter = |name: &str| {
        let pairs = request.query.split('&').filter_map(|pair| pair.split_once('='));
        let mut values = pairs.filter(|(known, _)| *known == name).map(|(_, value)| value);
        let value = values.next().filter(|_| values.next().is_none())?;
        Some(percent_decode_str(value).decode_utf8().ok()?.into_owned())
    };
    match request.header("authorization") {
        Some(header) => from_header(request, header),
        None if parameter("X-Amz-Algorithm").is_some() => from_query(&parameter),
        None => Err(SignatureError::Missing),
    }
}

fn from_header(request: &RequestParts<'_>, header: &str) -> Result<Signed, SignatureError> {
    let Some(fields) = header.strip_prefix(ALGORITHM).filter(|rest| rest.starts_with(' ')) else {
        return Err(incomplete(&format!("'Authorization' must begin with {ALGORITHM}")));
    };
    let field = |name: &str| {
        let fields = fields.split(',').filter_map(|field| field.trim().split_once('='));
        let mut values = fields.filter(|(known, _)| *known == name).map(|(_, value)| value.to_owned());
        let value = values.next().filter(|_| values.next().is_none());
        value.ok_or_else(|| incomplete(&format!("'{name}' is not once in 'Authorization'")))
    };
    let date = request.header("x-amz-date").map(str::to_owned);
    Ok(Signed {
        date: date.ok_or_else(|| incomplete("the header 'X-Amz-Date' is not there once"))?,
        session_token: request.header("x-amz-security-token").map(str::to_owned),
        presigned_for: None,
        ..whole(&field("Credential")?, &field("SignedHeaders")?, field("Signature")?)?
    })
}

fn from_query(parameter: &dyn Fn(&str) -> Option<String>) -> Result<Signed, SignatureError> {
    if parameter("X-Amz-Algorithm").as_deref() != Some(ALGORITHM) {
        return Err(incomplete(&format!("'X-Amz-Algorithm' must be {ALGORITHM}")));
    }
    let needed =
        |name: &str| parameter(name).ok_or_else(|| incomplete(&format!("'{name}' is not there once")));
    // At most a week, as AWS has it.
    let seconds =
        needed("X-Amz-Expires")?.parse::<i64>().ok().filter(|seconds| (1..=604_800).contains(seconds));
    Ok(Signed {
        date: needed("X-Amz-Date")?,
        session_token: parameter("X-Amz-Security-Token"),
        presigned_for: Some(
            seconds.ok_or_else(|| incomplete("'X-Amz-Expires' must be 1 to 604800 seconds"))?,
        ),
        ..whole(&needed("X-Amz-Credential")?, &needed("X-Amz-SignedHeaders")?, needed("X-Amz-Signature")?)?
    })
}

fn whole(credential: &str, headers: &str, signature: String) -> Result<Signed, SignatureError> {
    let (key, scope) = SignatureScope::of_credential(credential)
        .ok_or_else(|| incomplete("'Credential' must be KEY/DATE/REGION/SERVICE/aws4_request"))?;
    let headers = headers.split(';').map(str::to_owned).collect::<Vec<_>>();
    if !headers.iter().any(|name| name == "host") {
        return Err(incomplete("'Host' must be a 'SignedHeader' in the AWS Authorization"));
    }
    let access_key_id = key.to_owned();
    let (date, session_token, presigned_for) = (String::new(), None, None);
    Ok(Signed { access_key_id, scope, date, headers, signature, session_token, presigned_for })
}

fn incomplete(reason: &str) -> SignatureError {
    SignatureError::Incomplete(format!("Authorization is not complete: {reason}"))
}
