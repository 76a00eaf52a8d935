//! Connections: HTTP/1.1 in, answers out, with bounds on what a client may hold.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::respond::{Peer, respond};
use crate::state::State;

/// What a client is told for whom there is no room.
const NO_ROOM: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/xml\r\nconnection: close\r\n\
    x-amzn-errortype: ServiceUnavailable\r\ncontent-length: 223\r\n\r\n\
    <ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Receiver</Type>\
    <Code>ServiceUnavailable</Code><Message>Too many connections are open</Message></Error>\
    <RequestId>none</RequestId></ErrorResponse>";

/// Answers all that connect, until the end is there.
pub(crate) async fn serve(listener: TcpListener, state: Arc<State>, until: impl Future<Output = ()> + Send) {
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(state.limits.connections.min(Semaphore::MAX_PERMITS)));
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
        let Ok(permit) = Arc::clone(&room).try_acquire_owned() else {
            refuse(stream, &state);
            continue;
        };
        let (state, watcher) = (Arc::clone(&state), graceful.watcher());
        tokio::spawn(async move {
            state.metrics.connections.inc();
            answer_all(stream, peer, &state, watcher).await;
            state.metrics.connections.dec();
            drop(permit);
        });
    }
    drop(listener);
    state.end();
    let _ = tokio::time::timeout(state.limits.last_requests, graceful.shutdown()).await;
}

/// Tells a client that there is no room for it, as far as that takes no waiting.
fn refuse(stream: TcpStream, state: &State) {
    state.metrics.refused_connections.inc();
    tracing::warn!(target: "iamkit", "too many connections are open");
    if state.tls.is_none() {
        let _ = stream.try_write(NO_ROOM);
    }
}

/// Answers what comes over a connection, until it ends.
async fn answer_all(stream: TcpStream, address: SocketAddr, state: &Arc<State>, watcher: Watcher) {
    // Answers are small: each goes out at once.
    let _ = stream.set_nodelay(true);
    let peer = Peer { address, is_secure: state.tls.is_some() };
    match &state.tls {
        None => answer_over(stream, peer, state, watcher).await,
        Some(tls) => {
            let shaken = tokio::time::timeout(state.limits.head_time, tls.accept(stream)).await;
            if let Ok(Ok(stream)) = shaken {
                answer_over(stream, peer, state, watcher).await;
            }
        }
    }
}

async fn answer_over<S: AsyncRead + AsyncWrite + Unpin + 'static>(
    stream: S,
    peer: Peer,
    state: &Arc<State>,
    watcher: Watcher,
) {
    let service =
        service_fn(|request| async move { Ok::<_, Infallible>(respond(state, peer, request).await) });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(state.limits.head_time)
        .max_buf_size(state.limits.buffer())
        .serve_connection(TokioIo::new(stream), service);
    // What goes wrong with a connection is the client's to notice.
    let _ = watcher.watch(connection).await;
}
