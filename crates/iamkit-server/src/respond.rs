//! One request of a connection: read within bounds, answered by what stands behind its path, and told of afterwards.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use http_body_util::{BodyExt as _, Either, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, Response};
use iamkit_wire::WireError;
use iamkit_wire::model::ServiceName;
use iamkit_wire::signature::RequestParts;
use uuid::Uuid;

use crate::answer::Answer;
use crate::api;
use crate::asker::{Asker, bearer_token, trusted};
use crate::audit::{Place, event};
use crate::authorize_endpoint;
use crate::body::AnswerBody;
use crate::changes;
use crate::condition_keys::Circumstances;
use crate::handle::handle;
use crate::record::Record;
use crate::state::State;
use crate::stream;

/// Who is at the other end of a connection
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    pub(crate) is_secure: bool,
}

/// Answers a request.
pub(crate) async fn respond(
    state: &Arc<State>,
    peer: Peer,
    request: Request<Incoming>,
) -> Response<AnswerBody> {
    let request_id = Uuid::new_v4().to_string();
    let (head, body) = request.into_parts();
    let max_head = state.limits.head;
    // The buffer grows in steps, so that more than its bound may have been read.
    if max_head < size_of_head(&head) {
        let message = format!("The head has more than {max_head} bytes");
        let answer = refusal("RequestHeaderFieldsTooLarge", 431, &message, &request_id);
        return response(answer, &request_id);
    }
    if stream::is_of_lines(&head) && bearer_token(header(&head, "authorization")).is_some() {
        return match trusted(state, bearer_token(header(&head, "authorization")).unwrap_or_default()) {
            Ok(_) => stream::respond(Arc::clone(state), body, &request_id),
            Err(error) => response(Answer::refusal(&error), &request_id),
        };
    }
    let max_body = state.limits.body;
    let read = Limited::new(body, max_body).collect();
    let answer = match tokio::time::timeout(state.limits.body_time, read).await {
        Err(_) => refusal("RequestTimeout", 408, "The body did not come in time", &request_id),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let message = format!("The body has more than {max_body} bytes");
            refusal("RequestEntityTooLarge", 413, &message, &request_id)
        }
        Ok(Err(_)) => refusal("IncompleteBody", 400, "The body ended before its length", &request_id),
        // A commit waits for the disk; meanwhile another thread takes over the other connections.
        Ok(Ok(body)) => {
            let body = body.to_bytes();
            if (&head.method, head.uri.path()) == (&Method::GET, changes::PATH) {
                return changed(state, peer, &head, &request_id);
            }
            tokio::task::block_in_place(|| answer(state, peer, &head, &body, &request_id))
        }
    };
    response(answer, &request_id)
}

fn header<'h>(head: &'h http::request::Parts, name: &str) -> Option<&'h str> {
    head.headers.get(name).and_then(|value| value.to_str().ok())
}

fn answer(state: &State, peer: Peer, head: &http::request::Parts, body: &[u8], request_id: &str) -> Answer {
    let (method, path) = (head.method.as_str(), head.uri.path());
    match (method, path) {
        ("GET", "/healthz") => return Answer::text(200, "ok\n"),
        ("GET", "/readyz") => return ready(state),
        ("GET", "/metrics") => return metrics(state),
        ("POST", "/moto-api/reset") if state.has_test_api && peer.address.ip().is_loopback() => {
            return reset(state);
        }
        _ => {}
    }
    let headers = headers(head);
    let request = parts(head, &headers, body);
    let circumstances = circumstances(state, peer, head);
    if api::is_path(path) {
        return told(api::answer(state, &circumstances, &request), request_id, path);
    }
    if (method, path) == ("POST", authorize_endpoint::PATH) {
        let asked = Asker::of(state, &request)
            .and_then(|asker| authorize_endpoint::answer(state, &asker, &circumstances, &request));
        return told(asked, request_id, path);
    }
    let began = Instant::now();
    let (answer, record) = handle(state, &request, &circumstances, request_id);
    tell(state, &record, &circumstances, &request, request_id, began);
    answer
}

/// The headers as signatures are made over them.
fn headers(head: &http::request::Parts) -> Vec<(String, String)> {
    let headers = head.headers.iter().filter_map(|(name, value)| {
        let value = String::from_utf8(value.as_bytes().to_vec()).ok()?;
        Some((name.as_str().to_owned(), value))
    });
    headers.collect()
}

fn parts<'r>(
    head: &'r http::request::Parts,
    headers: &'r [(String, String)],
    body: &'r [u8],
) -> RequestParts<'r> {
    let query = head.uri.query().unwrap_or_default();
    RequestParts { method: head.method.as_str(), path: head.uri.path(), query, headers, body }
}

fn circumstances(state: &State, peer: Peer, head: &http::request::Parts) -> Circumstances {
    Circumstances {
        source_ip: Some(peer.address.ip()),
        user_agent: header(head, "user-agent").map(str::to_owned),
        is_secure: peer.is_secure,
        now: state.clock.now(),
    }
}

