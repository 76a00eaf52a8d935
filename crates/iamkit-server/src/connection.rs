//! Connections: HTTP/1.1 in, answers out, with bounds on what a client may hold.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use iamkit_wire::WireError;
use iamkit_wire::model::ServiceName;
use iamkit_wire::signature::RequestParts;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::answer::Answer;
use crate::condition_keys::Circumstances;
use crate::handle::handle;
use crate::state::State;

/// How many bytes a request's body may have.
pub(crate) const MAX_BODY: usize = 1 << 20;
/// How many bytes a request's head may have.
const MAX_HEAD: usize = 64 << 10;
/// How long a client may take to send the head of a request, and how long it may be silent between two.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// How long a client may take to send a body.
const BODY_TIME: Duration = Duration::from_secs(30);
/// How many connections may be open.
const MAX_CONNECTIONS: usize = 16_384;
/// How long open requests may go on once the server ends.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

/// Answers all that connect, until the end is there.
pub(crate) async fn serve(listener: TcpListener, state: Arc<State>, until: impl Future<Output = ()> + Send) {
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut until = std::pin::pin!(until);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut until => break,
        };
        // A connection that can't be accepted (no descriptors left, say) is another's chance in a moment.
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let Ok(permit) = Arc::clone(&room).try_acquire_owned() else { continue };
        let connection = connection(stream, peer, Arc::clone(&state));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // What goes wrong with a connection is the client's to notice.
            let _ = connection.await;
            drop(permit);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(LAST_REQUESTS, graceful.shutdown()).await;
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    state: Arc<State>,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    // Answers are small: each goes out at once.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let state = Arc::clone(&state);
        async move { Ok::<_, Infallible>(respond(&state, peer, request).await) }
    });
    hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service)
}

async fn respond(state: &State, peer: SocketAddr, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let request_id = Uuid::new_v4().to_string();
    let (head, body) = request.into_parts();
    // The buffer grows in steps, so that more than its bound may have been read.
    if MAX_HEAD < size_of_head(&head) {
        let message = format!("The head has more than {MAX_HEAD} bytes");
        let answer = refusal("RequestHeaderFieldsTooLarge", 431, &message, &request_id);
        return response(answer, &request_id);
    }
    let answer = match tokio::time::timeout(BODY_TIME, Limited::new(body, MAX_BODY).collect()).await {
        Err(_) => refusal("RequestTimeout", 408, "The body did not come in time", &request_id),
        Ok(Err(error)) if error.is::<LengthLimitError>() => refusal(
            "RequestEntityTooLarge",
            413,
            &format!("The body has more than {MAX_BODY} bytes"),
            &request_id,
        ),
        Ok(Err(_)) => refusal("IncompleteBody", 400, "The body ended before its length", &request_id),
        Ok(Ok(body)) => answer(state, peer, &head, &body.to_bytes(), &request_id),
    };
    response(answer, &request_id)
}

fn answer(
    state: &State,
    peer: SocketAddr,
    head: &http::request::Parts,
    body: &[u8],
    request_id: &str,
) -> Answer {
    let (method, path) = (head.method.as_str(), head.uri.path());
    match (method, path) {
        ("GET", "/healthz" | "/readyz") => return Answer::text(200, "ok\n"),
        ("POST", "/moto-api/reset") if state.has_test_api && peer.ip().is_loopback() => return reset(state),
        _ => {}
    }
    let headers = head.headers.iter().filter_map(|(name, value)| {
        let value = String::from_utf8(value.as_bytes().to_vec()).ok()?;
        Some((name.as_str().to_owned(), value))
    });
    let headers = headers.collect::<Vec<_>>();
    let query = head.uri.query().unwrap_or_default();
    let request = RequestParts { method, path, query, headers: &headers, body };
    let user_agent = head.headers.get("user-agent").and_then(|agent| agent.to_str().ok()).map(str::to_owned);
    let (source_ip, now) = (Some(peer.ip()), state.clock.now());
    let circumstances = Circumstances { source_ip, user_agent, is_secure: false, now };
    // A commit waits for the disk; meanwhile another thread takes over the other connections.
    tokio::task::block_in_place(|| handle(state, &request, &circumstances, request_id))
}

/// The bytes of a request's head, as far as they differ from request to request.
fn size_of_head(head: &http::request::Parts) -> usize {
    let headers = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
    headers.sum::<usize>() + head.uri.path_and_query().map_or(0, |uri| uri.as_str().len())
}

fn reset(state: &State) -> Answer {
    match state.reset() {
        Ok(()) => Answer { content_type: "application/json", ..Answer::text(200, "{\"status\": \"ok\"}") },
        Err(error) => Answer::text(500, &error.to_string()),
    }
}

/// What a client is told whose request wasn't read to its end: nobody knows which service it was for.
fn refusal(code: &str, status: u16, message: &str, request_id: &str) -> Answer {
    Answer::error(ServiceName::Iam.model(), &WireError::new(code, status, message), request_id)
}

fn response(answer: Answer, request_id: &str) -> Response<Full<Bytes>> {
    let mut response = Response::builder()
        .status(answer.status)
        .header("content-type", answer.content_type)
        .header("x-amzn-requestid", request_id);
    if let Some(code) = &answer.error_code {
        response = response.header("x-amzn-errortype", code);
    }
    // INVARIANT: status and headers are made of known characters; a response that can't be made is an empty one.
    response.body(Full::new(Bytes::from(answer.body))).unwrap_or_default()
}
