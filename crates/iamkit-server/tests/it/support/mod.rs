//! A client for tests: one signed request on a connection of its own, by AWS's own signing library.

#![allow(dead_code, reason = "what is killed asks for less")]
#![expect(clippy::expect_used, reason = "integration tests")]

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use iamkit_server::RunningServer;

/// What a server answered
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    /// The text of the first element of a name.
    pub(crate) fn text(&self, element: &str) -> String {
        let document = roxmltree::Document::parse(&self.body).expect("an answer is XML");
        let node = document.descendants().find(|node| node.tag_name().name() == element);
        node.and_then(|node| node.text()).unwrap_or_default().to_owned()
    }

    /// The texts of all elements of a name.
    pub(crate) fn texts(&self, element: &str) -> Vec<String> {
        let document = roxmltree::Document::parse(&self.body).expect("an answer is XML");
        let nodes = document.descendants().filter(|node| node.tag_name().name() == element);
        nodes.map(|node| node.text().unwrap_or_default().to_owned()).collect()
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("the body is JSON")
    }

    /// The code of an error; none of an answer.
    pub(crate) fn code(&self) -> String {
        self.text("Code")
    }

    /// The sentence of an error.
    pub(crate) fn message(&self) -> String {
        self.text("Message")
    }
}

/// Whoever signs
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) address: SocketAddr,
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) token: Option<String>,
    pub(crate) time: SystemTime,
}

impl Client {
    /// The root user of a server.
    pub(crate) fn root(server: &RunningServer) -> Self {
        let key = server.root_key();
        Self::new(server, key.id(), key.secret())
    }

    pub(crate) fn new(server: &RunningServer, id: &str, secret: &str) -> Self {
        let (id, secret) = (id.to_owned(), secret.to_owned());
        Self { address: server.address(), id, secret, token: None, time: SystemTime::now() }
    }

    /// The holder of the credentials in an answer.
    pub(crate) fn of_credentials(server: &RunningServer, answer: &Answer) -> Self {
        let token = answer.text("SessionToken");
        let client = Self::new(server, &answer.text("AccessKeyId"), &answer.text("SecretAccessKey"));
        Self { token: (!token.is_empty()).then_some(token), ..client }
    }

    /// A user's new key.
    pub(crate) fn of_new_user(&self, server: &RunningServer, name: &str) -> Self {
        self.did("CreateUser", &[("UserName", name)]);
        Self::of_credentials(server, &self.did("CreateAccessKey", &[("UserName", name)]))
    }

    /// Calls an operation of IAM that is expected to go well.
    pub(crate) fn did(&self, action: &str, parameters: &[(&str, &str)]) -> Answer {
        let answer = self.iam(action, parameters);
        assert_eq!(answer.status, 200, "{action}: {}", answer.body);
        answer
    }

    /// Calls an operation of IAM.
    pub(crate) fn iam(&self, action: &str, parameters: &[(&str, &str)]) -> Answer {
        self.call("iam", "2010-05-08", action, parameters)
    }

    /// Calls an operation of STS.
    pub(crate) fn sts(&self, action: &str, parameters: &[(&str, &str)]) -> Answer {
        self.call("sts", "2011-06-15", action, parameters)
    }

    /// Calls an operation of Access Analyzer, by its path.
    pub(crate) fn rest(&self, path: &str, body: &str) -> Answer {
        self.rest_as("POST", path, body)
    }

    /// Calls an operation of Access Analyzer, by its method and path.
    pub(crate) fn rest_as(&self, method: &str, path: &str, body: &str) -> Answer {
        let headers = self.signed_as(method, "access-analyzer", path, "application/json", body);
        exchange(self.address, &written_as(method, path, &headers, body.as_bytes()))
    }

    /// The body of what an operation of IAM answers to whoever wants denials sealed.
    pub(crate) fn iam_explained(&self, action: &str) -> String {
        let body = format!("Action={action}&Version=2010-05-08");
        let mut headers = self.signed("iam", "/", "application/x-www-form-urlencoded; charset=utf-8", &body);
        headers.push(("x-iamkit-explain".to_owned(), "encoded".to_owned()));
        send(self.address, "/", &headers, body.as_bytes()).body
    }

    /// Calls an operation of Organizations.
    pub(crate) fn organizations(&self, operation: &str, body: &str) -> Answer {
        let content_type = "application/x-amz-json-1.1";
        let mut headers = self.signed("organizations", "/", content_type, body);
        headers.push(("x-amz-target".to_owned(), format!("AWSOrganizationsV20161128.{operation}")));
        send(self.address, "/", &headers, body.as_bytes())
    }

