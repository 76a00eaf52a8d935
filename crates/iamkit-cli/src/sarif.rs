//! Where the program runs: the addresses of files in logs for code scanners are as they are from there.

use std::path::PathBuf;

/// Where the program runs, which is the root of what is scanned.
pub(crate) fn root() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}
