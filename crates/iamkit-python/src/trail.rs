//! CloudTrail logs: what records became, and what that says of accounts.

pub(crate) mod ask;
pub(crate) mod map;
mod tally;
pub(crate) mod usage;