/// Changes as they come, for one who may see them all.
fn changed(
    state: &Arc<State>,
    peer: Peer,
    head: &http::request::Parts,
    request_id: &str,
) -> Response<AnswerBody> {
    let headers = headers(head);
    let request = parts(head, &headers, b"");
    let asked = tokio::task::block_in_place(|| {
        let asker = Asker::of(state, &request)?;
        api::ensure_may_read_all(state, &asker, &circumstances(state, peer, head))?;
        changes::after(state, &request)
    });
    match asked {
        Ok(after) => changes::respond(Arc::clone(state), after, request_id),
        Err(error) => response(told(Err(error), request_id, changes::PATH), request_id),
    }
}

/// What programs asked that aren't AWS's clients, once it is logged.
fn told(answer: Result<Answer, WireError>, request_id: &str, path: &str) -> Answer {
    let code = answer.as_ref().map_or_else(WireError::code, |_| "OK");
    tracing::info!(target: "iamkit", request_id, path, code, "questions");
    answer.unwrap_or_else(|error| Answer::refusal(&error))
}

/// Tells of a call: in the metrics, the audit file and the log.
fn tell(
    state: &State,
    record: &Record,
    circumstances: &Circumstances,
    request: &RequestParts<'_>,
    request_id: &str,
    began: Instant,
) {
    let (took, code) = (began.elapsed(), record.error.as_ref().map(WireError::code));
    let (service, operation) = (record.service(), record.operation_name());
    state.metrics.called(service, operation, code, took);
    if let Some(layer) = record.denied_by {
        state.metrics.denied(layer.as_str());
    }
    if let Some(audit) = &state.audit {
        let place = Place {
            source_ip: circumstances.source_ip,
            user_agent: circumstances.user_agent.as_deref(),
            host: request.header("host"),
            is_secure: circumstances.is_secure,
            now: circumstances.now,
        };
        let added = event(record, &place, request_id).map_or(Ok(()), |event| audit.add(&event));
        if let Err(error) = added {
            state.metrics.audit_failures.inc();
            tracing::error!(target: "iamkit", request_id, %error, "the audit file can't be written");
        }
    }
    // Neither the query string nor a header is told: there are signatures and tokens in them.
    tracing::info!(
        target: "iamkit",
        request_id,
        service,
        operation,
        caller = record.caller.as_ref().map(crate::caller::Caller::arn),
        source = circumstances.source_ip.map(|address| address.to_string()),
        code = code.unwrap_or("OK"),
        layer = record.denied_by.map(iamkit_engine::Layer::as_str),
        micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "call"
    );
}

/// The bytes of a request's head, as far as they differ from request to request.
fn size_of_head(head: &http::request::Parts) -> usize {
    let headers = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
    headers.sum::<usize>() + head.uri.path_and_query().map_or(0, |uri| uri.as_str().len())
}

/// Whether calls can be answered; not why they can't, which the log says.
fn ready(state: &State) -> Answer {
    match state.trouble() {
        None => Answer::text(200, "ok\n"),
        Some(_) => Answer::text(503, "not ready\n"),
    }
}

fn metrics(state: &State) -> Answer {
    match state.metrics.text(state.snapshot().generation().number()) {
        Ok(text) => Answer {
            content_type: "application/openmetrics-text; version=1.0.0; charset=utf-8",
            ..Answer::text(200, &text)
        },
        Err(error) => Answer::text(500, &error.to_string()),
    }
}

fn reset(state: &State) -> Answer {
    match state.reset() {
        Ok(()) => Answer { content_type: "application/json", ..Answer::text(200, "{\"status\": \"ok\"}") },
        Err(error) => Answer::text(500, &error.to_string()),
    }
}

/// What a client is told whose request wasn't read to its end: nobody knows which service it was for.
fn refusal(code: &str, status: u16, message: &str, request_id: &str) -> Answer {
    tracing::warn!(target: "iamkit", request_id, code, "a request wasn't read to its end");
    Answer::error(ServiceName::Iam.model(), &WireError::new(code, status, message), request_id)
}

fn response(answer: Answer, request_id: &str) -> Response<AnswerBody> {
    let mut response = Response::builder()
        .status(answer.status)
        .header("content-type", answer.content_type)
        .header("x-amzn-requestid", request_id);
    if let Some(code) = &answer.error_code {
        response = response.header("x-amzn-errortype", code);
    }
    for (name, value) in &answer.headers {
        response = response.header(*name, value);
    }
    // INVARIANT: status and headers are made of known characters; a response that can't be made is an empty one.
    let body = Either::Left(Full::new(Bytes::from(answer.body)));
    response.body(body).unwrap_or_else(|_| Response::new(Either::Left(Full::default())))
}
