//! AWS CloudTrail logs as requests to IAM.
//!
//! [`Logs`] finds the files, [`read_log`] reads one in constant memory, and a [`Mapper`] makes of each [`LogRecord`] an
//! [`TrailEvent`]: who asked for which actions on what, with which condition keys, how certain that is, and what came of it.
//!
//! Of a record that isn't understood, the rest is: what is open is told with its [`OpenReason`], and never guessed. No clock,
//! no hash-map order; nothing panics on any input.

mod action_table;
mod caller;
mod check;
mod denial;
mod event;
mod filter;
mod fit;
mod form;
mod frame;
mod held_policy;
mod judge;
mod keys;
mod learnt;
mod list_start;
mod log_problem;
mod logs;
mod mapper;
mod mapping;
mod observable;
mod parameters;
mod plan;
mod policy_changes;
mod reading;
mod reading_options;
mod record;
mod replay;
mod replayed_row;
mod statement_use;
mod table;
mod tally;
mod text;
mod trial;
mod unused;
mod usage;
mod usage_part;
mod window;
mod workers;

pub use caller::{Caller, CallerKind};
pub use check::{Agreement, CheckedRequest, check};
pub use denial::Denial;
pub use event::{AskedRequest, CallOutcome, Certainty, EventKind, OpenReason, TrailEvent};
pub use filter::{EventCondition, EventConditionError, EventFilter};
pub use fit::{FitError, FitOptions, FittedPolicy, Generalize, fit, from_nothing};
pub use held_policy::{HeldPolicy, HeldPolicyError};
pub use judge::{Judge, KeysOfPolicies, NotAsked, Verdict};
pub use keys::{KeyValue, RecordKeys};
pub use learnt::{LearntResources, LearntRow};
pub use log_problem::{LogProblem, LogProblemKind};
pub use logs::{LogFile, Logs, LogsError};
pub use mapper::Mapper;
pub use mapping::{MappedEvent, MappedValue, map_logs};
pub use policy_changes::PolicyChanges;
pub use reading::{ReadTally, RecordPlace, Sink, read_log, read_log_from};
pub use reading_options::ReadingOptions;
pub use record::{
    LogRecord, LogRecordError, RecordResource, SessionAttributes, SessionContext, SessionIssuer, TlsDetails,
    UserIdentity,
};
pub use replay::{ChangeEffect, Replayed, replay};
pub use replayed_row::ReplayedRow;
pub use statement_use::{StatementUse, statement_uses};
pub use tally::TrailTally;
pub use text::RecordText;
pub use trial::{TRIAL_FORMS, TrialError, with_policy};
pub use unused::{IdleIdentity, UnusedRow, idle, unused};
pub use usage::{AskedKeys, NoKeys, Seen, TrailUsage, UsedRequest, UsedValue};
pub use usage_part::TrailUsagePart;

/// The README's example, compiled and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
