//! What goes out as a body: all at once, or piece by piece as it comes to be.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use http_body_util::{Either, Full};
use hyper::body::{Body, Bytes, Frame};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// A body of either kind
pub(crate) type AnswerBody = Either<Full<Bytes>, Pieces>;

/// How many pieces may wait for a client.
const WAITING: usize = 4;

/// A body that comes piece by piece, until whoever sends is gone
#[derive(Debug)]
pub(crate) struct Pieces(Receiver<Bytes>);

/// Both ends of a body that comes piece by piece.
pub(crate) fn pieces() -> (Sender<Bytes>, Pieces) {
    let (sender, receiver) = channel(WAITING);
    (sender, Pieces(receiver))
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
    }
}
