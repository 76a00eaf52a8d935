//! Why a server doesn't start.

use std::io;
use std::net::SocketAddr;

use iamkit_account::view::ViewError;
use iamkit_store::{CommitError, JournalError};

/// Why a server doesn't start
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address can't be listened at
    #[error("cannot listen at {address}")]
    Listen {
        /// The address
        address: SocketAddr,
        /// Why
        source: io::Error,
    },
    /// The program's threads can't be made
    #[error("cannot start")]
    Runtime(#[source] io::Error),
    /// The system gives no random bytes
    #[error("the system gives no random bytes for the server's keys")]
    Random,
    /// The key of the root user isn't one
    #[error("a root key is an access key id and its secret, with a colon, space or line feed between them")]
    RootKey,
    /// The store can't be opened
    #[error(transparent)]
    Store(#[from] JournalError),
    /// The account can't be made
    #[error(transparent)]
    Account(#[from] CommitError),
    /// The policies in the store can't be read
    #[error(transparent)]
    View(#[from] ViewError),
}
