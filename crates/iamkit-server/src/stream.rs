//! A stream of questions to `/authorize`: a line in, a line out, for as long as the client likes.

use std::sync::Arc;

use http_body_util::{BodyExt as _, Either};
use hyper::Response;
use hyper::body::{Bytes, Incoming};
use iamkit_wire::WireError;
use tokio::sync::mpsc::Sender;

use crate::authorize_endpoint::{self, LINES};
use crate::body::{AnswerBody, pieces};
use crate::state::State;

/// Whether a request is a stream of questions.
pub(crate) fn is_of_lines(head: &http::request::Parts) -> bool {
    let content_type = head.headers.get("content-type").and_then(|value| value.to_str().ok());
    head.method == "POST"
        && head.uri.path() == authorize_endpoint::PATH
        && content_type.is_some_and(authorize_endpoint::is_lines)
}

/// Answers lines as they come, for one who may ask everything.
pub(crate) fn respond(state: Arc<State>, body: Incoming, request_id: &str) -> Response<AnswerBody> {
    let (sender, pieces) = pieces();
    tokio::spawn(async move {
        if let Err(error) = answer_lines(&state, body, &sender).await {
            let _ = sender.send(Bytes::from(authorize_endpoint::failed_line(&error))).await;
        }
    });
    let mut response = Response::new(Either::Right(pieces));
    let headers = response.headers_mut();
    headers.insert("content-type", http::HeaderValue::from_static(LINES));
    if let Ok(value) = request_id.parse() {
        headers.insert("x-amzn-requestid", value);
    }
    response
}

/// Answers whole lines, until the body ends or the client is gone.
async fn answer_lines(state: &State, mut body: Incoming, sender: &Sender<Bytes>) -> Result<(), WireError> {
    let limits = state.limits;
    let mut unread = Vec::new();
    loop {
        let piece = tokio::time::timeout(limits.body_time, body.frame()).await;
        let piece =
            piece.map_err(|_| WireError::new("RequestTimeout", 408, "The next line did not come in time"))?;
        let is_over = piece.is_none();
        if let Some(frame) = piece {
            let frame = frame.map_err(|error| WireError::new("IncompleteBody", 400, error.to_string()))?;
            unread.extend_from_slice(frame.data_ref().map_or(&[][..], |data| data));
        }
        let end = unread.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let lines = if is_over { std::mem::take(&mut unread) } else { unread.drain(..end).collect() };
        if limits.body < unread.len() {
            let message = format!("A line has more than {} bytes", limits.body);
            return Err(WireError::new("RequestEntityTooLarge", 413, message));
        }
        if !lines.is_empty() {
            let answers = tokio::task::block_in_place(|| authorize_endpoint::trusted_lines(state, &lines))?;
            if sender.send(Bytes::from(answers)).await.is_err() {
                return Ok(());
            }
        }
        if is_over {
            return Ok(());
        }
    }
}
