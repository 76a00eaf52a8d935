//! Signatures: AWS's own library signs, this crate makes sure; and every altered request is refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "integration test"
)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SignatureLocation, SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use iamkit_wire::signature::{self, CLOCK_SKEW, RequestParts, SignatureError};
use proptest::prelude::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const NOW: i64 = 1_777_630_200;

/// A request that can be changed.
#[derive(Debug, Clone)]
struct Request {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    fn new(query: &str, body: &str) -> Self {
        let headers = [
            ("host", "127.0.0.1:4566"),
            ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
        ];
        Self {
            method: "POST".to_owned(),
            path: "/".to_owned(),
            query: query.to_owned(),
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
            body: body.as_bytes().to_vec(),
        }
    }

    fn uri(&self) -> String {
        let mark = if self.query.is_empty() { "" } else { "?" };
        format!("http://127.0.0.1:4566{}{mark}{}", self.path, self.query)
    }

    fn signed(self, location: SignatureLocation) -> Self {
        self.signed_by(location, None)
    }

    fn signed_by(mut self, location: SignatureLocation, token: Option<&str>) -> Self {
        let identity = Credentials::new("AKIDEXAMPLE", SECRET, token.map(str::to_owned), None, "test").into();
        let mut settings = SigningSettings::default();
        settings.signature_location = location;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.expires_in = (location == SignatureLocation::QueryParams).then_some(Duration::from_mins(1));
        let time: SystemTime = UNIX_EPOCH + Duration::from_secs(NOW.unsigned_abs());
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region("eu-west-1")
            .name("iam")
            .time(time)
            .settings(settings)
            .build()
            .expect("is whole")
            .into();
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let uri = self.uri();
        let request =
            SignableRequest::new(self.method.as_str(), &uri, headers, SignableBody::Bytes(&self.body));
        let (instructions, _) =
            sign(request.expect("can be signed"), &params).expect("is signed").into_parts();
        let (headers, parameters) = instructions.into_parts();
        self.headers
            .extend(headers.iter().map(|header| (header.name().to_owned(), header.value().to_owned())));
        for (name, value) in parameters {
            let value = percent_encoding::utf8_percent_encode(&value, percent_encoding::NON_ALPHANUMERIC);
            let mark = if self.query.is_empty() { "" } else { "&" };
            self.query = format!("{}{mark}{name}={value}", self.query);
        }
        self
    }

    fn verified_at(&self, now: i64) -> Result<(), SignatureError> {
        let (headers, body) = (&self.headers, &self.body);
        let parts =
            RequestParts { method: &self.method, path: &self.path, query: &self.query, headers, body };
        let signed = signature::read(&parts)?;
        assert_eq!(signed.access_key_id, "AKIDEXAMPLE");
        assert_eq!((&*signed.scope.region, &*signed.scope.service), ("eu-west-1", "iam"));
        signature::verify(&parts, &signed, SECRET, now)
    }

    fn verified(&self) -> Result<(), SignatureError> {
        self.verified_at(NOW)
    }

    fn header(&mut self, name: &str) -> &mut String {
        &mut self.headers.iter_mut().find(|(known, _)| known == name).expect("is there").1
    }
}

const PLACES: [SignatureLocation; 2] = [SignatureLocation::Headers, SignatureLocation::QueryParams];

#[test]
fn what_aws_s_own_library_signs_is_right() {
    for place in PLACES {
        for query in ["", "Action=ListUsers&Version=2010-05-08", "b=2&a=1&a=0&c", "q=a%20b%2Fc&%C3%BC=1"] {
            let request = Request::new(query, "Action=ListUsers&Version=2010-05-08").signed(place);
            assert_eq!(request.verified(), Ok(()), "{place:?} {query}");
        }
    }
}

#[test]
fn a_token_is_signed_with_the_rest() {
    for place in PLACES {
        let mut request = Request::new("", "Action=ListUsers").signed_by(place, Some("a/token+of=bytes"));
        assert_eq!(request.verified(), Ok(()), "{place:?}");
        if place == SignatureLocation::Headers {
            "another".clone_into(request.header("x-amz-security-token"));
            assert_eq!(request.verified(), Err(SignatureError::Mismatch));
        }
    }
}

