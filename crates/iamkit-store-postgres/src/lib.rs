//! Accounts kept in `PostgreSQL`, for several writers on several machines.
//!
//! All tables stand in the schema `iamkit`. The table `changes` is the truth, as in a file of `iamkit-store-sqlite`; the
//! others say what the changes add up to, for people and their tools. One row, `head`, says where the log ends: a
//! writer locks it, reads what it missed, decides, and appends, so that no update is lost, and a log without its last rows
//! is noticed. Each commit notifies the channel `iamkit_changes`: a [`PostgresListener`] waits for that, and
//! [`Store::refresh`] takes up what is new. A server that doesn't answer in time is an error with that reason.
//!
//! A crate of its own, so that who has one process needs no client of a server.
//!
//! [`Store::refresh`]: iamkit_store::Store::refresh

mod batch;
mod connection;
mod failure;
mod journal;
mod listener;
mod log;
mod schema;
mod version;

pub use connection::Encryption;
pub use journal::PostgresJournal;
pub use listener::PostgresListener;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
