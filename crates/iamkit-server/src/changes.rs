//! `GET /api/changes`: each change of the store as it comes, as server-sent events.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::Either;
use hyper::Response;
use hyper::body::Bytes;
use iamkit_store::{Generation, Transaction};
use iamkit_wire::WireError;
use iamkit_wire::signature::RequestParts;
use tokio::sync::mpsc::Sender;

use crate::body::{AnswerBody, pieces};
use crate::state::State;

/// Where changes are told as they come.
pub(crate) const PATH: &str = "/api/changes";
/// After how long the store is looked at anew.
const LOOK: Duration = Duration::from_millis(50);
/// After how many looks in vain something is sent all the same, so that a client that is gone is noticed.
const LOOKS: u32 = 300;

/// The generation after which a client wants changes: what it says, the last one that it had, or the present one.
///
/// # Errors
/// `ValidationException` for what is no number.
pub(crate) fn after(state: &State, request: &RequestParts<'_>) -> Result<Generation, WireError> {
    let mut pairs = form_urlencoded::parse(request.query.as_bytes());
    let said = pairs.find(|(name, _)| name == "after").map(|(_, value)| value.into_owned());
    let said = request.header("last-event-id").map(str::to_owned).or(said);
    let Some(said) = said else { return Ok(state.snapshot().generation()) };
    let number =
        said.parse().map_err(|_| WireError::new("ValidationException", 400, "`after` is no generation"));
    number.map(Generation::new)
}

/// Tells changes until the client is gone or the server ends.
pub(crate) fn respond(state: Arc<State>, after: Generation, request_id: &str) -> Response<AnswerBody> {
    let (sender, pieces) = pieces();
    tokio::spawn(async move { tell(&state, after, &sender).await });
    let mut response = Response::new(Either::Right(pieces));
    let headers = response.headers_mut();
    headers.insert("content-type", http::HeaderValue::from_static("text/event-stream"));
    headers.insert("cache-control", http::HeaderValue::from_static("no-store"));
    if let Ok(value) = request_id.parse() {
        headers.insert("x-amzn-requestid", value);
    }
    response
}

async fn tell(state: &State, mut told: Generation, sender: &Sender<Bytes>) {
    let mut in_vain = 0;
    while !state.is_ending() {
        let mut text = String::new();
        if told < state.snapshot().generation() {
            let read = tokio::task::block_in_place(|| state.transactions(told));
            // A store that can't be read is the server's trouble, which others tell; here it is tried again.
            for transaction in read.unwrap_or_default() {
                told = transaction.generation;
                text.push_str(&event(&transaction));
            }
        }
        in_vain = if text.is_empty() { in_vain + 1 } else { 0 };
        if LOOKS <= in_vain {
            in_vain = 0;
            text.push_str(":\n\n");
        }
        if !text.is_empty() && sender.send(Bytes::from(text)).await.is_err() {
            return;
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// An event: the changes of a generation as the log has them.
fn event(transaction: &Transaction) -> String {
    let changes = transaction.changes.iter().filter_map(|change| change.to_json().ok()).collect::<Vec<_>>();
    let generation = transaction.generation;
    format!(
        "id: {generation}\nevent: changes\ndata: {{\"generation\":{generation},\"changes\":[{}]}}\n\n",
        changes.join(",")
    )
}
