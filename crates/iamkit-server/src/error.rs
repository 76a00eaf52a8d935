//! Why a server doesn't start.

use std::io;
use std::net::SocketAddr;

use iamkit_account::view::ViewError;
use iamkit_policy::shown::Shown;
use iamkit_store::{CommitError, JournalError};

/// Why a server doesn't start
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address can't be listened at
    #[error("cannot listen at {address}{}", why_not(.source))]
    Listen {
        /// The address
        address: SocketAddr,
        /// Why
        source: io::Error,
    },
    /// Certificate and key can't be used
    #[error("cannot use TLS: {reason}")]
    Tls {
        /// Why
        reason: String,
    },
    /// The audit file can't be written
    #[error("cannot write to the audit file `{}`", Shown::value(.path))]
    Audit {
        /// The file
        path: String,
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

/// What the system's words leave out.
fn why_not(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::AddrInUse => ", where another program listens already",
        io::ErrorKind::AddrNotAvailable => ", which is no address of this machine",
        io::ErrorKind::PermissionDenied => ", which takes more rights than this program has",
        _ => "",
    }
}
