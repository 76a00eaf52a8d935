//! Accounts kept in a `SQLite` file: no server to start, and a file that any tool can read.
//!
//! The table `changes` is the truth: each row is a change with its generation, its caller and its time. The other tables
//! (`users`, `groups`, `roles`, `policies`, …) say what the changes add up to; they are written in the same transaction
//! and are there for people and their tools, the store itself reads the log alone.
//!
//! The table `head` and a small file beside the database say where the log ends, so that a log without its last rows, a
//! write-ahead log that is gone and a file put back to an older one are noticed.
//!
//! A crate of its own, so that who embeds the model of accounts needs no C compiler. No panic on any file.
//!
//! ```
//! use iamkit_store::{Call, Change, Store};
//! use iamkit_store_sqlite::{SqliteJournal, SqliteReader};
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("accounts.db");
//! let call = Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
//! let store = Store::open(SqliteJournal::open(&path)?)?;
//! store.commit(&[Change::create_account(call, "111122223333".parse()?)])?;
//! drop(store);
//!
//! let store = Store::open(SqliteReader::open(&path)?)?;
//! assert_eq!(store.snapshot().accounts().len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod failure;
mod files;
mod guard;
mod journal;
mod kept;
mod log;
mod mark;
mod reader;
mod rows;
mod schema;
mod version;

pub use journal::SqliteJournal;
pub use reader::SqliteReader;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
