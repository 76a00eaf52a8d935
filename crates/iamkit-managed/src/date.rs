//! Calendar dates: the day on which AWS published a version.

use std::fmt;
use std::str::FromStr;

use crate::error::ManagedError;

/// A calendar date, `YYYY-MM-DD`; ordered by time
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    /// Year, month and day as digits of one number, `20150206`.
    number: u32,
}

impl Date {
    pub(crate) fn from_number(number: u32) -> Self {
        Self { number }
    }

    pub(crate) fn number(self) -> u32 {
        self.number
    }
}

impl FromStr for Date {
    type Err = ManagedError;

    /// Reads the date at the start of an ISO 8601 text.
    fn from_str(text: &str) -> Result<Self, ManagedError> {
        let error = || ManagedError::InvalidDate(text.into());
        let date = text.get(..10).ok_or_else(error)?;
        let mut parts = date.split('-');
        let mut part = |length: usize| {
            let part = parts.next().filter(|part| part.len() == length)?;
            part.parse::<u32>().ok()
        };
        let (year, month, day) =
            part(4).zip(part(2)).zip(part(2)).map(|((y, m), d)| (y, m, d)).ok_or_else(error)?;
        let is_date = (1..=12).contains(&month) && (1..=31).contains(&day);
        if is_date { Ok(Self { number: year * 10_000 + month * 100 + day }) } else { Err(error()) }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number;
        write!(f, "{:04}-{:02}-{:02}", number / 10_000, number / 100 % 100, number % 100)
    }
}

#[cfg(feature = "serde")]
iamkit_policy::text_on_the_wire!(Date);
