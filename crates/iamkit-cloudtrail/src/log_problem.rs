//! What can be wrong with a log, with its place.

use std::path::PathBuf;

use iamkit_policy::shown::Shown;
use serde::{Deserialize, Serialize};

/// Something in a log that could not be read
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogProblem {
    /// The file.
    pub file: PathBuf,
    /// Which record of the file, from 1: the one that is none, or the one behind the last one that was read.
    pub record: u64,
    /// Where that is in the unpacked file, in bytes.
    pub offset: u64,
    /// What is wrong.
    pub kind: LogProblemKind,
    /// The same in words.
    pub message: String,
}

/// What can be wrong with a log
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LogProblemKind {
    /// The file can't be opened or read.
    Unreadable,
    /// The file is packed, and what was packed is broken.
    BrokenGzip,
    /// The file ends within a record.
    Truncated,
    /// What stands there is no record.
    NoRecord,
    /// The file is no log at all.
    NoLog,
}

impl LogProblemKind {
    /// Everything that can be wrong.
    pub const ALL: [Self; 5] =
        [Self::Unreadable, Self::BrokenGzip, Self::Truncated, Self::NoRecord, Self::NoLog];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::BrokenGzip => "brokenGzip",
            Self::Truncated => "truncated",
            Self::NoRecord => "noRecord",
            Self::NoLog => "noLog",
        }
    }
}

impl std::fmt::Display for LogProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let file = self.file.to_string_lossy();
        let message = Shown::sentence(&self.message);
        write!(f, "`{}`, record {} at byte {}: {message}", Shown::value(&file), self.record, self.offset)
    }
}
