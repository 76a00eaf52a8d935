//! The clock of a server: the machine's, or one that stands still, for tests.

use std::time::{SystemTime, UNIX_EPOCH};

use iamkit_store::Timestamp;

/// Where a server has its time from
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock
    #[default]
    Real,
    /// Always the same time; signatures are then good whenever they were made
    Fixed(Timestamp),
}

impl Clock {
    /// The time, in seconds since 1970
    pub(crate) fn now(self) -> i64 {
        match self {
            Self::Real => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
            }
            Self::Fixed(time) => time.as_seconds(),
        }
    }

    /// The time as the store has it
    pub(crate) fn timestamp(self) -> Timestamp {
        Timestamp::from_seconds(self.now()).unwrap_or_default()
    }

    /// Whether the time of a request is held against this clock
    pub(crate) fn is_real(self) -> bool {
        self == Self::Real
    }
}
