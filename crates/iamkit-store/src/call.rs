//! Who asks for a change and when: what comes in with a command, as the store has no clock and knows no one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use iamkit_policy::text_on_the_wire;

use crate::name::{NameError, text_newtype};

text_newtype!(
    /// Who asks for a change, for the audit trail: an ARN, a service, whatever names them
    Caller, "caller", "1 to 2048 characters without control characters", is_caller
);

fn is_caller(text: &str) -> bool {
    (1..=2_048).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

/// A point in time
///
/// ```
/// use iamkit_store::Timestamp;
///
/// let time: Timestamp = "2026-05-01T10:00:00+02:00".parse()?;
/// assert_eq!(time.to_string(), "2026-05-01T08:00:00Z");
/// assert_eq!("2015-02-06".parse::<Timestamp>()?.to_string(), "2015-02-06T00:00:00Z");
/// # Ok::<(), iamkit_store::NameError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// So many seconds after 1970-01-01T00:00:00Z; `None` outside the years -9999 to 9999
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        jiff::Timestamp::from_second(seconds).ok().map(Self)
    }

    /// Whole seconds since 1970-01-01T00:00:00Z
    pub fn as_seconds(self) -> i64 {
        self.0.as_second()
    }
}

impl FromStr for Timestamp {
    type Err = NameError;

    /// Reads an ISO 8601 date and time with its offset, or a date alone: its midnight in UTC.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let error = || NameError::new(text, "time", "an ISO 8601 date, or date and time with offset");
        let is_date = text.len() == "YYYY-MM-DD".len();
        let parsed = if is_date { format!("{text}T00:00:00Z").parse() } else { text.parse() };
        parsed.map(Self).map_err(|_| error())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

text_on_the_wire!(Timestamp);

/// Whether a change is an operation of today or puts back what was there already
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CallKind {
    /// An operation: AWS's rules in full
    #[default]
    Operation,
    /// The restoring of a real account: ids, version ids and tags that only AWS gives are taken as they are,
    /// service-linked roles can be written, and a permissions boundary may name a policy that isn't there (S77)
    Restore,
}

/// The envelope of a command: who, when, and as what
///
/// ```
/// use iamkit_store::Call;
///
/// let call = Call::new("arn:aws:iam::111122223333:root".parse()?, "2026-05-01T10:00:00Z".parse()?);
/// assert_eq!(call.time().to_string(), "2026-05-01T10:00:00Z");
/// # Ok::<(), iamkit_store::NameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    caller: Caller,
    time: Timestamp,
    #[serde(default)]
    kind: CallKind,
}

impl Call {
    /// An operation of a caller at a time
    pub fn new(caller: Caller, time: Timestamp) -> Self {
        Self { caller, time, kind: CallKind::Operation }
    }

    /// The same call as the restoring of what was there already
    #[must_use]
    pub fn restoring(self) -> Self {
        Self { kind: CallKind::Restore, ..self }
    }

    /// The same call at another time: the date of creation of what is restored
    #[must_use]
    pub fn at(self, time: Timestamp) -> Self {
        Self { time, ..self }
    }

    /// Who asks
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// When
    pub fn time(&self) -> Timestamp {
        self.time
    }

    /// As what
    pub fn kind(&self) -> CallKind {
        self.kind
    }
}
