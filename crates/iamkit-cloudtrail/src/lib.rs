//! AWS CloudTrail logs as requests to IAM.
//!
//! [`Logs`] finds the files, [`read_log`] reads one in constant memory, and a [`Mapper`] makes of each [`LogRecord`] an
//! [`TrailEvent`]: who asked for which actions on what, with which condition keys, how certain that is, and what came of it.
//!
//! Of a record that isn't understood, the rest is: what is open is told with its [`OpenReason`], and never guessed. No clock,
//! no hash-map order; nothing panics on any input.

mod action_table;
mod caller;
mod denial;
mod event;
mod form;
mod frame;
mod keys;
mod logs;
mod mapper;
mod parameters;
mod plan;
mod reading;
mod record;
mod text;
mod window;

pub use caller::{Caller, CallerKind};
pub use denial::Denial;
pub use event::{AskedRequest, Certainty, TrailEvent, EventKind, CallOutcome, OpenReason};
pub use keys::{KeyValue, RecordKeys};
pub use logs::{Logs, LogsError};
pub use mapper::Mapper;
pub use reading::{RecordPlace, LogProblem, LogProblemKind, ReadTally, Sink, read_log};
pub use record::{
    LogRecord, LogRecordError, RecordResource, SessionAttributes, SessionContext, SessionIssuer, TlsDetails, UserIdentity,
};
pub use text::RecordText;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