    /// Calls an operation of STS that nobody signs.
    pub(crate) fn unsigned_sts(&self, action: &str, parameters: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("Action", action).append_pair("Version", "2011-06-15").extend_pairs(parameters);
        let headers = [
            ("host".to_owned(), self.address.to_string()),
            ("content-type".to_owned(), "application/x-www-form-urlencoded; charset=utf-8".to_owned()),
        ];
        send(self.address, "/", &headers, body.finish().as_bytes())
    }

    /// Sends JSON to a path, signed.
    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        let headers = self.signed("iam", path, "application/json", body);
        send(self.address, path, &headers, body.as_bytes())
    }

    /// Calls an operation of IAM with a header more, which isn't signed.
    pub(crate) fn iam_with(&self, header: (&str, &str), action: &str, parameters: &[(&str, &str)]) -> Answer {
        let body = form("2010-05-08", action, parameters);
        let mut headers = self.signed("iam", "/", FORM, &body);
        headers.push((header.0.to_owned(), header.1.to_owned()));
        send(self.address, "/", &headers, body.as_bytes())
    }

    /// The head and body of a signed call of IAM, for those who send it otherwise.
    pub(crate) fn written(&self, action: &str, parameters: &[(&str, &str)]) -> Vec<u8> {
        let body = form("2010-05-08", action, parameters);
        written("/", &self.signed("iam", "/", FORM, &body), body.as_bytes())
    }

    fn call(&self, service: &str, version: &str, action: &str, parameters: &[(&str, &str)]) -> Answer {
        let body = form(version, action, parameters);
        let headers = self.signed(service, "/", FORM, &body);
        send(self.address, "/", &headers, body.as_bytes())
    }

    /// The headers of a signed request.
    fn signed(&self, service: &str, path: &str, content_type: &str, body: &str) -> Vec<(String, String)> {
        self.signed_as("POST", service, path, content_type, body)
    }

    fn signed_as(
        &self,
        method: &str,
        service: &str,
        path: &str,
        content_type: &str,
        body: &str,
    ) -> Vec<(String, String)> {
        let host = self.address.to_string();
        let mut headers =
            vec![("host".to_owned(), host), ("content-type".to_owned(), content_type.to_owned())];
        let identity = Credentials::new(&self.id, &self.secret, self.token.clone(), None, "test").into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region("us-east-1")
            .name(service)
            .time(self.time)
            .settings(SigningSettings::default())
            .build()
            .expect("is whole")
            .into();
        let uri = format!("http://{}{path}", self.address);
        let of_request = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let request = SignableRequest::new(method, &uri, of_request, SignableBody::Bytes(body.as_bytes()));
        let (instructions, _) =
            sign(request.expect("can be signed"), &params).expect("is signed").into_parts();
        let (of_signature, _) = instructions.into_parts();
        headers.extend(of_signature.iter().map(|it| (it.name().to_owned(), it.value().to_owned())));
        headers
    }
}

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

fn form(version: &str, action: &str, parameters: &[(&str, &str)]) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.append_pair("Action", action).append_pair("Version", version).extend_pairs(parameters);
    body.finish()
}

/// Gets a path, unsigned.
pub(crate) fn get(address: SocketAddr, path: &str) -> Answer {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    exchange(address, request.as_bytes())
}

/// Posts a body with a bearer token.
pub(crate) fn post_with_token(
    address: SocketAddr,
    path: &str,
    token: &str,
    kind: &str,
    body: &str,
) -> Answer {
    let headers = [("host", "x"), ("content-type", kind), ("authorization", &*format!("Bearer {token}"))];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    send(address, path, &headers, body.as_bytes())
}

/// Sends a request and takes its answer.
pub(crate) fn send(address: SocketAddr, path: &str, headers: &[(String, String)], body: &[u8]) -> Answer {
    exchange(address, &written(path, headers, body))
}

/// A request as it is sent.
pub(crate) fn written(path: &str, headers: &[(String, String)], body: &[u8]) -> Vec<u8> {
    written_as("POST", path, headers, body)
}

fn written_as(method: &str, path: &str, headers: &[(String, String)], body: &[u8]) -> Vec<u8> {
    let mut request = format!("{method} {path} HTTP/1.1\r\n");
    for (name, value) in headers {
        let _ = write!(request, "{name}: {value}\r\n");
    }
    let _ = write!(request, "content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    [request.as_bytes(), body].concat()
}

/// Sends bytes and takes what comes back until the connection ends.
pub(crate) fn exchange(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    // A server that has answered already may have ended the connection.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    parsed(answer)
}

/// An answer as it came.
pub(crate) fn parsed(answer: Vec<u8>) -> Answer {
    let answer = String::from_utf8(answer).expect("an answer is text");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    let (head, body) = (head.to_owned(), body.to_owned());
    Answer { status, head, body }
}