#[test]
fn spaces_in_headers_are_folded_and_their_order_is_free() {
    let mut request = Request::new("", "x");
    request.headers.push(("x-note".to_owned(), "a  b   c".to_owned()));
    let mut request = request.signed(SignatureLocation::Headers);
    assert_eq!(request.verified(), Ok(()));
    request.headers.reverse();
    assert_eq!(request.verified(), Ok(()));
    "  a b c ".clone_into(request.header("x-note"));
    assert_eq!(request.verified(), Ok(()));
    "a b d".clone_into(request.header("x-note"));
    assert_eq!(request.verified(), Err(SignatureError::Mismatch));
}

#[test]
fn altered_requests_are_refused() {
    let right = Request::new("a=1", "Action=ListUsers").signed(SignatureLocation::Headers);
    let alter = |alter: &dyn Fn(&mut Request)| {
        let mut request = right.clone();
        alter(&mut request);
        request.verified()
    };
    let mismatch = Err(SignatureError::Mismatch);
    assert_eq!(alter(&|it| it.body.push(b'x')), mismatch);
    assert_eq!(alter(&|it| "GET".clone_into(&mut it.method)), mismatch);
    assert_eq!(alter(&|it| "/other".clone_into(&mut it.path)), mismatch);
    assert_eq!(alter(&|it| it.query.push('0')), mismatch);
    assert_eq!(alter(&|it| it.query.clear()), mismatch);
    assert_eq!(alter(&|it| "localhost".clone_into(it.header("host"))), mismatch);
    assert_eq!(alter(&|it| it.headers.retain(|(name, _)| name != "content-type")), mismatch);
    assert_eq!(alter(&|it| it.headers.push(("host".into(), "other".into()))), mismatch);
    for digit in ['0', 'f'] {
        let altered = alter(&|it| {
            let header = it.header("authorization");
            header.pop();
            header.push(digit);
        });
        let is_same =
            right.headers.iter().any(|(name, value)| name == "authorization" && value.ends_with(digit));
        assert_eq!(altered.is_ok(), is_same);
    }
}

#[test]
fn a_signature_is_good_for_a_quarter_of_an_hour_either_way() {
    let request = Request::new("", "x").signed(SignatureLocation::Headers);
    for off in [-CLOCK_SKEW, CLOCK_SKEW] {
        assert_eq!(request.verified_at(NOW + off), Ok(()));
        let refused = request.verified_at(NOW + off + off.signum()).unwrap_err();
        assert_eq!(refused.to_wire().code(), "SignatureDoesNotMatch");
    }
    let presigned = Request::new("", "").signed(SignatureLocation::QueryParams);
    assert_eq!(presigned.verified_at(NOW + 60), Ok(()));
    assert_eq!(presigned.verified_at(NOW + 61).unwrap_err().to_wire().code(), "RequestExpired");
}

#[test]
fn what_is_no_whole_signature_says_so() {
    let code = |request: &Request| request.verified().map_err(|error| error.to_wire().code().to_owned());
    assert_eq!(code(&Request::new("", "")), Err("MissingAuthenticationToken".to_owned()));
    let right = Request::new("", "").signed(SignatureLocation::Headers);
    for (from, to) in [
        ("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA1 "),
        ("Credential=", "Credentials="),
        ("/aws4_request", ""),
        ("Signature=", "Signature:"),
        ("host;", ""),
    ] {
        let mut request = right.clone();
        let header = request.header("authorization");
        *header = header.replace(from, to);
        assert_eq!(code(&request), Err("IncompleteSignature".to_owned()), "{from}");
    }
    let mut request = right.clone();
    request.headers.retain(|(name, _)| name != "x-amz-date");
    assert_eq!(code(&request), Err("IncompleteSignature".to_owned()));
}

proptest! {
    #[test]
    fn any_body_and_parameters_are_signed_alike(body in any::<Vec<u8>>(), value in "[ -~äöü€]{0,20}") {
        let value = percent_encoding::utf8_percent_encode(&value, percent_encoding::NON_ALPHANUMERIC).to_string();
        let mut request = Request::new(&format!("name={value}"), "");
        request.body = body;
        for place in PLACES {
            prop_assert_eq!(request.clone().signed(place).verified(), Ok(()));
        }
    }

    /// Whatever a header or query string says, it is read or refused.
    #[test]
    fn any_authorization_is_read_or_refused(header in any::<String>(), query in any::<String>()) {
        let mut request = Request::new(&query, "");
        request.headers.push(("authorization".to_owned(), header));
        let parts = RequestParts {
            method: "POST", path: "/", query: &request.query, headers: &request.headers, body: b"",
        };
        if let Ok(signed) = signature::read(&parts) {
            let _ = signature::verify(&parts, &signed, SECRET, NOW);
        }
    }
}
