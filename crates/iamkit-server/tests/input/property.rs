//! What has to hold of any bytes sent to a server: it answers, in the form of the protocol, and never with a fault of its
//! own. It is what fuzzing drives, and an ordinary test over kept inputs.
//!
//! The first byte of an input says what the rest is: a request as it is sent, a form for IAM or STS, an operation of
//! Organizations with its JSON, or a path of Access Analyzer with its JSON; all but the first are signed by the root user.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use iamkit_server::{RunningServer, Server};

/// What is violated, in words.
pub(crate) type Checked = Result<(), String>;

/// The longest that a server may take for an answer, on a machine that others use.
const PATIENCE: Duration = Duration::from_secs(20);
/// A server takes so many inputs before the next one, so that what they made doesn't fill it.
const INPUTS_OF_A_SERVER: usize = 2_000;

/// The server, and how many inputs it took.
static SERVER: LazyLock<Mutex<Option<(RunningServer, usize)>>> = LazyLock::new(Mutex::default);

/// Any bytes as a request.
pub(crate) fn wire(bytes: &[u8]) -> Checked {
    let answer = answer(bytes)?;
    is_well_formed(&answer).map_err(|violated| format!("{violated}: {}", String::from_utf8_lossy(&answer)))
}

/// What a server answers to the request that an input stands for; nothing to what is none.
pub(crate) fn answer(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut kept = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
    let (server, count) = match kept.take().filter(|(_, count)| *count < INPUTS_OF_A_SERVER) {
        Some(kept) => kept,
        None => (Server::builder().spawn().map_err(|error| error.to_string())?, 0),
    };
    let is_signed = bytes.first().is_some_and(|kind| kind % 5 != 0);
    let answer =
        request(&server, bytes).map_or(Ok(Vec::new()), |request| exchange(&server, &request, is_signed));
    *kept = Some((server, count + 1));
    answer
}

/// The request that an input stands for; none where it can't be signed.
fn request(server: &RunningServer, bytes: &[u8]) -> Option<Vec<u8>> {
    let (kind, rest) = bytes.split_first()?;
    let form = "application/x-www-form-urlencoded; charset=utf-8";
    match kind % 5 {
        0 => Some(rest.to_vec()),
        1 => signed(server, "iam", ("POST", "/"), &[("content-type", form)], rest),
        2 => signed(server, "sts", ("POST", "/"), &[("content-type", form)], rest),
        3 => {
            let (operation, body) = line(rest)?;
            let target = format!("AWSOrganizationsV20161128.{operation}");
            let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", &*target)];
            signed(server, "organizations", ("POST", "/"), &headers, body)
        }
        _ => {
            let (head, body) = line(rest)?;
            let (method, path) = head.split_once(' ')?;
            signed(server, "access-analyzer", (method, path), &[("content-type", "application/json")], body)
        }
    }
}

/// The first line, where it is plain text, and what is behind it.
fn line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = bytes.split_at_checked(end)?;
    let line = std::str::from_utf8(line)
        .ok()
        .filter(|line| line.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' '))?;
    Some((line, rest.get(1..)?))
}

fn signed(
    server: &RunningServer,
    service: &str,
    (method, path): (&str, &str),
    headers: &[(&str, &str)],
    body: &[u8],
) -> Option<Vec<u8>> {
    let host = server.address().to_string();
    let headers = [&[("host", &*host)], headers].concat();
    let key = server.root_key();
    let identity = Credentials::new(key.id(), key.secret(), None, None, "test").into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region("us-east-1")
        .name(service)
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()
        .ok()?
        .into();
    let uri = format!("http://{host}{path}");
    let signable =
        SignableRequest::new(method, &uri, headers.iter().copied(), SignableBody::Bytes(body)).ok()?;
    let (instructions, _) = sign(signable, &params).ok()?.into_parts();
    let (more, _) = instructions.into_parts();
    let more = more.iter().map(|header| (header.name(), header.value()));
    let mut request = format!("{method} {path} HTTP/1.1\r\n");
    for (name, value) in headers.iter().copied().chain(more) {
        request.extend([name, ": ", value, "\r\n"]);
    }
    request.extend(["content-length: ", &*body.len().to_string(), "\r\nconnection: close\r\n\r\n"]);
    Some([request.as_bytes(), body].concat())
}

/// Sends a request and takes what comes back.
fn exchange(server: &RunningServer, request: &[u8], is_whole: bool) -> Result<Vec<u8>, String> {
    let told = |error: std::io::Error| error.to_string();
    let mut stream = TcpStream::connect(server.address()).map_err(told)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(told)?;
    // A server that has refused already may have ended the connection.
    let _ = stream.write_all(request);
    // Of what is sent as it is nobody knows whether it is whole; of a request that is, the server ends the connection, and
    // one whose client is gone needs no answer.
    if !is_whole {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
        Err(error) => return Err(format!("no answer comes: {error}")),
    }
    Ok(answer)
}

/// Whether bytes are answers, one after the other, each in the form that it says; nothing is an answer to what is none.
fn is_well_formed(mut bytes: &[u8]) -> Checked {
    while !bytes.is_empty() {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or("a head doesn't end")?;
        let head =
            std::str::from_utf8(bytes.get(..end).unwrap_or_default()).map_err(|_| "a head is no text")?;
        let rest = bytes.get(end + 4..).unwrap_or_default();
        let header = |name: &str| {
            let mut headers = head.lines().skip(1).filter_map(|line| line.split_once(": "));
            headers.find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        };
        let status =
            head.split(' ').nth(1).and_then(|status| status.parse::<u16>().ok()).ok_or("no status")?;
        if status == 500 {
            return Err("a fault of the server's own".to_owned());
        }
        // To `HEAD` comes the head alone; what a stream answers has no length.
        let length = header("content-length").map_or(Ok(rest.len()), str::parse).map_err(|_| "no length")?;
        let body = rest.get(..length).unwrap_or_default();
        is_of(header("content-type").unwrap_or_default(), body)?;
        bytes = rest.get(length..).unwrap_or_default();
    }
    Ok(())
}

fn is_of(content_type: &str, body: &[u8]) -> Checked {
    let text = std::str::from_utf8(body).map_err(|_| "a body is no text".to_owned())?;
    if text.is_empty() {
        Ok(())
    } else if content_type.contains("xml") {
        roxmltree::Document::parse(text).map(|_| ()).map_err(|error| format!("no XML, {error}"))
    } else if content_type.contains("json")
        && !content_type.contains("stream")
        && !content_type.contains("lines")
    {
        serde_json::from_str::<serde::de::IgnoredAny>(text)
            .map(|_| ())
            .map_err(|error| format!("no JSON, {error}"))
    } else {
        Ok(())
    }
}
